import {
  type FloorLimit,
  type FloorUnit,
  floorLimitSchema,
  NO_FLOOR,
} from '../../shared/domain/floor-limit.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query, type Tx } from './database.ts';

const findLimitSql = query<readonly [], { document: string }>(
  'findFloorLimit',
  'SELECT document FROM floor_limit WHERE one = 1',
);
const setLimitSql = query<readonly [string]>(
  'setFloorLimit',
  `INSERT INTO floor_limit (one, document) VALUES (1, ?)
   ON CONFLICT (one) DO UPDATE SET document = excluded.document`,
);
const insertSpendSql = query<readonly [number, number, string, string, number]>(
  'insertFloorSpend',
  `INSERT INTO floor_spend (n, household, account, unit, amount) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (n, household, account) DO UPDATE SET amount = amount + excluded.amount`,
);
const sumOnDaySql = query<readonly [number, string, string], { amount: number }>(
  'sumFloorSpendsOnDay',
  `SELECT coalesce(sum(amount), 0) AS amount FROM floor_spend JOIN operation USING (n)
   WHERE household = ? AND unit = ? AND business_on = ?`,
);
const sumOutstandingSql = query<readonly [string], { amount: number }>(
  'sumFloorSpendsOutstanding',
  `SELECT coalesce(sum(amount), 0) AS amount FROM floor_spend JOIN operation USING (n)
   JOIN own_head USING (device) WHERE unit = ? AND seq > acknowledged_seq`,
);

/** What the network lets out without cover: nothing where no administrator has said so. */
export function findFloorLimit(db: Db): FloorLimit {
  const row = db.one(findLimitSql);
  return row === undefined ? NO_FLOOR : floorLimitSchema.parse(JSON.parse(row.document));
}

export const setFloorLimit = (tx: Tx, limit: FloorLimit): void => {
  tx.run(setLimitSql, JSON.stringify(limit));
};

/** `amount` of an account of a household was taken without cover by operation `n` of this device. */
export const insertFloorSpend = (
  tx: Tx,
  n: number,
  household: number,
  account: string,
  unit: string,
  amount: number,
): void => {
  tx.run(insertSpendSql, n, household, account, unit, amount);
};

/** What a household took without cover here on a day, in the unit. */
export const floorSpentOn = (db: Db, household: number, unit: FloorUnit, day: LocalDate): number =>
  db.one(sumOnDaySql, household, unit, day)?.amount ?? 0;

/** What this device let out without cover and the hub has not acknowledged, in the unit. */
export const floorOutstanding = (db: Db, unit: FloorUnit): number =>
  db.one(sumOutstandingSql, unit)?.amount ?? 0;
