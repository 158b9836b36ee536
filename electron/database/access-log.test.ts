import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { operatorIdSchema } from '../../shared/domain/ids.ts';
import { listAccesses, logAccess, pruneAccessLog, verifyAccessLog } from './access-log.ts';
import { openMemoryDatabase } from './open.ts';

const DAY_MS = 86_400_000;
const start = 1_790_000_000_000;
const operatorId = operatorIdSchema.parse(v7());

function aLog() {
  const { db, raw, inTransaction } = openMemoryDatabase();
  const read = (readAt: number, subject = 'household:a') =>
    inTransaction((tx) => logAccess(tx, { readAt, operatorId, action: 'household.read', subject }));
  const prune = (nowMs: number) =>
    inTransaction((tx) => pruneAccessLog(tx, { nowMs, keptDays: 0, operatorId }));
  return { db, raw, read, prune };
}

describe('the log of who read what', () => {
  test('keeps each reading of a record, newest first', () => {
    const { db, read } = aLog();
    read(start);
    read(start + DAY_MS, 'household:b');
    read(start + 2 * DAY_MS);
    expect(listAccesses(db, 'household:a', 10).map(({ n, readAt }) => [n, readAt])).toEqual([
      [3, start + 2 * DAY_MS],
      [1, start],
    ]);
    expect(verifyAccessLog(db)).toBeNull();
  });

  test('takes a screen that asks again within a minute for one reading', () => {
    const { db, read } = aLog();
    read(start);
    read(start + 30_000);
    read(start + 90_000);
    expect(listAccesses(db, 'household:a', 10)).toHaveLength(2);
  });

  test.each([
    ['another operator', `UPDATE access_log SET operator_id = 'somebody' WHERE n = 2`, 'EntryChanged', 2],
    ['another time', 'UPDATE access_log SET read_at = read_at + 1 WHERE n = 3', 'EntryChanged', 3],
    ['a row less in the middle', 'DELETE FROM access_log WHERE n = 2', 'EntriesMissing', 2],
    ['a row less at the start', 'DELETE FROM access_log WHERE n = 1', 'EntriesMissing', 1],
  ])('shows %s', (_what, sql, type, n) => {
    const { db, raw, read } = aLog();
    for (let i = 0; i < 4; i++) read(start + i * DAY_MS);
    raw.exec(sql);
    expect(verifyAccessLog(db)).toEqual({ type, n });
  });

  test('lets go of what is over six months old, and its chain still holds', () => {
    const { db, read, prune } = aLog();
    for (let days = 0; days <= 205; days += 5) read(start + days * DAY_MS);
    expect(prune(start + 206 * DAY_MS)).toBe(2);
    expect(listAccesses(db, 'household:a', 100)).toHaveLength(40);
    expect(verifyAccessLog(db)).toBeNull();
    read(start + 212 * DAY_MS);
    expect(prune(start + 212 * DAY_MS)).toBe(1);
    expect(verifyAccessLog(db)).toBeNull();
  });

  test('keeps everything that is less than six months old when the clock jumps ahead a year', () => {
    const { db, read, prune } = aLog();
    for (const days of [0, 100, 181]) read(start + days * DAY_MS);
    expect(prune(start + 600 * DAY_MS)).toBe(0);
    expect(listAccesses(db, 'household:a', 10)).toHaveLength(3);
  });

  test('keeps it too once readings were logged under that clock, today and on the days after', () => {
    const { db, read, prune } = aLog();
    for (let days = 0; days < 60; days++) read(start + days * DAY_MS);
    for (let days = 600; days < 700; days++) read(start + days * DAY_MS);
    expect(prune(start + 700 * DAY_MS)).toBe(0);
    expect(listAccesses(db, 'household:a', 200)).toHaveLength(160);
  });

  test('keeps it too when the clock jumps ahead, is put back and jumps again', () => {
    const { db, read, prune } = aLog();
    for (const days of [0, 100, 600, 101, 700, 102, 800]) read(start + days * DAY_MS);
    expect(prune(start + 801 * DAY_MS)).toBe(0);
    expect(listAccesses(db, 'household:a', 10)).toHaveLength(7);
  });

  test('lets nothing go from an empty log', () => {
    expect(aLog().prune(start)).toBe(0);
  });
});
