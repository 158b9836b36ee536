import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { schemeSchema } from '../../../shared/domain/scheme.ts';
import { migrations } from '../migrate.ts';

const SCHEME = '019a0000-0000-7000-8000-00000000000a';
const HOUSEHOLD = '019a0000-0000-7000-8000-000000000010';

const scheme = (pointsBySize: readonly number[]) => ({
  schemeId: SCHEME,
  name: 'Punti',
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'bySize', pointsBySize },
});

test('what older versions recorded of schemes and allowances is taken along', () => {
  const raw = new Sqlite(':memory:');
  for (const { sql } of migrations.slice(0, 4)) raw.exec(sql);
  raw.exec(`
    INSERT INTO device (device, device_id) VALUES (1, '019a0000-0000-7000-8000-000000000003');
    INSERT INTO stream (stream, name) VALUES (1, 'network');
    INSERT INTO kind (kind, type, version) VALUES (1, 'scheme.set', 1), (2, 'allowance.posted', 1);
    INSERT INTO household_key (household, household_id) VALUES (7, '${HOUSEHOLD}');
    INSERT INTO allowance (household, purse, period_starts_on, revision, period_ends_on)
    VALUES (7, 'points', '2026-01-01', 1, '2026-01-31');
  `);
  const insert = raw.prepare(
    `INSERT INTO operation (id, device, seq, stream, kind, occurred_at, business_on, postings, commitment, prev_hash,
       hash, salt, body)
     VALUES (randomblob(16), 1, ?, 1, ?, 0, ?, '[]', randomblob(32), randomblob(32), randomblob(32), randomblob(32), ?)`,
  );
  insert.run(1, 1, '2026-01-05', JSON.stringify(scheme([100])));
  insert.run(2, 1, '2026-02-01', JSON.stringify(scheme([110])));
  insert.run(3, 1, '2026-02-01', JSON.stringify(scheme([120])));
  const allowance = { householdId: HOUSEHOLD, schemeId: SCHEME, purse: 'points' };
  insert.run(
    4,
    2,
    '2026-01-05',
    JSON.stringify({
      ...allowance,
      periodStartsOn: '2026-01-01',
      periodEndsOn: '2026-01-31',
      revision: 1,
      points: 100,
    }),
  );

  raw.exec(migrations[4]?.sql ?? '');

  const versions = raw
    .prepare<[], { document: string }>('SELECT document FROM scheme_version ORDER BY applies_from')
    .all()
    .map(({ document }) => schemeSchema.parse(JSON.parse(document)));
  expect(versions).toMatchObject([
    { appliesFrom: '2026-01-05', allowance: { pointsBySize: [100] }, whenHouseholdGrows: 'nextPeriod' },
    { appliesFrom: '2026-02-01', allowance: { pointsBySize: [120] } },
  ]);
  expect(raw.prepare('SELECT points, scheme_id AS schemeId FROM allowance').all()).toEqual([
    { points: 100, schemeId: SCHEME },
  ]);
});
