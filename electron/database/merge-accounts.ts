import { accountNameSchema, parseAccount } from '../../shared/domain/account.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import type { MergeSide, PeriodAccount, PlainAccount } from '../../shared/domain/merge.ts';
import { assert } from '../../shared/domain/result.ts';
import { listLivePeriods, sumPosted } from './allowances.ts';
import type { Db } from './database.ts';
import { balanceOf, type HouseholdRow, listBalances, listEntitlements } from './households.ts';

/** What counted against limits longer ago than any month or week counts no more. */
const USES_DAYS = 31;

/** Everything that a household's accounts have today and a merge would move; what belongs to periods that have ended is left out. */
export function readMergeSide(db: Db, household: HouseholdRow, today: LocalDate): MergeSide {
  const { householdId } = household;
  const entitlements = listEntitlements(db, household.household);
  const right = entitlementOn(entitlements, today);
  const ownSchemeId = right.ok ? right.value.schemeId : entitlements.at(-1)?.schemeId;
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
    periods: listLivePeriods(db, household.household, today).flatMap((period): PeriodAccount[] => {
      const schemeId = period.schemeId ?? ownSchemeId;
      if (schemeId === undefined) return []; // given by a scheme that nothing here names
      const { purse, startsOn } = period;
      return [
        {
          purse,
          periodStartsOn: startsOn,
          schemeId,
          isCurrent: startsOn <= today,
          balance: balanceOf(db, household.household, `${purse}/${startsOn}`),
          given: sumPosted(db, household.household, purse, startsOn).points,
        },
      ];
    }),
  };
}
