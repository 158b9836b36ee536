import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../shared/domain/result.ts';
import { createDatabase, query } from './database.ts';

const insert = query<readonly [number]>('insert', 'INSERT INTO thing (n) VALUES (?)');
const count = query<readonly [], { n: number }>('count', 'SELECT count(*) AS n FROM thing');

function aDatabase() {
  const raw = new Sqlite(':memory:');
  raw.exec('CREATE TABLE thing (n INTEGER PRIMARY KEY) STRICT');
  const failures: unknown[] = [];
  const database = createDatabase(raw, { onEffectFailure: (error) => failures.push(error) });
  return { ...database, failures, things: () => database.db.one(count)?.n };
}

describe('a transaction', () => {
  test('commits what it returns as a success and rolls back what it returns as an error', () => {
    const { inTransaction, things } = aDatabase();
    inTransaction((tx) => ok(tx.run(insert, 1)));
    inTransaction((tx) => {
      tx.run(insert, 2);
      return err({ type: 'Refused' });
    });
    expect(things()).toBe(1);
  });

  test('rolls back when it throws, and the next one works', () => {
    const { inTransaction, things } = aDatabase();
    const broken = () =>
      inTransaction((tx) => {
        tx.run(insert, 1);
        throw new Error('broken');
      });
    expect(broken).toThrow('broken');
    inTransaction((tx) => tx.run(insert, 2));
    expect(things()).toBe(1);
  });

  test('runs its effects after the commit only, and not when rolled back', () => {
    const { inTransaction, raw } = aDatabase();
    const seen: boolean[] = [];
    inTransaction((tx) => tx.afterCommit(() => seen.push(raw.inTransaction)));
    inTransaction((tx) => {
      tx.afterCommit(() => seen.push(raw.inTransaction));
      return err({ type: 'Refused' });
    });
    expect(seen).toEqual([false]);
  });

  test('stays done when an effect fails: the others run and the failure is told', () => {
    const { inTransaction, failures, things } = aDatabase();
    const ran: string[] = [];
    const outcome = inTransaction((tx) => {
      tx.run(insert, 1);
      tx.afterCommit(() => {
        throw new Error('no listener');
      });
      tx.afterCommit(() => ran.push('second'));
      return ok('recorded');
    });
    expect(outcome).toEqual(ok('recorded'));
    expect([things(), ran, failures.length]).toEqual([1, ['second'], 1]);
  });

  test('refuses to write outside of itself', () => {
    const { inTransaction, things } = aDatabase();
    const kept = inTransaction((tx) => ({ tx }));
    expect(() => kept.tx.run(insert, 1)).toThrow('outside a transaction');
    expect(things()).toBe(0);
  });
});
