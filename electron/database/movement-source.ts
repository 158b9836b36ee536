import type { OperationId, OperatorId, ProductId } from '../../shared/domain/ids.ts';
import { type Db, query } from './database.ts';
import { findOperation, type LoggedOperation } from './log.ts';

const movesSql = query<readonly [number, number], { account: string; amount: number }>(
  'listMovementsOfOperation',
  'SELECT account, amount FROM movement WHERE household = ? AND n = ? ORDER BY account',
);

export type MovementSource = LoggedOperation & {
  /** What it changed in this household's accounts; `account` is the name behind `household:<uuid>/`. */
  readonly moved: readonly { readonly account: string; readonly amount: number }[];
};

/** The act that moved accounts of a household. Null where it moved none of this one's. */
export function findMovementSource(
  db: Db,
  household: number,
  operationId: OperationId,
): MovementSource | null {
  const logged = findOperation(db, operationId);
  if (logged === null) return null;
  const moved = db.all(movesSql, household, logged.n);
  return moved.length === 0 ? null : { ...logged, moved };
}

const operatorNameSql = query<readonly [string], { displayName: string | null }>(
  'findOperatorName',
  'SELECT display_name AS displayName FROM operator WHERE operator_id = ?',
);

/** As the operator is called today, whatever site it works at. */
export const findOperatorName = (db: Db, operatorId: OperatorId): string | null =>
  db.one(operatorNameSql, operatorId)?.displayName ?? null;

const productNameSql = query<readonly [string], { name: string }>(
  'findProductName',
  'SELECT name FROM product JOIN product_key USING (product) WHERE product_id = ?',
);

export const findProductName = (db: Db, productId: ProductId): string | null =>
  db.one(productNameSql, productId)?.name ?? null;
