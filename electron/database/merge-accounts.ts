import { accountNameSchema, parseAccount } from '../../shared/domain/account.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import type { MergeSide, PeriodAccount, PlainAccount } from '../../shared/domain/merge.ts';
import { USES_DAYS } from '../../shared/domain/merge-periods.ts';
import { assert } from '../../shared/domain/result.ts';
import { listLivePeriods, listPeriodAccounts, sumPosted } from './allowances.ts';
import type { Db } from './database.ts';
import { balanceOf, type HouseholdRow, listBalances, listEntitlements } from './households.ts';
import { listMergedInto } from './merges.ts';

/**
 * Everything that a household's accounts have today and a merge would move; what belongs to periods that have ended is
 * left out. Points may have come from households merged into it, and to one that was merged in the periods of its `head`.
 */
export function readMergeSide(
  db: Db,
  household: HouseholdRow,
  today: LocalDate,
  head: HouseholdRow = household,
): MergeSide {
  const { householdId } = household;
  const entitlements = listEntitlements(db, household.household);
  const right = entitlementOn(entitlements, today);
  const ownSchemeId = right.ok ? right.value.schemeId : entitlements.at(-1)?.schemeId;
  const given = new Set(
    listLivePeriods(db, household.household, today).map(({ purse, startsOn }) => `${purse} ${startsOn}`),
  );
  const others = [head.household, ...listMergedInto(db, head.householdId).map((merge) => merge.household)];
  return {
    householdId,
    plain: listBalances(db, household.household).flatMap(({ account, balance }): PlainAccount[] => {
      const parsed = parseAccount(accountNameSchema.parse(`household:${householdId}/${account}`));
      assert(parsed?.kind === 'household', 'a balance is of an account of a household');
      const { purse, periodStartsOn } = parsed;
      const isPeriodic = purse === 'points' || purse === 'points-baby';
      const isOver = periodStartsOn !== null && periodStartsOn < addDays(today, -USES_DAYS);
      return isPeriodic || isOver || balance === 0 ? [] : [{ purse, periodStartsOn, balance }];
    }),
    periods: listPeriodAccounts(db, household.household, others, today).flatMap(
      ({ purse, startsOn, schemeId }): PeriodAccount[] => {
        const namedBy = schemeId ?? ownSchemeId;
        if (namedBy === undefined) return []; // given by a scheme that nothing here names
        const account: PeriodAccount = {
          purse,
          periodStartsOn: startsOn,
          schemeId: namedBy,
          isCurrent: startsOn <= today,
          balance: balanceOf(db, household.household, `${purse}/${startsOn}`),
          given: sumPosted(db, household.household, purse, startsOn).points,
        };
        const isUsed = given.has(`${purse} ${startsOn}`) || account.balance !== 0 || account.given !== 0;
        return isUsed ? [account] : [];
      },
    ),
  };
}
