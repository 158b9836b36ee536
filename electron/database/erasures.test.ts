import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anErasureDesk } from '../erasure-desk-fixture.ts';
import type { Db, Query, SqlParameters } from './database.ts';
import { listOperationsInDoubt } from './erasures.ts';

test('what is looked through for what was missed are kinds that may be personal, by their index, and never the sales', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bancone-erasures-'));
  const desk = anErasureDesk(folder);
  await desk.shop(desk.household.cardNumber, 1);
  const asked: { sql: string; parameters: SqlParameters }[] = [];
  const listening: Db = {
    ...desk.db,
    all: <P extends SqlParameters, Row>(query: Query<P, Row>, ...parameters: P) => {
      if (query.name === 'listOperationsThatName') asked.push({ sql: query.sql, parameters });
      return desk.db.all(query, ...parameters);
    },
  };
  const { householdId } = desk.household;
  expect(listOperationsInDoubt(listening, householdId, { isThorough: false })).toEqual([]);
  expect(asked).toEqual([]);
  expect(listOperationsInDoubt(listening, householdId, { isThorough: true })).toHaveLength(10);
  const [{ sql, parameters } = { sql: '', parameters: [] }] = asked;
  const kindsOf = (list: string) =>
    desk.raw
      .prepare<[string], { type: string }>(
        'SELECT DISTINCT type FROM kind WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY type',
      )
      .all(list)
      .map(({ type }) => type);
  const read = kindsOf(String(parameters[0]));
  expect(read).toContain('person.set');
  expect(read).not.toContain('sale.completed');
  const plan = desk.raw
    .prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters.map(String))
    .map(({ detail }) => detail);
  expect(plan.filter((step) => step.includes('operation'))).toEqual([
    'SEARCH operation USING INDEX operation_said_by_kind (kind=?)',
  ]);
  rmSync(folder, { recursive: true, force: true });
});
