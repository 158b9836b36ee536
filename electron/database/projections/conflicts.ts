import { conflictSettled } from '../../../shared/operations/conflict-operations.ts';
import { query } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertSettled = query<readonly [Uint8Array, Uint8Array, string]>(
  'insertEditConflictSettled',
  'INSERT OR IGNORE INTO edit_conflict_settled (edit_id, over_id, operator_id) VALUES (?, ?, ?)',
);

export const conflictProjectors: readonly ProjectorEntry[] = [
  projector(conflictSettled, (tx, { body, operation }) => {
    const { editId, overId } = body;
    if (operation.operatorId === undefined) return; // whose conflict it is, nobody said
    tx.run(insertSettled, idToBytes(editId), idToBytes(overId), operation.operatorId);
  }),
];
