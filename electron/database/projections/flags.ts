import { actFlagged, actFlagSeen } from '../../../shared/operations/flag-operations.ts';
import { query } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertFlaggedAct = query<readonly [Uint8Array, string, number]>(
  'insertFlaggedAct',
  // A hub that was restored says it again.
  'INSERT OR IGNORE INTO flagged_act (operation_id, parts, flagged_at) VALUES (?, ?, ?)',
);
const setFlaggedActSeen = query<readonly [string, number, Uint8Array]>(
  'setFlaggedActSeen',
  'UPDATE flagged_act SET seen_by = ?, seen_at = ? WHERE operation_id = ?',
);

/** All of one stream, a device's mailbox, in its order. */
export const flagProjectors: readonly ProjectorEntry[] = [
  projector(actFlagged, (tx, { body: { operationId, parts }, operation }) => {
    tx.run(insertFlaggedAct, idToBytes(operationId), JSON.stringify(parts), operation.occurredAt);
  }),
  projector(actFlagSeen, (tx, { body: { operationId, seenBy }, operation }) => {
    tx.run(setFlaggedActSeen, seenBy, operation.occurredAt, idToBytes(operationId));
  }),
];
