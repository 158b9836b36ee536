import { assert } from '../../../shared/domain/result.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
} from '../../../shared/operations/merge-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const upsertMerge = query<readonly [string, number, number]>(
  'upsertHouseholdMerge',
  `INSERT INTO household_merge (merge_id, household, into_household) VALUES (?, ?, ?)
   ON CONFLICT (merge_id) DO UPDATE SET household = excluded.household, into_household = excluded.into_household`,
);
const undoMerge = query<readonly [string]>(
  'undoHouseholdMerge',
  `INSERT INTO household_merge (merge_id, is_undone) VALUES (?, 1)
   ON CONFLICT (merge_id) DO UPDATE SET is_undone = 1`,
);

export const mergeProjectors: readonly ProjectorEntry[] = [
  projector(householdMerged, (tx, { body, operation }) => {
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(upsertMerge, operation.id, household, numberOfHousehold(tx, body.intoHouseholdId));
  }),
  projector(householdMergeUndone, (tx, { operation }) => {
    assert(operation.reversesId !== undefined, 'undoing a merge names it');
    tx.run(undoMerge, operation.reversesId);
  }),
  // Its postings say everything.
  projector(householdMergeSwept, () => undefined),
];
