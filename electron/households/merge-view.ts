import type {
  HouseholdOfficeView,
  HouseholdView,
  MergedHousehold,
} from '../../shared/contract/households-contract.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { Db } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { findMergeOf, headOf, listMergedInto } from '../database/merges.ts';

const named = (db: Db, householdId: HouseholdId): MergedHousehold => ({
  householdId,
  displayName: findHousehold(db, householdId)?.displayName ?? null,
});

export function mergedInto(db: Db, householdId: HouseholdId): HouseholdView['mergedInto'] {
  return findMergeOf(db, householdId) === null ? null : named(db, headOf(db, householdId));
}

/** Those that were merged into this one directly: each can be taken back. */
export const mergedFrom = (db: Db, householdId: HouseholdId): HouseholdOfficeView['mergedFrom'] =>
  listMergedInto(db, householdId)
    .filter((merge) => merge.intoHouseholdId === householdId)
    .map(({ mergeId, householdId: from }) => ({ mergeId, ...named(db, from) }));
