import { type Entitlement, type EntitlementError, entitlementOn } from '../../shared/domain/entitlement.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import type { Db } from '../database/database.ts';
import { type HouseholdRow, listEntitlements } from '../database/households.ts';
import { proposeNext } from './entitlements-view.ts';

/**
 * The right that a household has on a day as a counter tells it: one that has ended says until when the compulsory pause
 * of its scheme goes on, so that nobody is sent to renew what cannot be renewed yet. Days and nothing else.
 */
export function entitlementToday(
  db: Db,
  household: HouseholdRow,
  today: LocalDate,
): Result<Entitlement, EntitlementError> {
  const entitlements = listEntitlements(db, household.household);
  const entitlement = entitlementOn(entitlements, today);
  if (entitlement.ok || entitlement.error.type !== 'EntitlementExpired') return entitlement;
  const { pause } = proposeNext(db, household, null, today, entitlements);
  if (pause === null || pause.startsOn > today) return entitlement;
  return err({ ...entitlement.error, pausedUntil: pause.endsOn });
}
