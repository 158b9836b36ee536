import type { OperationId, SiteId } from '../../shared/domain/ids.ts';
import { type Db, query } from './database.ts';
import { idFromBytes } from './uuid-bytes.ts';

/** One change of one of a household's accounts; `account` is the name behind `household:<uuid>/`. */
export type MovementRow = {
  readonly operationId: OperationId;
  readonly account: string;
  readonly amount: number;
  readonly type: string;
  readonly occurredAt: number;
  /** Of the site's stream that the operation is in; null where it is in another. */
  readonly siteId: SiteId | null;
};

type RawMovementRow = Omit<MovementRow, 'operationId' | 'siteId'> & { id: Uint8Array; stream: string };

const listPointMovementsSql = query<readonly [number, number], RawMovementRow>(
  'listPointMovements',
  `SELECT id, account, amount, type, occurred_at AS occurredAt, stream.name AS stream
   FROM movement JOIN operation USING (n) JOIN kind USING (kind) JOIN stream USING (stream)
   WHERE household = ? AND account >= 'points/' AND account < 'points0' AND unit = 'points'
   ORDER BY n DESC LIMIT ?`,
);

const SITE = 'site:';

/** The newest movements of a household's points, of any period, newest first. */
export const listPointMovements = (db: Db, household: number, most: number): MovementRow[] =>
  db.all(listPointMovementsSql, household, most).map(({ id, stream, ...movement }) => ({
    ...movement,
    operationId: idFromBytes(id),
    siteId: stream.startsWith(SITE) ? (stream.slice(SITE.length) as SiteId) : null, // a site's stream is named by its id
  }));
