import type { Purse } from './account.ts';
import type { OperationId } from './ids.ts';
import type { LocalDate } from './local-date.ts';
import type { MergeMove, MergePlan, MergeRecomputed, MergeSide, PeriodAccount } from './merge.ts';

type OfAccount = (purse: Purse, periodStartsOn: LocalDate | null) => number;

/** A household that was joined to another, and how the accounts of both stand, each in its unit. */
export type LateArrivals = {
  /** The one that was joined, with what has come to its accounts since. */
  readonly from: MergeSide;
  /** What of an account of it is promised to somebody: leased to a device, reserved for an act. */
  readonly setAsideOf: OfAccount;
  /** The first day of the period whose points the other one spends today; null where it has none. */
  readonly intoPeriodStartsOn: LocalDate | null;
  /** What of an account of the other one is there and promised to nobody. */
  readonly freeOf: OfAccount;
};

export type SweepPlan = MergePlan & {
  /** Accounts of the other one of which less was free than was spent: the rest waits. */
  readonly short: readonly { readonly purse: Purse; readonly periodStartsOn: LocalDate | null }[];
};

/**
 * What brings along what reached a household after it was joined to another: what was given for itself goes back to its
 * scheme, what was spent or corrected counts against the points and the uses of the other one, euro and washes are added.
 * What is promised to somebody stays for whoever has it, and what cannot be taken of the other one waits on the account it
 * was spent from: nobody comes to owe anything by it.
 *
 * Laws: of every unit that is not points the two together keep what they have; of points less only by what was given and
 * goes back; no account is left with less than is promised of it, nor below 0 where it was not; once a plan is carried out,
 * nothing is left to do until something else comes.
 */
export function planSweep({ from, setAsideOf, intoPeriodStartsOn, freeOf }: LateArrivals): SweepPlan {
  const left = new Map<string, number>();
  const short: { readonly purse: Purse; readonly periodStartsOn: LocalDate | null }[] = [];
  /** Adds to an account of the other one, or takes as much of it as is free. */
  const carry = (purse: Purse, periodStartsOn: LocalDate | null, amount: number): number => {
    const key = `${purse}/${periodStartsOn ?? ''}`;
    const free = left.get(key) ?? freeOf(purse, periodStartsOn);
    const carried = Math.max(amount, -Math.max(0, free));
    left.set(key, free + carried);
    if (carried !== amount) short.push({ purse, periodStartsOn });
    return carried;
  };
  const moves: MergeMove[] = [];
  const recomputed: MergeRecomputed[] = [];
  // What comes to the other one first, so that what is taken of it finds that too.
  const byWhatIsBeside = from.periods.toSorted((a, b) => besideOf(b) - besideOf(a));
  for (const account of byWhatIsBeside) {
    const { purse, periodStartsOn, schemeId } = account;
    const setAside = setAsideOf(purse, periodStartsOn);
    // Taken back more often than it was given: the scheme makes that good.
    const madeGood = Math.max(0, -account.given);
    const given = account.given + madeGood;
    const balance = account.balance + madeGood;
    const beside = Math.min(balance - given, Math.max(0, balance - setAside));
    const moved = intoPeriodStartsOn === null ? 0 : carry(purse, intoPeriodStartsOn, beside);
    if (intoPeriodStartsOn !== null && moved !== 0) {
      moves.push({ purse, periodStartsOn, intoPeriodStartsOn, amount: moved });
    }
    const goesBack = Math.max(0, Math.min(given, balance - moved) - setAside);
    const amount = madeGood - goesBack;
    if (amount === 0) continue;
    const { householdId } = from;
    recomputed.push({ householdId, purse, periodStartsOn, schemeId, amount, allowancePoints: amount });
  }
  for (const { purse, periodStartsOn, balance } of from.plain) {
    const free = balance - setAsideOf(purse, periodStartsOn);
    const moved = carry(purse, periodStartsOn, balance > 0 ? Math.max(0, free) : balance);
    if (moved !== 0)
      moves.push({ purse, amount: moved, ...(periodStartsOn === null ? {} : { periodStartsOn }) });
  }
  return { moves: moves.slice(0, MOST_MOVES), recomputed: recomputed.slice(0, MOST_RECOMPUTED), short };
}

/** What moved on an account beside allowances: spent, where it is below 0. */
const besideOf = ({ balance, given }: PeriodAccount): number => balance - given;

/** What one operation takes; the rest follows with the next sweep. Points come first, with what goes back of them. */
const MOST_MOVES = 150;
const MOST_RECOMPUTED = 40;

/** Never changed: the ids of sweeps are UUIDs of version 5 of their keys in this namespace. */
export const SWEEPS = '6d5b1f38-8d4a-4c59-9a1c-3f0f0a4c7e21';

/**
 * What a sweep is once: which of its merge's, counted from 0, and what it moves. Who writes it again after it was lost
 * gives it the same id if it is the same, and another one if something else has come meanwhile.
 */
export const keyOfSweep = (mergeId: OperationId, earlier: number, planned: string): string =>
  `${mergeId}|${earlier}|${planned}`;
