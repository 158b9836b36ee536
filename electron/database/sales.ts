import type { DeviceId, HouseholdId, OperationId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import { deviceContinued } from '../../shared/operations/network-operations.ts';
import { saleCompleted, saleReturned } from '../../shared/operations/sale-operations.ts';
import {
  returnFromV1,
  saleCompletedV1,
  saleFromV1,
  saleReturnedV1,
} from '../../shared/operations/sale-operations-v1.ts';
import { type Db, query } from './database.ts';
import { findOperation, getOperationByNumber, getOwnHead, type LoggedOperation, listHistory } from './log.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

export type SaleBody = BodyOf<typeof saleCompleted>;

/** A completed sale with its body, read from the log: the one home of its lines. */
export type LoggedSale = LoggedOperation & { readonly body: SaleBody };

/** Null where there is no such sale here, or only its header is. */
export function findSale(db: Db, saleId: OperationId): LoggedSale | null {
  const logged = findOperation(db, saleId);
  if (logged === null || logged.operation.type !== saleCompleted.type) return null;
  const { body, version } = logged.operation;
  return body === undefined ? null : { ...logged, body: readSaleBody(version, JSON.parse(body)) };
}

/** Whichever version it was written in. */
const readSaleBody = (version: number, body: unknown): SaleBody =>
  version === saleCompletedV1.version
    ? saleFromV1(saleCompletedV1.body.parse(body))
    : saleCompleted.body.parse(body);

const readReturnBody = (version: number, body: unknown): ReturnBody =>
  version === saleReturnedV1.version
    ? returnFromV1(saleReturnedV1.body.parse(body))
    : saleReturned.body.parse(body);

const listReturnedSql = query<readonly [Uint8Array], { line: number; quantity: number }>(
  'listReturned',
  'SELECT line, sum(quantity) AS quantity FROM sale_return WHERE sale_id = ? GROUP BY line',
);

/** Pieces of each line of a sale that have come back already. */
export const returnedByLine = (db: Db, saleId: OperationId): ReadonlyMap<number, number> =>
  new Map(db.all(listReturnedSql, idToBytes(saleId)).map(({ line, quantity }) => [line, quantity]));

export type ReturnBody = BodyOf<typeof saleReturned>;
export type LoggedReturn = LoggedOperation & { readonly body: ReturnBody };

/** A return or a void; null where there is none under this id, or only its header is here. */
export function findReturn(db: Db, returnId: OperationId): LoggedReturn | null {
  const logged = findOperation(db, returnId);
  return logged === null ? null : toReturn(logged);
}

function toReturn(logged: LoggedOperation): LoggedReturn | null {
  const { type, version, body } = logged.operation;
  if (type !== saleReturned.type || body === undefined) return null;
  return { ...logged, body: readReturnBody(version, JSON.parse(body)) };
}

const listReturnNumbersSql = query<readonly [Uint8Array], { n: number }>(
  'listReturnNumbers',
  'SELECT DISTINCT n FROM sale_return WHERE sale_id = ? ORDER BY n',
);

/** What came back of a sale, oldest first. */
export const listReturns = (db: Db, saleId: OperationId): LoggedReturn[] =>
  db.all(listReturnNumbersSql, idToBytes(saleId)).flatMap(({ n }) => {
    const returned = toReturn(getOperationByNumber(db, n));
    return returned === null ? [] : [returned];
  });

export type SaleRow = {
  readonly saleId: OperationId;
  readonly deviceId: DeviceId;
  readonly seq: number;
  /** Null of people without a household. */
  readonly householdId: HouseholdId | null;
  readonly displayName: string | null;
  readonly occurredAt: number;
  readonly totalPoints: number;
  readonly pieces: number;
  readonly returnedPieces: number;
  readonly returnedPoints: number;
  readonly totalCents: number;
  readonly returnedCents: number;
};

type RawSaleRow = Omit<SaleRow, 'saleId'> & { id: Uint8Array };

const returnedSum = (column: 'quantity' | 'points' | 'cents') =>
  `coalesce((SELECT sum(${column}) FROM sale_return WHERE sale_id = operation.id), 0)`;

const listSalesOfDaySql = query<readonly [string, string, number], RawSaleRow>(
  'listSalesOfDay',
  `SELECT operation.id AS id, device_id AS deviceId, seq, household_id AS householdId,
     display_name AS displayName, occurred_at AS occurredAt, total_points AS totalPoints, pieces,
     ${returnedSum('quantity')} AS returnedPieces, ${returnedSum('points')} AS returnedPoints,
     total_cents AS totalCents, ${returnedSum('cents')} AS returnedCents
   FROM sale JOIN operation ON operation.n = sale.n JOIN device ON device.device = operation.device
   LEFT JOIN household_key ON household_key.household = sale.household
   LEFT JOIN household ON household.household = sale.household
   WHERE sale.business_on = ? AND sale.site_id = ? ORDER BY sale.n DESC LIMIT ?`,
);

/** Sales of one day at a site, newest first. */
export const listSalesOfDay = (db: Db, siteId: SiteId, day: LocalDate, most: number): SaleRow[] =>
  db.all(listSalesOfDaySql, day, siteId, most).map(({ id, ...row }) => ({ ...row, saleId: idFromBytes(id) }));

/** A day at a site. Pieces, points and cents are those that stayed with the people: returns are taken off. */
export type DayFigures = {
  readonly sales: number;
  /** Sales of which everything came back; they count in no other figure. */
  readonly voided: number;
  readonly households: number;
  readonly pieces: number;
  readonly points: number;
  readonly cents: number;
};

const sumSalesOfDaySql = query<readonly [string, string], DayFigures>(
  'sumSalesOfDay',
  `SELECT count(*) FILTER (WHERE kept > 0) AS sales, count(*) FILTER (WHERE kept = 0) AS voided,
     count(DISTINCT household) FILTER (WHERE kept > 0) AS households,
     coalesce(sum(kept), 0) AS pieces, coalesce(sum(points), 0) AS points,
     coalesce(sum(cents), 0) AS cents
   FROM (
     SELECT sale.household AS household, pieces - ${returnedSum('quantity')} AS kept,
       total_points - ${returnedSum('points')} AS points,
       total_cents - ${returnedSum('cents')} AS cents
     FROM sale JOIN operation ON operation.n = sale.n WHERE sale.business_on = ? AND sale.site_id = ?
   )`,
);

export function sumSalesOfDay(db: Db, siteId: SiteId, day: LocalDate): DayFigures {
  const figures = db.one(sumSalesOfDaySql, day, siteId);
  assert(figures !== undefined, 'an aggregate has one row');
  return figures;
}

const listBySequenceSql = query<readonly [number], { id: Uint8Array; type: string }>(
  'listSalesBySequence',
  `SELECT id, type FROM device CROSS JOIN operation ON operation.device = device.device AND seq = ?
   JOIN kind ON kind.kind = operation.kind
   WHERE type IN ('${saleCompleted.type}', '${saleReturned.type}')`,
);

/** The sales that a receipt's sequence may mean, one for each device; the number of a return means its sale. */
export function listSalesBySequence(db: Db, seq: number): LoggedSale[] {
  return db.all(listBySequenceSql, seq).flatMap(({ id, type }) => {
    const operationId = idFromBytes(id);
    const returned = type === saleReturned.type ? findOperation(db, operationId) : null;
    const sale = findSale(db, returned?.operation.reversesId ?? operationId);
    return sale === null ? [] : [sale];
  });
}

const DEVICES_OF_ONE_PC = 50;

/** The devices that this PC has been: its own and, after restores, those whose logs it goes on from. */
export function listOwnDevices(db: Db): ReadonlySet<DeviceId> {
  const devices = new Set<DeviceId>();
  let device: DeviceId | undefined = getOwnHead(db).deviceId;
  while (device !== undefined && !devices.has(device) && devices.size < DEVICES_OF_ONE_PC) {
    devices.add(device);
    const continued: LoggedOperation | undefined = listHistory(db, `device:${device}`, 100).find(
      ({ operation }) => operation.type === deviceContinued.type,
    );
    const body: string | undefined = continued?.operation.body;
    device = body === undefined ? undefined : deviceContinued.body.parse(JSON.parse(body)).from;
  }
  return devices;
}

const findLastOwnSaleSql = query<readonly [], { id: Uint8Array }>(
  'findLastOwnSale',
  `SELECT id FROM operation JOIN kind USING (kind)
   WHERE device = (SELECT device FROM own_head WHERE one = 1) AND type = '${saleCompleted.type}'
   ORDER BY seq DESC LIMIT 1`,
);

/** The sale that this counter completed last; null before the first. */
export function findLastOwnSale(db: Db): LoggedSale | null {
  const row = db.one(findLastOwnSaleSql);
  if (row === undefined) return null;
  const sale = findSale(db, idFromBytes(row.id));
  assert(sale !== null, 'a sale of this counter keeps its body');
  return sale;
}
