import { parseAccount } from '../../shared/domain/account.ts';
import type { AllowancePurse, PostedAllowance } from '../../shared/domain/allowance-due.ts';
import { allowanceAccount } from '../../shared/domain/allowance-due.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, OperationId, SchemeId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import type { MergeSide, PeriodAccount, PlainAccount } from '../../shared/domain/merge.ts';
import { joinPeriods, type LivePeriod, USES_DAYS } from '../../shared/domain/merge-periods.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { AllowanceFactRow } from '../store/allowance-tables.ts';
import type { HubTx } from '../store/hub-store.ts';
import { only } from './facts-of.ts';
import { readOwnFacts } from './read-allowance-facts.ts';
import { readJoined } from './read-joined.ts';
import { withoutEntering } from './without-entering.ts';

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

/** Of these households and all that they are one with, those that are read as another. */
export async function readMerged(
  tx: HubTx,
  householdIds: readonly HouseholdId[],
  today: LocalDate,
): Promise<MergedHousehold[]> {
  const joined = await readJoined(tx, householdIds);
  const heads = [...new Set(householdIds.map(joined.headOf))].filter((id) => joined.into(id).length > 0);
  if (heads.length === 0) return [];
  const everybody = heads.flatMap((head) => [head, ...joined.into(head)]);
  const rows = await tx.listAllowanceFacts([...new Set(everybody)].map((id) => `household:${id}` as const));
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  const factsOf = (id: HouseholdId) => bySubject.get(`household:${id}`) ?? [];
  const settled = new Set(await withoutEntering(tx, everybody));
  return heads
    .filter((head) => settled.has(head))
    .flatMap((head) =>
      joined.into(head).flatMap((id): MergedHousehold[] => {
        const mergeId = joined.mergeOf(id);
        if (mergeId === null || !settled.has(id)) return [];
        const others = [head, ...joined.into(head)].filter((other) => other !== id).map(factsOf);
        return [
          {
            ...readOne(factsOf(id), others, mergeId, today),
            householdId: id,
            intoHouseholdId: head,
            mergeId,
            intoPeriodStartsOn: currentPeriodOf(postedOf(factsOf(head)), today),
          },
        ];
      }),
    );
}

const postedOf = (rows: readonly AllowanceFactRow[]): readonly PostedAllowance[] =>
  readOwnFacts(rows, new Map()).posted;

function readOne(
  rows: readonly AllowanceFactRow[],
  others: readonly (readonly AllowanceFactRow[])[],
  mergeId: OperationId,
  today: LocalDate,
): Pick<MergedHousehold, 'sweeps' | 'periods' | 'givenOf' | 'schemeId'> {
  const { posted, mergedPoints, entitlements } = readOwnFacts(rows, new Map());
  const right = entitlementOn(entitlements, today);
  return {
    sweeps: only(rows, 'swept').filter((swept) => swept.mergeId === mergeId).length,
    periods: joinPeriods(
      liveOf(posted, today),
      others.flatMap((each) => liveOf(postedOf(each), today)),
      (day) => posted.some(({ purse, startsOn }) => purse === 'points' && startsOn === day),
    ),
    givenOf: (purse, day) =>
      posted
        .filter((each) => each.purse === purse && each.startsOn === day)
        .reduce((sum, { points }) => sum + points, mergedPoints.get(allowanceAccount(purse, day)) ?? 0),
    schemeId: (right.ok ? right.value : entitlements.at(-1))?.schemeId ?? null,
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

/** What is on these accounts of a merged household, as far as it is to be brought along: the others are left out. */
export function sideOf(
  { householdId, periods, givenOf, schemeId }: MergedHousehold,
  states: Iterable<AccountState>,
  today: LocalDate,
): MergeSide {
  const plain: PlainAccount[] = [];
  const ofPeriods: PeriodAccount[] = [];
  for (const { account, posted: balance } of states) {
    const parsed = parseAccount(account);
    if (parsed?.kind !== 'household' || parsed.householdId !== householdId) continue;
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
