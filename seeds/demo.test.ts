import { beforeAll, describe, expect, it } from 'vitest';
import { type BanconeDatabase, type Db, query } from '../electron/database/database.ts';
import { getOwnHead, startChain } from '../electron/database/log.ts';
import { findNetwork, findOwnSite, listOperators } from '../electron/database/network.ts';
import { openMemoryDatabase, verifyChain } from '../electron/database/open.ts';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { roleSchema } from '../shared/domain/role.ts';
import { type DemoOptions, fillDemo } from './demo.ts';

const small: DemoOptions = {
  households: 80,
  seed: 'test',
  sales: 250,
  days: 60,
  until: localDateSchema.parse('2026-11-20'),
  products: 600,
};

async function aDemo(options: DemoOptions): Promise<BanconeDatabase> {
  const database = openMemoryDatabase();
  database.inTransaction((tx) =>
    startChain(tx, deviceIdSchema.parse('0193f3c0-0000-7000-8000-000000000001')),
  );
  await fillDemo({ inTransaction: database.inTransaction, appendHead: () => undefined }, options);
  return database;
}

const rows = (db: Db, sql: string): object[] => db.all(query<readonly [], object>('test', sql));

const operationsOf = (db: Db) =>
  rows(
    db,
    'SELECT hex(id) AS id, type, business_on, body, hex(hash) AS hash FROM operation JOIN kind USING (kind) ORDER BY n',
  );

describe('the demo network', () => {
  let demo: BanconeDatabase;
  beforeAll(async () => {
    demo = await aDemo(small);
  }, 60_000);

  it('is the same for the same seed, to the last hash, however its transactions are cut', async () => {
    const again = await aDemo({ ...small, stepsPerTransaction: 7 });
    expect(operationsOf(again.db)).toEqual(operationsOf(demo.db));
  });

  it('is another one for another seed', async () => {
    const other = await aDemo({ ...small, seed: 'other' });
    expect(operationsOf(other.db)).not.toEqual(operationsOf(demo.db));
  });

  it('says for ever that it is a demo', () => {
    expect(findNetwork(demo.db)).toMatchObject({ isDemo: true });
  });

  it('sums to zero over all accounts of each unit, and leaves nobody below zero', () => {
    const sums = `SELECT unit, sum(balance) AS sum FROM
      (SELECT unit, balance FROM household_balance UNION ALL SELECT value ->> 'unit', value ->> 'amount'
           FROM operation, json_each(postings) WHERE value ->> 'account' NOT LIKE 'household:%') GROUP BY unit`;
    expect(rows(demo.db, sums)).toEqual([
      { unit: 'cents', sum: 0 },
      { unit: 'points', sum: 0 },
      { unit: 'uses', sum: 0 },
      { unit: 'washes', sum: 0 },
    ]);
    expect(rows(demo.db, 'SELECT * FROM household_balance WHERE balance < 0')).toEqual([]);
  });

  it('balances each account by its movements', () => {
    const differing = `SELECT household, account FROM household_balance AS kept WHERE balance IS NOT
      (SELECT sum(amount) FROM movement WHERE movement.household = kept.household AND movement.account = kept.account)`;
    expect(rows(demo.db, differing)).toEqual([]);
  });

  it('has a chain without a fault from its first operation', () => {
    expect(verifyChain(demo.db, getOwnHead(demo.db).deviceId, 1)).toBeNull();
  });

  it('has the sales asked for, of 1 to 25 lines, some taken back', () => {
    const [counts] = rows(demo.db, 'SELECT count(*) AS sales FROM sale');
    expect(counts).toEqual({ sales: 250 });
    const lineCounts = `SELECT min(json_array_length(body, '$.lines')) AS least,
      max(json_array_length(body, '$.lines')) <= 25 AS isWithin FROM operation JOIN sale USING (n)`;
    expect(rows(demo.db, lineCounts)).toEqual([{ least: 1, isWithin: 1 }]);
    expect(rows(demo.db, 'SELECT DISTINCT sale_id FROM sale_return').length).toBeGreaterThan(0);
  });

  it('never has a household take more of anything in a month than its limit, unless somebody let it', () => {
    const left = `SELECT count(*) AS below FROM operation JOIN sale USING (n), json_each(body, '$.limitsLeft')
      WHERE json_extract(value, '$.left') < 0`;
    expect(rows(demo.db, left)).toEqual([{ below: 0 }]);
  });

  it('has operators of every role at its counter, each with a PIN', () => {
    const site = findOwnSite(demo.db);
    const operators = site === null ? [] : listOperators(demo.db, site.siteId);
    expect(new Set(operators.flatMap(({ roles }) => roles))).toEqual(new Set(roleSchema.options));
    expect(operators.filter(({ hasPin }) => !hasPin)).toEqual([]);
  });

  it('has cards in hand and in the drawer, cards for baby goods, and credit in euro and washes', () => {
    const desk = `SELECT
      (SELECT count(*) FROM card WHERE handed_over_on IS NOT NULL) > 0 AS handedOver,
      (SELECT count(*) FROM card WHERE handed_over_on IS NULL AND printed_on IS NOT NULL) > 0 AS inDrawer,
      (SELECT count(*) FROM card WHERE use = 'baby') > 0 AS baby,
      (SELECT count(*) FROM household_balance WHERE account = 'cents' AND balance > 0) > 0 AS cents,
      (SELECT count(*) FROM household_balance WHERE account = 'washes' AND balance > 0) > 0 AS washes`;
    expect(rows(demo.db, desk)).toEqual([{ handedOver: 1, inDrawer: 1, baby: 1, cents: 1, washes: 1 }]);
  });

  it('shows every state of rights and cards', () => {
    const states = `SELECT
      (SELECT count(*) FROM entitlement WHERE starts_on > '2026-11-21') > 0 AS notStarted,
      (SELECT count(*) FROM (SELECT max(ends_on) AS last FROM entitlement GROUP BY household)
        WHERE last < '2026-11-21') > 0 AS expired,
      (SELECT count(*) FROM entitlement WHERE ends_on BETWEEN '2026-11-21' AND '2026-12-05') > 0 AS endingSoon,
      (SELECT count(*) FROM entitlement_suspension WHERE is_lifted = 0) > 0 AS suspended,
      (SELECT count(*) FROM entitlement_suspension WHERE is_lifted = 1) > 0 AS resumed,
      (SELECT count(*) FROM card WHERE replaced_by_card_id IS NOT NULL) > 0 AS replaced,
      (SELECT count(*) FROM card_block JOIN card USING (card_id)
        WHERE is_lifted = 0 AND replaced_by_card_id IS NULL) > 0 AS blocked`;
    expect(rows(demo.db, states)).toEqual([
      { notStarted: 1, expired: 1, endingSoon: 1, suspended: 1, resumed: 1, replaced: 1, blocked: 1 },
    ]);
  });
});
