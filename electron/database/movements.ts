import type { Unit } from '../../shared/domain/account.ts';
import type { OperationId, SiteId } from '../../shared/domain/ids.ts';
import { siteOfStream } from '../../shared/operations/kind.ts';
import { type Db, query } from './database.ts';
import { idFromBytes } from './uuid-bytes.ts';

/** One change of one of a household's accounts; `account` is the name behind `household:<uuid>/`. */
export type MovementRow = {
  readonly operationId: OperationId;
  readonly account: string;
  readonly unit: Unit;
  readonly amount: number;
  readonly type: string;
  readonly occurredAt: number;
  /** Of the site's stream that the operation is in; null where it is in another. */
  readonly siteId: SiteId | null;
};

type RawMovementRow = Omit<MovementRow, 'operationId' | 'siteId'> & { id: Uint8Array; stream: string };

const listMovementsSql = query<readonly [number, number], RawMovementRow>(
  'listMovements',
  `SELECT id, account, unit, amount, type, occurred_at AS occurredAt, stream.name AS stream
   FROM movement JOIN operation USING (n) JOIN kind USING (kind) JOIN stream USING (stream)
   WHERE household = ? AND unit <> 'uses'
   ORDER BY n DESC LIMIT ?`,
);

/** The newest movements of a household's purses, of any period, newest first; what counts against limits is left out. */
export const listMovements = (db: Db, household: number, most: number): MovementRow[] =>
  db.all(listMovementsSql, household, most).map(({ id, stream, ...movement }) => ({
    ...movement,
    operationId: idFromBytes(id),
    siteId: siteOfStream(stream),
  }));
