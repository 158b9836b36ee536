import { assert } from '../../../shared/domain/result.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
  type MergeTransfer,
} from '../../../shared/operations/merge-operations.ts';
import { query, type Tx } from '../database.ts';
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

const insertAllowance = query<readonly [number, string, string, number, number]>(
  'insertMergedAllowance',
  `INSERT INTO merged_allowance (household, purse, period_starts_on, n, points) VALUES (?, ?, ?, ?, ?)`,
);

function takeAllowances(tx: Tx, n: number, { recomputed }: MergeTransfer): void {
  for (const { householdId, purse, periodStartsOn, allowancePoints } of recomputed) {
    if (allowancePoints === 0) continue;
    tx.run(insertAllowance, numberOfHousehold(tx, householdId), purse, periodStartsOn, n, allowancePoints);
  }
}

export const mergeProjectors: readonly ProjectorEntry[] = [
  projector(householdMerged, (tx, { n, body, operation }) => {
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(upsertMerge, operation.id, household, numberOfHousehold(tx, body.intoHouseholdId));
    takeAllowances(tx, n, body);
  }),
  projector(householdMergeUndone, (tx, { n, body, operation }) => {
    assert(operation.reversesId !== undefined, 'undoing a merge names it');
    tx.run(undoMerge, operation.reversesId);
    takeAllowances(tx, n, body);
  }),
  projector(householdMergeSwept, (tx, { n, body }) => takeAllowances(tx, n, body)),
];
