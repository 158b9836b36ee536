import { createHash } from 'node:crypto';
import { assert } from '../shared/domain/result.ts';

/** Numbers that look random and are the same for the same seed on every machine. Not for secrets. */
export type Random = {
  /** From 0 up to, and without, 1. */
  readonly fraction: () => number;
  /** A whole number, both ends included. */
  readonly int: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** One of the keys, by its weight. */
  readonly weighted: <T>(weights: readonly (readonly [T, number])[]) => T;
  readonly bytes: (count: number) => Buffer;
  /** A row of numbers of its own: drawing more from one leaves the others as they were. */
  readonly fork: (name: string) => Random;
};

export function createRandom(seed: string): Random {
  const next = sfc32(createHash('sha256').update(seed).digest());
  const fraction = () => next() / 2 ** 32;
  const int = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    int,
    chance: (probability) => fraction() < probability,
    pick: (list) => {
      const picked = list[int(0, list.length - 1)];
      assert(picked !== undefined, 'there is something to pick from');
      return picked;
    },
    weighted: (weights) => {
      let left = fraction() * weights.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of weights) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = weights.at(-1);
      assert(last !== undefined, 'there is something to weigh');
      return last[0];
    },
    bytes: (count) => {
      const bytes = Buffer.alloc(Math.ceil(count / 4) * 4);
      for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(next(), at);
      return bytes.subarray(0, count);
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/** sfc32 of Chris Doty-Humphrey's PractRand: small, fast, passes its tests. Gives 32 bits. */
function sfc32(state: Buffer): () => number {
  let a = state.readInt32LE(0);
  let b = state.readInt32LE(4);
  let c = state.readInt32LE(8);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}
