import { MOST_PUSHED_OPERATIONS } from '../../shared/sync/protocol.ts';
import type { NoAnswer } from './hub-client.ts';

/** Some 75 KB of sales with twelve lines: within a request's time on a line as slow as a telephone's in a valley. */
const LEAST_AT_ONCE = 16;
const MOST_AT_ONCE = MOST_PUSHED_OPERATIONS;
/** So many operations of a page are taken in one transaction, and no more. */
export const MOST_IN_PAGE = 200;
/** A page that keeps the main thread for longer is felt at the till: a key waits for it, and for a frame of the screen after. */
const LONGEST_PAGE_MS = 25;

export type Stride = {
  /** How many operations the next request brings or asks for. */
  readonly most: () => number;
  /** How many of them the next page asks for. */
  readonly mostInPage: () => number;
  readonly arrived: () => void;
  /** A request that carried so many had no answer. */
  readonly failed: (reason: NoAnswer['type']) => void;
  /** A page with so many operations kept the main thread so long, in milliseconds. */
  readonly applied: (operations: number, tookMs: number) => void;
};

/** So often what is known to be too much is left alone, before it is tried again: the line may have become better. */
const AS_BEFORE = 20;

/**
 * How much goes into one request: little at first and after one that failed, twice as much after each that arrived, up to
 * what failed before. A line that is slow, or cut again and again, would never get a whole outbox through in one piece, nor
 * would a proxy that takes no large bodies; and a thousand counters that come back at once ask with little until the hub has
 * time for them. A page asks for less where the last one kept the till too long, on a slow disk or an old PC: half as much, and
 * twice as much again where a full one would be within half of the time.
 */
export function createStride(): Stride {
  let most = LEAST_AT_ONCE;
  let tooMuch = Number.POSITIVE_INFINITY;
  let arrivals = 0;
  let page = MOST_IN_PAGE;
  return {
    most: () => most,
    mostInPage: () => Math.min(most, page),
    arrived: () => {
      arrivals += 1;
      if (arrivals === AS_BEFORE) tooMuch = Number.POSITIVE_INFINITY;
      if (most * 2 < tooMuch) most = Math.min(MOST_AT_ONCE, most * 2);
    },
    failed: (reason) => {
      // A busy hub has looked at nothing of it: that says nothing of the line.
      if (reason === 'HubBusy') return;
      // Where the least fails too, the line is cut as a whole, and what is too much for it is not known.
      tooMuch = most > LEAST_AT_ONCE ? most : Number.POSITIVE_INFINITY;
      most = Math.max(LEAST_AT_ONCE, Math.floor(most / 4));
      arrivals = 0;
    },
    applied: (operations, tookMs) => {
      if (tookMs > LONGEST_PAGE_MS) page = Math.max(LEAST_AT_ONCE, Math.floor(page / 2));
      else if (operations >= page && tookMs <= LONGEST_PAGE_MS / 2) page = Math.min(MOST_IN_PAGE, page * 2);
    },
  };
}

/** Waits for what is asked in this stride, and learns from it. */
export async function inStride<
  Answer extends { readonly type: 'answered' } | { readonly type: 'refused' } | NoAnswer,
>(stride: Stride, asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.type === 'answered' || answer.type === 'refused') stride.arrived();
  else stride.failed(answer.type);
  return answer;
}
