import type { Purse } from './account.ts';
import type { HouseholdId, SchemeId } from './ids.ts';
import type { LocalDate, LocalMonth } from './local-date.ts';

/** An account that no allowance fills: its balance is added to the other household's. */
export type PlainAccount = {
  readonly purse: Purse;
  readonly periodStartsOn: LocalDate | null;
  readonly balance: number;
};

/** An account of points of a period that has not ended. */
export type PeriodAccount = {
  readonly purse: 'points' | 'points-baby';
  readonly periodStartsOn: LocalDate;
  readonly schemeId: SchemeId;
  /** Whether the period holds today; else it begins later. */
  readonly isCurrent: boolean;
  readonly balance: number;
  /** What allowances gave to it, or a merge from another's. */
  readonly given: number;
};

export type MergeSide = {
  readonly householdId: HouseholdId;
  readonly plain: readonly PlainAccount[];
  readonly periods: readonly PeriodAccount[];
};

/** The household that stays, and what its periods give to it once it is as large as both are together. */
export type MergeInto = Omit<MergeSide, 'periods'> & {
  readonly periods: readonly (PeriodAccount & { readonly wanted: number })[];
};

export type MergeMove = {
  readonly purse: Purse;
  readonly periodStartsOn?: LocalDate;
  readonly intoPeriodStartsOn?: LocalDate;
  readonly amount: number;
};

export type MergeRecomputed = {
  readonly householdId: HouseholdId;
  readonly purse: 'points' | 'points-baby';
  readonly periodStartsOn: LocalDate;
  readonly schemeId: SchemeId;
  /** What the account gets or gives back. */
  readonly amount: number;
  /** What it counts from now on as more or less given. */
  readonly allowancePoints: number;
};

export type MergePlan = { readonly moves: MergeMove[]; readonly recomputed: MergeRecomputed[] };

/**
 * What joining one household to another moves. Euro, washes and what counts against limits are added. Points of a period
 * are not: the joined household gets one allowance for the period, that of its size, and what both have spent counts against
 * it; what was carried over or corrected by hand counts too. Nobody owes points: below 0 it is 0. Where the one that stays
 * has no such account, the other's points come along as they are, and count there as given: a right that begins later in
 * the period gives only what is missing.
 *
 * Laws: of every unit that is not points the two together have what they had; of points the one that stays has
 * `max(0, wanted + what both have moved beside their allowances)`, the other none; and `undoMerge` takes it all back.
 */
export function planMerge(from: MergeSide, into: MergeInto): MergePlan {
  const moves = from.plain.flatMap(({ purse, periodStartsOn, balance }): MergeMove[] =>
    balance === 0 ? [] : [{ purse, amount: balance, ...(periodStartsOn === null ? {} : { periodStartsOn }) }],
  );
  const hasCurrent = into.periods.some(({ isCurrent }) => isCurrent);
  const asTheyAre = from.periods.filter(({ isCurrent }) =>
    isCurrent ? !hasCurrent : into.periods.length === 0,
  );
  const recomputed = [
    ...asTheyAre.map((account) => recompute(into.householdId, account, account.balance, account.given)),
    ...from.periods.map((account) => recompute(from.householdId, account, -account.balance, -account.given)),
    ...into.periods.map((account) => {
      const other = from.periods.filter(
        ({ purse, isCurrent }) => isCurrent && account.isCurrent && purse === account.purse,
      );
      const movedBeside = [account, ...other].reduce((sum, each) => sum + each.balance - each.given, 0);
      const target = Math.max(0, account.wanted + movedBeside);
      return recompute(into.householdId, account, target - account.balance, account.wanted - account.given);
    }),
  ];
  return { moves, recomputed: recomputed.filter(isSomething) };
}

const recompute = (
  householdId: HouseholdId,
  { purse, periodStartsOn, schemeId }: PeriodAccount,
  amount: number,
  allowancePoints: number,
): MergeRecomputed => ({ householdId, purse, periodStartsOn, schemeId, amount, allowancePoints });

const isSomething = ({ amount, allowancePoints }: MergeRecomputed): boolean =>
  amount !== 0 || allowancePoints !== 0;

/** Merge and sweeps as one: what has been moved in all, each account once, so that years of sweeps fit in one body. */
export function sumPlans(plans: readonly MergePlan[]): MergePlan {
  const moves = new Map<string, MergeMove>();
  const recomputed = new Map<string, MergeRecomputed>();
  for (const plan of plans) {
    for (const move of plan.moves) {
      const key = `${move.purse} ${move.periodStartsOn} ${move.intoPeriodStartsOn}`;
      moves.set(key, { ...move, amount: move.amount + (moves.get(key)?.amount ?? 0) });
    }
    for (const each of plan.recomputed) {
      const key = `${each.householdId} ${each.purse} ${each.periodStartsOn}`;
      const before = recomputed.get(key);
      const amount = each.amount + (before?.amount ?? 0);
      const allowancePoints = each.allowancePoints + (before?.allowancePoints ?? 0);
      recomputed.set(key, { ...each, amount, allowancePoints });
    }
  }
  return { moves: [...moves.values()], recomputed: [...recomputed.values()] };
}

/**
 * What takes merges and sweeps back, given what the household that stayed has now: it gives back at most what is there, so
 * that what was spent since stays where it was spent and nobody comes to owe anything. What it cannot give back still counts
 * as given, so that no other merge gives it again. `isLive` says of which periods
 * points are still spent: those that have ended stay as they are, and so do their papers.
 *
 * Law: where nothing has moved since, every account is what it was.
 */
export function undoMerge(
  done: MergePlan,
  intoHouseholdId: HouseholdId,
  balanceOf: (purse: Purse, periodStartsOn: LocalDate | undefined) => number,
  isLive: (account: MergeRecomputed) => boolean,
): MergePlan {
  const left = new Map<string, number>();
  /** Takes from an account of the one that stayed, as far as it goes. */
  const take = (purse: Purse, periodStartsOn: LocalDate | undefined, wanted: number): number => {
    const key = `${purse}/${periodStartsOn ?? ''}`;
    const balance = left.get(key) ?? balanceOf(purse, periodStartsOn);
    const taken = wanted <= 0 ? wanted : Math.min(wanted, Math.max(0, balance));
    left.set(key, balance - taken);
    return taken;
  };
  const recomputed = done.recomputed
    .filter(isLive)
    .map((each): MergeRecomputed => {
      const isInto = each.householdId === intoHouseholdId;
      const taken = isInto ? take(each.purse, each.periodStartsOn, each.amount) : each.amount;
      return { ...each, amount: 0 - taken, allowancePoints: each.amount - taken - each.allowancePoints };
    })
    .filter(isSomething);
  const moves = done.moves
    .map((move): MergeMove => {
      const into = move.intoPeriodStartsOn ?? move.periodStartsOn;
      return { ...move, amount: -take(move.purse, into, move.amount) };
    })
    .filter(({ amount }) => amount !== 0);
  return { moves, recomputed };
}

/**
 * Two lists of months of birth as one: each month as often as the list that has it more often, since most children are in
 * both. Law: the order of the lists does not matter.
 */
export function joinMonths(a: readonly LocalMonth[], b: readonly LocalMonth[]): LocalMonth[] {
  const more = [...b];
  for (const month of a) {
    const at = more.indexOf(month);
    if (at >= 0) more.splice(at, 1);
  }
  return [...a, ...more].sort();
}
