import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from '../migrate.ts';

test('a device that went on for another before this version is known to', () => {
  const raw = new Sqlite(':memory:');
  for (const { sql } of migrations.slice(0, 14)) raw.exec(sql);
  raw.exec(`
    INSERT INTO device (device, device_id) VALUES (1, 'old'), (2, 'new');
    INSERT INTO stream (stream, name) VALUES (1, 'network');
    INSERT INTO kind (kind, type, version) VALUES (1, 'device.registered', 1), (2, 'device.continued', 1);
    INSERT INTO counter_device (device_id, site_id, name) VALUES ('old', 'site', 'Banco 1'), ('new', 'site', NULL);
  `);
  const insert = raw.prepare(
    `INSERT INTO operation (id, device, seq, stream, kind, occurred_at, business_on, postings, commitment, prev_hash,
       hash, salt, body)
     VALUES (randomblob(16), ?, 1, 1, ?, 0, '2026-01-05', '[]', randomblob(32), randomblob(32), randomblob(32),
       randomblob(32), ?)`,
  );
  insert.run(1, 1, JSON.stringify({ deviceId: 'old', siteId: 'site', name: 'Banco 1' }));
  insert.run(2, 2, JSON.stringify({ deviceId: 'new', siteId: 'site', from: 'old' }));
  raw.exec(migrations[14]?.sql ?? '');
  expect(raw.prepare('SELECT device_id, continues FROM counter_device ORDER BY device_id').all()).toEqual([
    { device_id: 'new', continues: 'old' },
    { device_id: 'old', continues: null },
  ]);
});
