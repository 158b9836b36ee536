import type { DeviceId, HouseholdId, OperationId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import { saleCompleted } from '../../shared/operations/sale-operations.ts';
import { type Db, query } from './database.ts';
import { findOperation, type LoggedOperation } from './log.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

export type SaleBody = BodyOf<typeof saleCompleted>;

/** A completed sale with its body, read from the log: the one home of its lines. */
export type LoggedSale = LoggedOperation & { readonly body: SaleBody };

/** Null where there is no such sale here, or only its header is. */
export function findSale(db: Db, saleId: OperationId): LoggedSale | null {
  const logged = findOperation(db, saleId);
  if (logged === null || logged.operation.type !== saleCompleted.type) return null;
  const { body } = logged.operation;
  return body === undefined ? null : { ...logged, body: saleCompleted.body.parse(JSON.parse(body)) };
}

const listReturnedSql = query<readonly [Uint8Array], { line: number; quantity: number }>(
  'listReturned',
  'SELECT line, sum(quantity) AS quantity FROM sale_return WHERE sale_id = ? GROUP BY line',
);

/** Pieces of each line of a sale that have come back already. */
export const returnedByLine = (db: Db, saleId: OperationId): ReadonlyMap<number, number> =>
  new Map(db.all(listReturnedSql, idToBytes(saleId)).map(({ line, quantity }) => [line, quantity]));

export type SaleRow = {
  readonly saleId: OperationId;
  readonly deviceId: DeviceId;
  readonly seq: number;
  readonly siteId: SiteId;
  readonly householdId: HouseholdId | null;
  readonly displayName: string | null;
  readonly businessOn: LocalDate;
  readonly occurredAt: number;
  readonly totalPoints: number;
  readonly lineCount: number;
  readonly returnedPieces: number;
};

type RawSaleRow = Omit<SaleRow, 'saleId'> & { id: Uint8Array };

const saleColumns = `operation.id AS id, device_id AS deviceId, seq, sale.site_id AS siteId, household_id AS householdId,
  display_name AS displayName, sale.business_on AS businessOn, occurred_at AS occurredAt,
  total_points AS totalPoints, line_count AS lineCount,
  coalesce((SELECT sum(quantity) FROM sale_return WHERE sale_id = operation.id), 0) AS returnedPieces
  FROM sale JOIN operation ON operation.n = sale.n JOIN device ON device.device = sale.device
  LEFT JOIN household_key ON household_key.household = sale.household
  LEFT JOIN household ON household.household = sale.household`;

const listSalesOfDaySql = query<readonly [string, number], RawSaleRow>(
  'listSalesOfDay',
  `SELECT ${saleColumns} WHERE sale.business_on = ? ORDER BY sale.n DESC LIMIT ?`,
);
const findLastOwnSaleSql = query<readonly [], { id: Uint8Array }>(
  'findLastOwnSale',
  `SELECT id FROM sale JOIN operation USING (n)
   WHERE sale.device = (SELECT device FROM own_head WHERE one = 1) ORDER BY sale.n DESC LIMIT 1`,
);

const toSale = ({ id, ...row }: RawSaleRow): SaleRow => ({ ...row, saleId: idFromBytes(id) });

/** Sales of one day, newest first. */
export const listSalesOfDay = (db: Db, day: LocalDate, most: number): SaleRow[] =>
  db.all(listSalesOfDaySql, day, most).map(toSale);

/** The sale that this counter completed last; null before the first. */
export function findLastOwnSale(db: Db): LoggedSale | null {
  const row = db.one(findLastOwnSaleSql);
  if (row === undefined) return null;
  const sale = findSale(db, idFromBytes(row.id));
  assert(sale !== null, 'a sale of this counter keeps its body');
  return sale;
}
