import type { OperationId } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { type Claim, MOST_KNOWN_REVERSALS } from '../../shared/sync/claims.ts';
import { type Db, query } from './database.ts';
import { getOwnHead } from './log.ts';
import { findMembership } from './sync.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

const isCededSql = query<readonly [Uint8Array], { found: number }>(
  'isReversalCeded',
  'SELECT 1 AS found FROM reversal_asked WHERE operation_id = ? AND is_ceded = 1',
);
// The short table leads: without statistics the planner would read the whole chain of this device at each exchange.
const listToCedeSql = query<readonly [number], { id: Uint8Array }>(
  'listReversalsToCede',
  `SELECT operation_id AS id FROM reversal_asked CROSS JOIN operation ON operation.id = operation_id
   WHERE is_ceded = 0 AND device = (SELECT device FROM own_head) ORDER BY operation_id LIMIT ?`,
);

/** What this device wrote, was asked for and has not ceded yet. */
export const listReversalsToCede = (db: Db, limit: number): OperationId[] =>
  db.all(listToCedeSql, limit).map(({ id }) => idFromBytes(id));

/**
 * What has to be claimed of the hub before an operation is taken back, wholly or in part: nothing on a counter that stands
 * alone, nor of what this very device wrote and has not ceded. `known` are those that take it back and are here.
 */
export function claimsToReverse(
  db: Db,
  { id, deviceId }: Pick<Operation, 'id' | 'deviceId'>,
  known: readonly OperationId[],
): Claim[] {
  if (findMembership(db) === null) return [];
  const isOwn = deviceId === getOwnHead(db).deviceId && db.one(isCededSql, idToBytes(id)) === undefined;
  if (isOwn) return [];
  return [{ kind: 'reversal', operationId: id, known: known.slice(0, MOST_KNOWN_REVERSALS) }];
}
