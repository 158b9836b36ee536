import type {
  DeviceId,
  HouseholdId,
  OperationId,
  SiteId,
  TurnRequestId,
  VisitId,
} from '../../shared/domain/ids.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import type { turnAnswered, turnRequested } from '../../shared/operations/laundry-request-operations.ts';
import { type Db, query } from './database.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

/** The device that keeps the book of a laundry. */
export type LaundryDeskRow = {
  readonly deviceId: DeviceId;
  readonly name: string;
  /** 0 where nobody was named: it is then the first device of the site. */
  readonly term: number;
};

const findNamedSql = query<readonly [string], { deviceId: DeviceId; term: number }>(
  'findNamedLaundryDesk',
  'SELECT device_id AS deviceId, term FROM laundry_desk WHERE site_id = ?',
);
// Ids begin with the time that they were made at: the least is the first device.
const findFirstDeviceSql = query<readonly [string], { deviceId: DeviceId | null }>(
  'findFirstDeviceOfSite',
  'SELECT min(device_id) AS deviceId FROM counter_device WHERE site_id = ? AND continues IS NULL',
);
/** Whoever goes on for a device, and for that one in turn: the last of them, with the last name that was given. */
const followSql = query<readonly [string], { deviceId: DeviceId; name: string | null }>(
  'followContinuedDevice',
  `WITH RECURSIVE line (device_id, name, steps) AS (
     SELECT device_id, name, 0 FROM counter_device WHERE device_id = ?
     UNION
     SELECT next.device_id, coalesce(next.name, line.name), steps + 1
       FROM line JOIN counter_device next ON next.continues = line.device_id WHERE steps < 1000
   )
   SELECT device_id AS deviceId, name FROM line ORDER BY steps DESC, device_id DESC LIMIT 1`,
);

/** Null at a site that no device stands at and that nobody was named for. */
export function findLaundryDesk(db: Db, siteId: SiteId): LaundryDeskRow | null {
  const named = db.one(findNamedSql, siteId);
  const first = named?.deviceId ?? db.one(findFirstDeviceSql, siteId)?.deviceId ?? null;
  if (first === null) return null;
  const term = named?.term ?? 0;
  const last = db.one(followSql, first);
  return { deviceId: last?.deviceId ?? first, name: last?.name ?? '?', term };
}

export type TurnRequestRow = {
  readonly requestId: TurnRequestId;
  readonly siteId: SiteId;
  readonly householdId: HouseholdId;
  readonly asks: BodyOf<typeof turnRequested>['asks'];
  /** UTC milliseconds by the PC that asked. */
  readonly askedAt: number;
  readonly answer: BodyOf<typeof turnAnswered>['answer'] | null;
};

type RawRequest = Omit<TurnRequestRow, 'requestId' | 'asks' | 'answer'> & {
  requestId: Uint8Array;
  asks: string;
  answer: string | null;
};

const requestColumns = `request_id AS requestId, site_id AS siteId, household_id AS householdId, asks,
  asked_at AS askedAt, answer FROM laundry_turn_request JOIN household_key USING (household)`;

const toRequest = ({ requestId, asks, answer, ...row }: RawRequest): TurnRequestRow => ({
  ...row,
  requestId: idFromBytes<TurnRequestId>(requestId),
  asks: JSON.parse(asks) as TurnRequestRow['asks'], // written by the projector from a parsed body
  answer: answer === null ? null : (JSON.parse(answer) as TurnRequestRow['answer']), // written by the projector
});

const listOpenSql = query<readonly [string], RawRequest>(
  'listOpenTurnRequests',
  `SELECT ${requestColumns} WHERE site_id = ? AND answer IS NULL ORDER BY n`,
);
const listNewestSql = query<readonly [string, number], RawRequest>(
  'listNewestTurnRequests',
  `SELECT ${requestColumns} WHERE site_id = ? ORDER BY n DESC LIMIT ?`,
);
const findRequestSql = query<readonly [Uint8Array], RawRequest>(
  'findTurnRequest',
  `SELECT ${requestColumns} WHERE request_id = ?`,
);

/** What the desk that keeps the book has yet to answer, the first that arrived first. */
export const listOpenTurnRequests = (db: Db, siteId: SiteId): TurnRequestRow[] =>
  db.all(listOpenSql, siteId).map(toRequest);

export const listNewestTurnRequests = (db: Db, siteId: SiteId, most: number): TurnRequestRow[] =>
  db.all(listNewestSql, siteId, most).map(toRequest);

export function findTurnRequest(db: Db, requestId: TurnRequestId): TurnRequestRow | null {
  const row = db.one(findRequestSql, idToBytes(requestId));
  return row === undefined ? null : toRequest(row);
}

const findHandOverSql = query<readonly [Uint8Array], { handedOverBy: Uint8Array | null }>(
  'findHandOverOfVisit',
  'SELECT handed_over_by AS handedOverBy FROM laundry_visit WHERE visit_id = ?',
);

/** The operation that handed a visit over; null while its laundry is here. */
export function findHandOverOf(db: Db, visitId: VisitId): OperationId | null {
  const by = db.one(findHandOverSql, idToBytes(visitId))?.handedOverBy ?? null;
  return by === null ? null : idFromBytes(by);
}
