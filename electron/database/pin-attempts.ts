import type { OperatorId } from '../../shared/domain/ids.ts';
import { type Db, query, type Tx } from './database.ts';

/** Failed PINs of one operator on this PC, and when (UTC ms) the next try is allowed. */
export type PinAttempts = { readonly failures: number; readonly notBeforeAt: number };

const findSql = query<readonly [string], PinAttempts>(
  'findPinAttempts',
  'SELECT failures, not_before_at AS notBeforeAt FROM pin_attempt WHERE operator_id = ?',
);
const upsertSql = query<readonly [string, number, number]>(
  'upsertPinAttempts',
  `INSERT INTO pin_attempt (operator_id, failures, not_before_at) VALUES (?, ?, ?)
   ON CONFLICT (operator_id) DO UPDATE SET failures = excluded.failures, not_before_at = excluded.not_before_at`,
);
const deleteSql = query<readonly [string]>(
  'deletePinAttempts',
  'DELETE FROM pin_attempt WHERE operator_id = ?',
);

export const pinAttemptsOf = (db: Db, operatorId: OperatorId): PinAttempts =>
  db.one(findSql, operatorId) ?? { failures: 0, notBeforeAt: 0 };

export const setPinAttempts = (tx: Tx, operatorId: OperatorId, attempts: PinAttempts): void => {
  tx.run(upsertSql, operatorId, attempts.failures, attempts.notBeforeAt);
};

export const clearPinAttempts = (tx: Tx, operatorId: OperatorId): void => {
  tx.run(deleteSql, operatorId);
};
