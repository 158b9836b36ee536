import type { FoundHousehold } from '../../shared/contract/till-contract.ts';
import type { HouseholdSearchError } from '../../shared/domain/household-search.ts';
import type { OperatorId } from '../../shared/domain/ids.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { logAccess } from '../database/access-log.ts';
import type { Tx } from '../database/database.ts';
import { searchHouseholds } from '../database/household-search.ts';
import type { HouseholdRow } from '../database/households.ts';

type Found = { readonly households: readonly FoundHousehold[]; readonly hasMore: boolean };

/** Finds a household whose card was forgotten; never a list to leaf through (domain facts, section 6). Who looked is kept. */
export function findHouseholds(
  tx: Tx,
  text: string,
  by: { readonly operatorId: OperatorId; readonly readAt: number },
): Result<Found, HouseholdSearchError> {
  const found = searchHouseholds(tx, text);
  if (!found.ok) return found;
  logAccess(tx, { ...by, action: 'household.searched', subject: `by:${found.value.by}` });
  return ok({ households: found.value.households.map(toFound), hasMore: found.value.hasMore });
}

const toFound = ({ householdId, displayName, delegateNames, size }: HouseholdRow): FoundHousehold => ({
  householdId,
  displayName: displayName ?? '?',
  delegateNames,
  size,
});
