import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from '../migrate.ts';

test('a lease that was counted down twice is at what there is, by what the newest questions took too much', () => {
  const raw = new Sqlite(':memory:');
  for (const { sql } of migrations.slice(0, 26)) raw.exec(sql);
  const insertLease =
    raw.prepare(`INSERT INTO lease (lease_id, device, household, account, unit, amount, is_recalled)
    VALUES (?, 1, 1, 'cents', 'cents', ?, 0)`);
  const insertQuestion = raw.prepare(
    `INSERT INTO authorisation (authorisation_id, operation_id, state, asked_at) VALUES (?, ?, ?, ?)`,
  );
  const insertSpend = raw.prepare(
    `INSERT INTO authorisation_spend (authorisation_id, account, unit, amount, from_lease, lease_id)
     VALUES (?, 'household:1/cents', 'cents', 900, ?, ?)`,
  );
  let askedAt = 0;
  const ask = (id: string, state: string, fromLease: number, leaseId: string | null) => {
    askedAt += 1;
    insertQuestion.run(id, id, state, askedAt);
    insertSpend.run(id, fromLease, leaseId);
  };
  insertLease.run('twice', 350);
  ask('oldest', 'closed', 300, 'twice');
  ask('refused', 'refused', 800, 'twice');
  ask('newer', 'closed', 200, 'twice');
  ask('newest', 'asked', 100, 'twice');
  insertLease.run('whole', 500);
  ask('right', 'closed', 400, 'whole');
  ask('without', 'closed', 0, null);
  raw.exec(migrations[26]?.sql ?? '');
  const tookById = raw
    .prepare<[], { id: string; took: number }>(
      'SELECT authorisation_id AS id, from_lease AS took FROM authorisation_spend',
    )
    .all();
  expect(Object.fromEntries(tookById.map(({ id, took }) => [id, took]))).toEqual({
    ...{ oldest: 300, newer: 50, newest: 0 },
    ...{ refused: 800, right: 400, without: 0 },
  });
});
