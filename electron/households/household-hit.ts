import type { HouseholdHit, HouseholdState } from '../../shared/contract/households-contract.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import { type HouseholdRow, listEntitlements } from '../database/households.ts';
import { findSite } from '../database/network.ts';

/** One line of a search. */
export function toHouseholdHit(db: Db, row: HouseholdRow, today: LocalDate): HouseholdHit {
  const { householdId, displayName, delegateNames, size, siteId } = row;
  const entitlement = entitlementOn(listEntitlements(db, row.household), today);
  const state: HouseholdState = entitlement.ok ? 'valid' : entitlement.error.type;
  const siteName = siteId === null ? null : (findSite(db, siteId)?.name ?? null);
  return { householdId, displayName, delegateNames, size, siteName, state };
}
