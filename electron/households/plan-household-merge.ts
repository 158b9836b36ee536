import type { MergeFailure } from '../../shared/contract/merges-contract.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import {
  type MergeInto,
  type MergePlan,
  type MergeSide,
  type PeriodAccount,
  planMerge,
} from '../../shared/domain/merge.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { allowanceOf, type HouseholdFacts } from '../../shared/domain/scheme-allowance.ts';
import { householdPeriodOn } from '../database/allowance-posting.ts';
import { sumPosted } from '../database/allowances.ts';
import type { Db } from '../database/database.ts';
import { findKeptHousehold } from '../database/erasures.ts';
import { joinedFactsOf } from '../database/household-facts.ts';
import { type HouseholdRow, listEntitlements } from '../database/households.ts';
import { readMergeSide } from '../database/merge-accounts.ts';
import { findMergeOf, headOf } from '../database/merges.ts';

export type PlannedMerge = {
  readonly from: HouseholdRow;
  readonly into: HouseholdRow;
  readonly fromSide: MergeSide;
  readonly intoSide: MergeInto;
  readonly plan: MergePlan;
};

/**
 * What joining one household to another would do today, with a number of people. The other one is followed to the household that it
 * was itself merged into; one that was merged is not merged again.
 */
export function planHouseholdMerge(
  db: Db,
  householdId: HouseholdId,
  intoHouseholdId: HouseholdId,
  size: number,
  today: LocalDate,
): Result<PlannedMerge, MergeFailure> {
  const [from, into] = [
    findKeptHousehold(db, householdId),
    findKeptHousehold(db, headOf(db, intoHouseholdId)),
  ];
  if (from === null || into === null) return err({ type: 'HouseholdUnknown' });
  if (from.household === into.household) return err({ type: 'SameHousehold' });
  if (findMergeOf(db, householdId) !== null) return err({ type: 'AlreadyMerged' });
  // The right is what gives points: where only the other has one, that is the one to keep.
  if (hasRight(db, from, today) && !hasRight(db, into, today)) return err({ type: 'RightIsOnOther' });
  const facts = { ...joinedFactsOf(db, into, [from.household], today), size };
  const [fromSide, intoSide] = [readMergeSide(db, from, today), readMergeInto(db, into, facts, today)];
  return ok({ from, into, fromSide, intoSide, plan: planMerge(fromSide, intoSide) });
}

const hasRight = (db: Db, { household }: HouseholdRow, today: LocalDate): boolean =>
  entitlementOn(listEntitlements(db, household), today).ok;

/** The same of the household that stays, with what its periods give once it is as large as both. */
function readMergeInto(db: Db, household: HouseholdRow, facts: HouseholdFacts, today: LocalDate): MergeInto {
  const side = readMergeSide(db, household, today);
  const right = entitlementOn(listEntitlements(db, household.household), today);
  const starts = [...new Set(side.periods.map(({ periodStartsOn }) => periodStartsOn))];
  const periods = starts.flatMap((startsOn) => {
    const day = startsOn > today ? startsOn : today;
    const ofStart = side.periods.filter(({ periodStartsOn }) => periodStartsOn === startsOn);
    const [{ schemeId } = { schemeId: null }] = ofStart;
    if (schemeId === null) return [];
    // Without a right today (it is suspended, say) the period that was given is still the one to reckon with.
    const ruledBy = right.ok ? right.value : { schemeId, startsOn, endsOn: day };
    const isOwn = sumPosted(db, household.household, 'points', startsOn).lastRevision > 0;
    const scheme =
      right.ok || isOwn ? (householdPeriodOn(db, household.household, ruledBy, day)?.scheme ?? null) : null;
    const wanted = scheme === null ? null : allowanceOf(scheme, facts, startsOn);
    return (['points', 'points-baby'] as const).flatMap((purse) => {
      const own = ofStart.find((each) => each.purse === purse);
      const account: PeriodAccount = own ?? {
        purse,
        periodStartsOn: startsOn,
        schemeId: ruledBy.schemeId,
        isCurrent: startsOn <= today,
        balance: 0,
        given: 0,
      };
      const points = purse === 'points' ? wanted?.points : wanted?.babyPoints;
      return [{ ...account, wanted: points ?? account.given }];
    });
  });
  return { ...side, periods };
}
