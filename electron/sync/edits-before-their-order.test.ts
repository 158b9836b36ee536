import Sqlite, { type Database } from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createDatabase, type Db, query, type SqlValue } from '../database/database.ts';
import { findInChain, getOwnHead } from '../database/log.ts';
import { migrations } from '../database/migrate.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { insertQuarantine, setAcknowledgedSeq } from '../database/sync.ts';
import { aReplica, type Edit, type Taken } from './replica-fixture.ts';

/** The last version that kept no order of edits. */
const BEFORE = 20;

const COPIED = ['device', 'stream', 'kind', 'operation', 'own_head', 'foreign_device', 'hub_quarantine'];

/** What a counter of the version before had of the same log and of the same words of the hub, brought up to date. */
function upgraded(db: Db): Database {
  const raw = new Sqlite(':memory:');
  for (const { sql } of migrations.slice(0, BEFORE)) raw.exec(sql);
  for (const table of COPIED) {
    const columns = raw
      .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name);
    const insert = raw.prepare<SqlValue[]>(
      `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
    );
    // What is kept aside was known by its number in the chain then.
    const rows =
      table === 'hub_quarantine'
        ? 'seq, reason FROM hub_quarantine JOIN operation USING (n)'
        : `* FROM ${table}`;
    const copy = query<readonly [], Record<string, SqlValue>>(`copy ${table}`, `SELECT ${rows}`);
    for (const row of db.all(copy)) insert.run(...columns.map((column) => row[column] ?? null));
  }
  for (const { sql } of migrations.slice(BEFORE)) raw.exec(sql);
  return raw;
}

const programme = (value: number): Edit => ({ product: 0, field: 'programme', value });
const name = (product: number, value: number): Edit => ({ product, field: 'name', value });

test('edits that the hub had numbered before their order was kept stay where they are when the tables are made again', () => {
  const taken: Taken = [];
  const [one, two] = [aReplica(), aReplica()];
  const write = (replica: typeof one, edit: Edit) => {
    replica.write(edit);
    replica.push(taken);
    for (const each of [one, two]) each.pull(taken, 9);
  };
  write(one, programme(1));
  write(two, programme(2));
  write(one, name(0, 1));
  one.write(name(0, 2)); // kept aside
  one.inTransaction((tx) => {
    const { deviceId, seq } = getOwnHead(tx);
    setAcknowledgedSeq(tx, seq);
    insertQuarantine(tx, findInChain(tx, deviceId, seq)?.n ?? 0, 'NotAllowedToOperator');
  });
  one.write(name(1, 3)); // not numbered, and another's came later and shows
  write(two, name(1, 4));
  one.write(programme(5)); // not numbered
  const raw = upgraded(one.db);
  const edits = raw.prepare('SELECT * FROM register_edit ORDER BY n');
  const before = edits.all();
  expect(before).toMatchObject([
    { n: 1, position: 1, is_aside: 0 },
    { n: 2, position: 2, is_aside: 0 },
    { n: 3, position: 1, is_aside: 0 },
    { n: 4, position: null, is_aside: 1 },
    { n: 5, position: 1, is_aside: 0 },
    { n: 6, position: 2, is_aside: 0 },
    { n: 7, position: null, is_aside: 0 },
  ]);
  rebuildProjections(createDatabase(raw).inTransaction);
  expect(edits.all()).toEqual(before);
  expect(raw.prepare('SELECT document FROM programme').pluck().get()).toContain('Dono 5');
  expect(raw.prepare('SELECT name FROM product ORDER BY name').pluck().all()).toEqual(['Pasta 1', 'Pasta 4']);
  const live = one.db.all(
    query<readonly [], { name: string }>('sections', 'SELECT name FROM register_section'),
  );
  expect(raw.prepare('SELECT name FROM register_section ORDER BY name').all()).toEqual(
    live.toSorted((a, b) => a.name.localeCompare(b.name)),
  );
});
