import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anErasureDesk } from '../erasure-desk-fixture.ts';
import type { Db, Query, SqlParameters } from './database.ts';
import { type ErasureSearch, searchSlice } from './erasure-search.ts';
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
  expect(listOperationsInDoubt(listening, householdId)).toEqual([]);
  expect(asked).toEqual([]);
  let search: ErasureSearch | null = { n: Number.MAX_SAFE_INTEGER, householdId, kind: 0, afterN: 0 };
  const found: number[] = [];
  while (search !== null) {
    const slice = searchSlice(listening, search, 3);
    found.push(...slice.found);
    expect(slice.count).toBeLessThanOrEqual(3);
    search = slice.next === null ? null : { ...search, ...slice.next };
  }
  expect(found).toHaveLength(10);
  const [{ sql, parameters } = { sql: '', parameters: [] }] = asked;
  const kindsOf = (list: string) =>
    desk.raw
      .prepare<[string], { type: string }>(
        'SELECT DISTINCT type FROM kind WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY type',
      )
      .all(list)
      .map(({ type }) => type);
  const read = asked.flatMap((each) => kindsOf(String(each.parameters[0])));
  expect(read).toContain('person.set');
  expect(read).not.toContain('sale.completed');
  const plan = desk.raw
    .prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters.map(String))
    .map(({ detail }) => detail);
  expect(plan.filter((step) => step.includes('operation'))).toEqual([
    'SEARCH operation USING INDEX operation_said_by_kind (kind=? AND rowid>? AND rowid<?)',
  ]);
  rmSync(folder, { recursive: true, force: true });
});
