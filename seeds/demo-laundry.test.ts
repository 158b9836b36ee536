import { beforeAll, expect, it } from 'vitest';
import { type BanconeDatabase, type Db, query } from '../electron/database/database.ts';
import { listMachines, listOpenCycles, listOpenVisits, listOutages } from '../electron/database/laundry.ts';
import { startChain } from '../electron/database/log.ts';
import { findOwnSite } from '../electron/database/network.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { type DemoOptions, fillDemo } from './demo.ts';

const PRESENT = Date.UTC(2026, 10, 23, 9, 30);

const options: DemoOptions = {
  households: 90,
  seed: 'test',
  days: 21,
  until: localDateSchema.parse('2026-11-22'),
  products: 300,
  site: 'laundry',
  presentAt: PRESENT,
  stepsPerTransaction: Number.POSITIVE_INFINITY,
};

async function aDemo(): Promise<BanconeDatabase> {
  const database = openMemoryDatabase();
  database.inTransaction((tx) =>
    startChain(tx, deviceIdSchema.parse('0193f3c0-0000-7000-8000-000000000001')),
  );
  await fillDemo({ inTransaction: database.inTransaction, appendHead: () => undefined }, options);
  return database;
}

const rows = (db: Db, sql: string): object[] => db.all(query<readonly [], object>('test', sql));
const heads = (db: Db) => rows(db, 'SELECT hex(hash) AS hash FROM operation ORDER BY n DESC LIMIT 1');

let demo: BanconeDatabase;
beforeAll(async () => {
  demo = await aDemo();
}, 30_000);

it('stands at the laundry, with machines in every state and laundry in every state', () => {
  const { db } = demo;
  const site = findOwnSite(db);
  if (site === null) throw new Error('the counter stands somewhere');
  const { siteId } = site;
  expect([listMachines(db, siteId).length, listOutages(db, siteId).length]).toEqual([6, 1]);
  const phases = listOpenCycles(db, siteId).map(({ phase }) => phase.type);
  expect(phases.sort()).toEqual(['finished', 'running', 'running']);
  const visits = listOpenVisits(db, siteId);
  expect(new Set(visits.map(({ tag }) => tag)).size).toBe(6);
  expect(visits.some(({ openedAt }) => PRESENT - openedAt > 24 * 3_600_000)).toBe(true);
  const bookings = rows(db, "SELECT count(*) AS n FROM laundry_booking WHERE state = 'active'");
  expect(bookings).not.toEqual([{ n: 0 }]);
});

it('leaves nobody below zero and no cap of the week or month passed', () => {
  expect(rows(demo.db, 'SELECT * FROM household_balance WHERE balance < 0')).toEqual([]);
  const often = `SELECT household FROM laundry_cycle GROUP BY household, substr(started_on, 1, 7) HAVING count(*) > 12`;
  expect(rows(demo.db, often)).toEqual([]);
});

it('is the same for the same seed and moment', async () => {
  expect(heads((await aDemo()).db)).toEqual(heads(demo.db));
}, 30_000);
