import { parseAccount } from '../../shared/domain/account.ts';
import type { AllowancePurse, PostedAllowance } from '../../shared/domain/allowance-due.ts';
import { allowanceAccount } from '../../shared/domain/allowance-due.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, OperationId, SchemeId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import type { MergeSide, PeriodAccount, PlainAccount } from '../../shared/domain/merge.ts';
import {
  joinPeriods,
  type LivePeriod,
  periodsByFirstDay,
  USES_DAYS,
} from '../../shared/domain/merge-periods.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { AllowanceFactRow } from '../store/allowance-tables.ts';
import type { HubTx } from '../store/hub-store.ts';
import { only } from './facts-of.ts';
import { readOwnFacts } from './read-allowance-facts.ts';
import { readJoined } from './read-joined.ts';
import { withoutEntering } from './without-entering.ts';
import type { HubPen } from './write-as-hub.ts';

/** Households that are read before others have a turn in this process: some milliseconds. */
const READ_AT_A_STRETCH = 50;

/** A household that is read as another one, with what decides about what comes late to it. */
export type MergedHousehold = {
  readonly householdId: HouseholdId;
  /** The last of those that it was joined to, one after the other. */
  readonly intoHouseholdId: HouseholdId;
  /** The merge by which it went. */
  readonly mergeId: OperationId;
  /** What was brought along for this merge before. */
  readonly sweeps: number;
  /** Periods on whose accounts it may have points. */
  readonly periods: readonly LivePeriod[];
  /** What its accounts count as given, in points. */
  readonly givenOf: (purse: AllowancePurse, startsOn: LocalDate) => number;
  /** Of its right, where a period does not say by which scheme it was given. */
  readonly schemeId: SchemeId | null;
  /** The period whose points the other one spends today; null where it has none. */
  readonly intoPeriodStartsOn: LocalDate | null;
};

/**
 * Of these households and all that they are one with, those that are read as another. The facts of each are read once, however
 * many are one: hundreds may be joined to one household, by mistake or by somebody who means harm.
 */
export async function readMerged(
  tx: HubTx,
  { breathe }: Pick<HubPen, 'breathe'>,
  householdIds: readonly HouseholdId[],
  today: LocalDate,
): Promise<MergedHousehold[]> {
  const joined = await readJoined(tx, householdIds);
  const circles = [...new Set(householdIds.map(joined.headOf))]
    .map((head) => ({ head, members: joined.into(head) }))
    .filter(({ members }) => members.length > 0);
  if (circles.length === 0) return [];
  const everybody = circles.flatMap(({ head, members }) => [head, ...members]);
  const rows = await tx.listAllowanceFacts([...new Set(everybody)].map((id) => `household:${id}` as const));
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  const settled = new Set(await withoutEntering(tx, everybody));
  const merged: MergedHousehold[] = [];
  let read = 0;
  for (const { head, members } of circles) {
    if (!settled.has(head)) continue;
    const own = new Map<HouseholdId, OwnFacts>();
    for (const id of [head, ...members]) {
      own.set(id, readOne(bySubject.get(`household:${id}`) ?? [], today));
      read += 1;
      if (read % READ_AT_A_STRETCH === 0) await breathe();
    }
    // Those of the household itself are among them and count as its own: so they are joined once for all.
    const ofAll = periodsByFirstDay([...own.values()].flatMap(({ live }) => live));
    const intoPeriodStartsOn = currentPeriodOf(own.get(head)?.posted ?? [], today);
    for (const householdId of members) {
      const mergeId = joined.mergeOf(householdId);
      const facts = own.get(householdId);
      if (mergeId === null || facts === undefined || !settled.has(householdId)) continue;
      const whose = { householdId, intoHouseholdId: head, mergeId, intoPeriodStartsOn };
      merged.push({ ...whose, ...withPeriods(facts, ofAll, mergeId) });
    }
  }
  return merged;
}

/** What the facts of a household say of itself. */
type OwnFacts = Pick<MergedHousehold, 'givenOf' | 'schemeId'> & {
  readonly posted: readonly PostedAllowance[];
  readonly live: readonly LivePeriod[];
  /** The merges for which something was brought along. */
  readonly swept: readonly OperationId[];
};

function readOne(rows: readonly AllowanceFactRow[], today: LocalDate): OwnFacts {
  const { posted, mergedPoints, entitlements } = readOwnFacts(rows, new Map());
  const right = entitlementOn(entitlements, today);
  return {
    posted,
    live: liveOf(posted, today),
    swept: only(rows, 'swept').map(({ mergeId }) => mergeId),
    givenOf: (purse, day) =>
      posted
        .filter((each) => each.purse === purse && each.startsOn === day)
        .reduce((sum, { points }) => sum + points, mergedPoints.get(allowanceAccount(purse, day)) ?? 0),
    schemeId: (right.ok ? right.value : entitlements.at(-1))?.schemeId ?? null,
  };
}

function withPeriods(
  { posted, live, swept, givenOf, schemeId }: OwnFacts,
  ofAll: readonly LivePeriod[],
  mergeId: OperationId,
): Pick<MergedHousehold, 'sweeps' | 'periods' | 'givenOf' | 'schemeId'> {
  const ownDays = new Set(posted.filter(({ purse }) => purse === 'points').map(({ startsOn }) => startsOn));
  return {
    sweeps: swept.filter((each) => each === mergeId).length,
    periods: joinPeriods(live, ofAll, (day) => ownDays.has(day)),
    givenOf,
    schemeId,
  };
}

/** Periods that have not ended, each with the last of its days that a revision says. */
function liveOf(posted: readonly PostedAllowance[], today: LocalDate): LivePeriod[] {
  const byPeriod = new Map<string, LivePeriod>();
  for (const { purse, startsOn, endsOn, schemeId } of posted) {
    const before = byPeriod.get(`${purse} ${startsOn}`);
    if (before === undefined || before.endsOn < endsOn) {
      byPeriod.set(`${purse} ${startsOn}`, { purse, startsOn, endsOn, schemeId });
    }
  }
  return [...byPeriod.values()].filter(({ endsOn }) => endsOn >= today);
}

function currentPeriodOf(posted: readonly PostedAllowance[], today: LocalDate): LocalDate | null {
  const begun = posted.filter(({ purse, startsOn }) => purse === 'points' && startsOn <= today);
  const startsOn = begun
    .map((each) => each.startsOn)
    .sort()
    .at(-1);
  const isOn = begun.some((each) => each.startsOn === startsOn && each.endsOn >= today);
  return isOn && startsOn !== undefined ? startsOn : null;
}

/** What is on these accounts of a merged household, which are its own, as far as it is to be brought along. */
export function sideOf(
  { householdId, periods, givenOf, schemeId }: MergedHousehold,
  states: Iterable<AccountState>,
  today: LocalDate,
): MergeSide {
  const plain: PlainAccount[] = [];
  const ofPeriods: PeriodAccount[] = [];
  for (const { account, posted: balance } of states) {
    const parsed = parseAccount(account);
    if (parsed?.kind !== 'household') continue;
    const { purse, periodStartsOn } = parsed;
    if (purse === 'points' || purse === 'points-baby') {
      const period = periods.find((each) => each.purse === purse && each.startsOn === periodStartsOn);
      const namedBy = period?.schemeId ?? schemeId;
      if (period === undefined || namedBy === null) continue;
      const { startsOn } = period;
      const given = givenOf(purse, startsOn);
      const isCurrent = startsOn <= today;
      ofPeriods.push({ purse, periodStartsOn: startsOn, schemeId: namedBy, isCurrent, balance, given });
    } else if (balance !== 0 && (periodStartsOn === null || periodStartsOn >= addDays(today, -USES_DAYS))) {
      plain.push({ purse, periodStartsOn, balance });
    }
  }
  return { householdId, plain, periods: ofPeriods };
}
