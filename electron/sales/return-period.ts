import type { HouseholdId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { limitPeriodOn } from '../../shared/domain/scheme-period.ts';
import { allowancePeriodOn, ensureAllowance } from '../database/allowance-posting.ts';
import { findPostedUpTo } from '../database/allowances.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold, listEntitlements } from '../database/households.ts';
import type { SaleBody } from '../database/sales.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { loadHousehold } from '../till/till-customer.ts';

type Charged = Extract<SaleBody['beneficiary'], { kind: 'household' }>;

/** Last day of the points period that a sale was paid from, where that day has passed; else null. */
export function periodEndedOn(db: Db, from: Charged, today: LocalDate): LocalDate | null {
  const endsOn = lastDayOfPeriod(db, from);
  return endsOn < today ? endsOn : null;
}

/** As it was given; for a sale that an override made without an entitlement, as the till took it: by the month. */
function lastDayOfPeriod(db: Db, { householdId, pointsPeriodStartsOn }: Charged): LocalDate {
  const household = findHousehold(db, householdId);
  const right = household === null ? undefined : listEntitlements(db, household.household).at(-1);
  const period =
    household === null || right === undefined
      ? null
      : allowancePeriodOn(db, household.household, right, pointsPeriodStartsOn);
  return (period ?? limitPeriodOn(pointsPeriodStartsOn)).endsOn;
}

/**
 * First day of the period that the household spends today, with its allowance given. Null where the household's
 * register is not here, and where it has neither a right today nor a period that was given and still runs: by the days of a
 * right that has ended the account would be one that no later right spends.
 */
export function currentPeriodStart(
  context: ServiceContext,
  tx: Tx,
  householdId: HouseholdId,
  siteId: SiteId,
): LocalDate | null {
  const household = findHousehold(tx, householdId);
  if (household === null) return null;
  ensureAllowance(context, tx, household, siteId);
  const loaded = loadHousehold(tx, { kind: 'household', householdId, foundBy: 'search' }, context.today());
  if (loaded === null) return null;
  const posted = findPostedUpTo(tx, loaded.household.household, context.today());
  const isGiven = posted !== null && posted.endsOn >= context.today();
  const { entitlement } = loaded.customer;
  const hasRight = entitlement.ok || entitlement.error.type === 'EntitlementSuspended';
  return hasRight || isGiven ? loaded.period.startsOn : null;
}
