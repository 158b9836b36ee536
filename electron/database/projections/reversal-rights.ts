import { reversalAskedFor, reversalCeded } from '../../../shared/operations/lease-operations.ts';
import { query } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const takeSql = query<readonly [Uint8Array, number]>(
  'takeReversalRight',
  `INSERT INTO reversal_asked (operation_id, is_ceded) VALUES (?, ?)
   ON CONFLICT (operation_id) DO UPDATE SET is_ceded = max(is_ceded, excluded.is_ceded)`,
);

/** Asked for and ceded, in whatever order they come: what is ceded stays so. */
export const reversalRightProjectors: readonly ProjectorEntry[] = [
  projector(reversalAskedFor, (tx, { body: { operationIds } }) => {
    for (const id of operationIds) tx.run(takeSql, idToBytes(id), 0);
  }),
  projector(reversalCeded, (tx, { body: { operationIds } }) => {
    for (const id of operationIds) tx.run(takeSql, idToBytes(id), 1);
  }),
];
