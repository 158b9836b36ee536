import type { OperationId } from '../../../shared/domain/ids.ts';
import { mergesThatHold, type SaidMerge } from '../../../shared/domain/merge-circles.ts';
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

const upsertMerge = query<readonly [OperationId, number, number]>(
  'upsertHouseholdMerge',
  `INSERT INTO household_merge (merge_id, said_household, said_into) VALUES (?, ?, ?)
   ON CONFLICT (merge_id) DO UPDATE SET said_household = excluded.said_household, said_into = excluded.said_into`,
);
const undoMerge = query<readonly [OperationId]>(
  'undoHouseholdMerge',
  `INSERT INTO household_merge (merge_id, is_undone) VALUES (?, 1)
   ON CONFLICT (merge_id) DO UPDATE SET is_undone = 1`,
);
const listSaidOfSql = query<readonly [number, number], SaidMerge>(
  'listSaidMerges',
  `SELECT merge_id AS mergeId, said_household AS household, said_into AS "into" FROM household_merge
   WHERE is_undone = 0 AND (said_household = ? OR said_into = ?)`,
);
const letHold = query<readonly [OperationId]>(
  'letHouseholdMergeHold',
  'UPDATE household_merge SET household = said_household, into_household = said_into WHERE merge_id = ?',
);
const letGo = query<readonly [OperationId]>(
  'letHouseholdMergeGo',
  'UPDATE household_merge SET household = NULL, into_household = NULL WHERE merge_id = ?',
);
const findSaidSql = query<readonly [OperationId], { household: number | null; into: number | null }>(
  'findSaidMerge',
  'SELECT said_household AS household, said_into AS "into" FROM household_merge WHERE merge_id = ?',
);

/** Decides anew which merges hold among all that hang together with these households. */
function settle(tx: Tx, households: readonly number[]): void {
  const said = new Map<OperationId, SaidMerge>();
  const seen = new Set(households);
  // A set that is walked yields what is added to it meanwhile.
  for (const household of seen) {
    for (const merge of tx.all(listSaidOfSql, household, household)) {
      said.set(merge.mergeId, merge);
      seen.add(merge.household).add(merge.into);
    }
  }
  const holding = mergesThatHold([...said.values()]);
  for (const mergeId of said.keys()) tx.run(holding.has(mergeId) ? letHold : letGo, mergeId);
}

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
    const into = numberOfHousehold(tx, body.intoHouseholdId);
    tx.run(upsertMerge, operation.id, household, into);
    // One that was undone before it arrived says what it said, for who asks since when the household is itself again.
    tx.run(letHold, operation.id);
    settle(tx, [household, into]);
    takeAllowances(tx, n, body);
  }),
  projector(householdMergeUndone, (tx, { n, body, operation }) => {
    assert(operation.reversesId !== undefined, 'undoing a merge names it');
    tx.run(undoMerge, operation.reversesId);
    const undone = tx.one(findSaidSql, operation.reversesId);
    if (undone !== undefined && undone.household !== null && undone.into !== null) {
      settle(tx, [undone.household, undone.into]);
    }
    takeAllowances(tx, n, body);
  }),
  projector(householdMergeSwept, (tx, { n, body }) => takeAllowances(tx, n, body)),
];
