import { setImmediate as afterOthers } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createOwnTurns, createTurns } from './turns.ts';

/** Pieces of work that end when they are told to, with the order in which they began. */
function aQueue(most: number) {
  const inTurn = createTurns(most);
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const add = (piece: number) =>
    inTurn(async () => {
      begun.push(piece);
      await new Promise<void>((resolve) => ends.set(piece, resolve));
      if (piece === 2) throw new Error('this one fails');
      return piece;
    });
  return { begun, add, end: (piece: number) => ends.get(piece)?.() };
}

test('so many go on at once, the others in the order in which they came, whatever fails', async () => {
  const queue = aQueue(2);
  const outcomes = Promise.allSettled([1, 2, 3, 4].map(queue.add));
  expect(queue.begun).toEqual([1, 2]);
  queue.end(2);
  await afterOthers();
  const late = queue.add(5);
  expect(queue.begun).toEqual([1, 2, 3]);
  queue.end(1);
  queue.end(3);
  await afterOthers();
  expect(queue.begun).toEqual([1, 2, 3, 4, 5]);
  queue.end(4);
  queue.end(5);
  expect((await outcomes).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  ]);
  expect(await late).toBe(5);
  const after = queue.add(6);
  expect(queue.begun.at(-1)).toBe(6);
  queue.end(6);
  expect(await after).toBe(6);
});

test('each has one at a time and few that wait, and one does not wait for another', async () => {
  const ownTurn = createOwnTurns<string>(1);
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const bring = (whose: string) =>
    ownTurn(whose, async () => {
      begun.push(whose);
      await new Promise<void>((resolve) => ends.push(resolve));
      return whose;
    });
  const first = bring('one');
  const second = bring('one');
  expect([bring('one'), begun]).toEqual([null, ['one']]);
  const other = bring('other');
  expect(begun).toEqual(['one', 'other']);
  ends[0]?.();
  await first;
  await afterOthers();
  expect(begun).toEqual(['one', 'other', 'one']);
  for (const end of ends) end();
  expect(await Promise.all([second, other])).toEqual(['one', 'other']);
  const again = bring('one');
  ends.at(-1)?.();
  expect(await again).toBe('one');
});
