import { z } from 'zod';
import {
  type FloorLimit,
  type FloorUnit,
  floorLimitSchema,
  NO_FLOOR,
} from '../../shared/domain/floor-limit.ts';
import { deviceIdSchema } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateSchema } from '../../shared/domain/local-date.ts';
import { type Db, query, type Tx } from './database.ts';
import { findSetting, setSetting } from './local-settings.ts';
import { getOwnHead } from './log.ts';

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
const sumOutstandingSql = query<readonly [string, number, string], { amount: number }>(
  'sumFloorSpendsOutstanding',
  `SELECT coalesce(sum(amount), 0) AS amount FROM floor_spend JOIN operation USING (n) JOIN own_head
   WHERE unit = ?
     AND CASE WHEN operation.device = own_head.device THEN seq > ? ELSE business_on >= ? END`,
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

/**
 * What this counter let out without cover and the hub has not acknowledged, or has acknowledged today: the hub counts by the
 * days on which it is told. Of chains that this PC does not go on with since a restore, what was let out today. In the unit.
 */
export function floorOutstanding(db: Db, unit: FloorUnit, today: LocalDate): number {
  const { deviceId, acknowledgedSeq } = getOwnHead(db);
  const told = findTold(db);
  const isToday = told !== null && told.deviceId === deviceId && told.toldOn >= today;
  const afterSeq = isToday ? Math.min(told.beforeSeq, acknowledgedSeq) : acknowledgedSeq;
  return db.one(sumOutstandingSql, unit, afterSeq, today)?.amount ?? 0;
}

const toldSchema = z.object({
  deviceId: deviceIdSchema,
  /** By the hub's clock. */
  toldOn: localDateSchema,
  /** The newest number that the hub had acknowledged before that day. */
  beforeSeq: z.int().min(0),
});

function findTold(db: Db): z.infer<typeof toldSchema> | null {
  const text = findSetting(db, 'sync.floorTold');
  return text === null ? null : toldSchema.parse(JSON.parse(text));
}

/**
 * The hub is about to have acknowledged what is up to `seq`, on this day of its own: the first time in a day it is kept how far
 * it was. A hub that was restored has heard less, and is told the rest again that day. What a clock that was wrong said to be
 * days ahead is no day to wait for; between two processes of a hub a day may begin twice.
 */
export function noteFloorTold(tx: Tx, seq: number, toldOn: LocalDate): void {
  const { deviceId, acknowledgedSeq } = getOwnHead(tx);
  const told = findTold(tx);
  const beforeSeq = Math.min(acknowledgedSeq, seq);
  const save = (next: Omit<z.infer<typeof toldSchema>, 'deviceId'>) =>
    setSetting(tx, 'sync.floorTold', JSON.stringify({ deviceId, ...next }));
  if (told?.deviceId !== deviceId || told.toldOn < toldOn) {
    save({ toldOn, beforeSeq });
    return;
  }
  const isWrong = told.toldOn > addDays(toldOn, 1);
  if (!isWrong && told.beforeSeq <= beforeSeq) return;
  save({ toldOn: isWrong ? toldOn : told.toldOn, beforeSeq: Math.min(told.beforeSeq, beforeSeq) });
}
