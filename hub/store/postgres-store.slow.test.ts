import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { v4 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  deviceIdSchema,
  householdIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { samplesByKind } from '../../shared/operations/golden-samples.ts';
import { networkStream, siteStream } from '../../shared/operations/kind.ts';
import { operatorRolesSet } from '../../shared/operations/network-operations.ts';
import { type EnrolRequest, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, anEnrolledChain, anId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { checksums } from '../migrations/0008-checksums.ts';
import { entries } from '../migrations/0010-entries.ts';
import { toldCards } from '../migrations/0016-told-cards.ts';
import { gistsOfAside } from '../migrations/0030-gists-of-aside.ts';
import { hubMigrations, migrateHub } from '../migrations/migrate.ts';
import { aPostgres } from '../postgres.fixture.ts';
import { beginEpoch } from '../restore.ts';
import { enrol } from '../rules/enrol.ts';
import { insertTaken } from '../rules/insert-taken.ts';
import { push } from '../rules/push.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import { sha256 } from '../sha256.ts';
import { allowancesConformance } from './allowances-conformance.ts';
import { asideConformance } from './aside-conformance.ts';
import { MOST_BYTES_AT_ONCE } from './aside-tables.ts';
import { broughtConformance } from './brought-conformance.ts';
import { circlesConformance } from './circles-conformance.ts';
import { claimsConformance } from './claims-conformance.ts';
import { entryConformance } from './entry-conformance.ts';
import { erasureConformance } from './erasure-conformance.ts';
import { floorConformance } from './floor-conformance.ts';
import type { HubStore, QuarantineRow } from './hub-store.ts';
import { idsConformance } from './ids-conformance.ts';
import { organisationsConformance } from './organisations-conformance.ts';
import { createPostgresErasureTables } from './postgres-erasure-tables.ts';
import { createPostgresStore } from './postgres-store.ts';
import { restoreAsideConformance } from './restore-aside-conformance.ts';
import { restoreConformance } from './restore-conformance.ts';
import { returningConformance } from './returning-conformance.ts';
import type { Statements } from './statements.ts';
import { conformance } from './store-conformance.ts';
import { successionConformance } from './succession-conformance.ts';
import { sweepsConformance } from './sweeps-conformance.ts';

/** A server of another version, whose user may make databases; they are gone with it. */
const GIVEN_SERVER = process.env.HUB_TEST_POSTGRES;
const RUN = randomBytes(4).toString('hex');
let postgres: Awaited<ReturnType<typeof aPostgres>>;
let databases = 0;
const pools: Pool[] = [];

beforeAll(async () => {
  postgres = await aPostgres({ given: GIVEN_SERVER });
}, 120_000);

// A quick machine runs more tests in a moment than PostgreSQL has connections for.
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end();
});

afterAll(() => postgres.stop(), 60_000);

/** A database of its own for each test. */
async function openPool(): Promise<Pool> {
  const name = `test_${RUN}_${++databases}`;
  const admin = postgres.openPool();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const pool = postgres.openPool({ database: name });
  pools.push(pool);
  return pool;
}

describe('the PostgreSQL store', () => {
  const openStore = async () => {
    const pool = await openPool();
    await migrateHub(pool);
    return createPostgresStore(pool);
  };
  conformance(openStore);
  allowancesConformance(openStore);
  erasureConformance(openStore);
  const openRestorable = async () => {
    const pool = await openPool();
    await migrateHub(pool);
    const begin = async () => {
      await beginEpoch(pool, 1_790_000_200_000); // by the clock of the hub that is tested
    };
    return { store: createPostgresStore(pool), beginEpoch: begin };
  };
  restoreConformance(openRestorable);
  restoreAsideConformance(openRestorable);
  returningConformance(openRestorable);
  successionConformance(openRestorable);
  entryConformance(openStore);
  broughtConformance(openStore);
  claimsConformance(openStore);
  asideConformance(openStore);
  organisationsConformance(openStore);
  sweepsConformance(openStore);
  circlesConformance(openStore);
  floorConformance(openStore);
  idsConformance(openStore);
});

describe('transactions in PostgreSQL', () => {
  test('two devices that tell of the same operators in opposite order, at once: both are taken', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    const store = createPostgresStore(pool);
    const chains = [await anEnrolledChain(store), await anEnrolledChain(store)];
    const operators = [anId(), anId()].map((id) => operatorIdSchema.parse(id));
    for (const [index, chain] of chains.entries()) {
      await push({ ...createHubPen(Date.now), isSignedBy, store }, chain.deviceId, chain.request());
      const [first, last] = index === 0 ? operators : operators.toReversed();
      const tell = (operatorId = adminId) =>
        chain.write(operatorRolesSet, { operatorId, siteId, roles: ['cashier'] }, { operatorId: adminId });
      tell(first);
      // Whoever judges many breathes in between.
      for (let count = 0; count < 24; count++) chain.aTopUp(1);
      tell(last);
    }
    let begun = 0;
    let meet = (): void => undefined;
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    // Each holds its first row before either asks for its second.
    const breathe = async () => {
      begun += 1;
      if (begun === 2) meet();
      await met;
    };
    const context = { ...createHubPen(Date.now), isSignedBy, breathe, store };
    const answers = await Promise.all(chains.map((chain) => push(context, chain.deviceId, chain.request(2))));
    expect(answers).toMatchObject([27, 27].map((acknowledgedSeq) => ({ value: { acknowledgedSeq } })));
    expect(begun).toBeGreaterThan(2); // one of them was done again
    const told = await store.inSnapshot((tx) => tx.listOperations(networkStream, 0, 99));
    expect(told).toHaveLength(6);
  });

  test('of two counters that enrol at once one is the first, and one that asks twice is answered twice', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    const store = createPostgresStore(pool);
    const codes = ['FIRST', 'SECOND'];
    const hashCode = (code: string) => sha256([{ utf8: code }]);
    for (const code of codes)
      await store.inTransaction((tx) => tx.insertCode(hashCode(code), { madeAt: 1, place: null }));
    const [one, other] = codes.map(
      (code): EnrolRequest => ({
        protocol: PROTOCOL_VERSION,
        code,
        deviceId: deviceIdSchema.parse(anId()),
        publicKey: 'ab'.repeat(32),
        proof: 'ab'.repeat(64),
        headSeq: 9,
        network: {
          siteId: siteIdSchema.parse(anId()),
          siteKind: 'emporio',
          organisationId: organisationIdSchema.parse(anId()),
          officeOf: [],
        },
      }),
    );
    assert(one !== undefined && other !== undefined, 'there are two codes');
    // Whoever counts takes its time, so that the others would count the same.
    const slow: HubStore = {
      ...store,
      inTransaction: (work) =>
        store.inTransaction((tx) =>
          work({
            ...tx,
            countDevices: async () => {
              const count = await tx.countDevices();
              await sleep(300);
              return count;
            },
          }),
        ),
    };
    const context = { store: slow, now: () => 1, isSignedBy: () => true, hashCode };
    const [first, second, again] = await Promise.all([one, other, one].map((each) => enrol(context, each)));
    expect(first).toMatchObject({ ok: true });
    expect(again).toEqual(first);
    const devices = await store.inSnapshot((tx) => tx.listDevices());
    expect(devices.map(({ state }) => state).sort()).toEqual(['active', 'joining']);
    expect([first, second].filter((answer) => answer?.ok && answer.value.isJoining)).toHaveLength(1);
  });

  test('two devices that write under one id at once: one is taken, the other kept aside, also judged again', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    const store = createPostgresStore(pool);
    const chains = [await anEnrolledChain(store), await anEnrolledChain(store)];
    for (const chain of chains)
      await push({ ...createHubPen(Date.now), isSignedBy, store }, chain.deviceId, chain.request());
    const [first, second] = chains;
    assert(first !== undefined && second !== undefined, 'there are two');
    const { id } = first.aTopUp(1);
    const other = second.aTopUp(2);
    second.operations.pop();
    second.rewrite(other, { id });
    // Neither has written anything when both have asked which ids are taken.
    const slow: HubStore = {
      ...store,
      inTransaction: (work) =>
        store.inTransaction((tx) =>
          work({
            ...tx,
            findHashesById: async (ids) => {
              const known = await tx.findHashesById(ids);
              await sleep(300);
              return known;
            },
          }),
        ),
    };
    const context = { ...createHubPen(Date.now), isSignedBy, store: slow };
    const answers = await Promise.all(chains.map((chain) => push(context, chain.deviceId, chain.request(2))));
    const aside = answers.flatMap((answer) =>
      answer.ok && answer.value.type === 'acknowledged' ? [answer.value.quarantined] : [],
    );
    expect(aside.toSorted((a, b) => a.length - b.length)).toEqual([[], [{ seq: 2, reason: 'IdTaken' }]]);
    // As where the one that is kept aside came at the same moment, for another reason.
    await pool.query("UPDATE quarantine SET reason = 'NotAllowedToOperator'");
    expect(await retryQuarantine(context)).toEqual({ taken: 0, faults: [] });
    expect((await pool.query('SELECT reason FROM quarantine')).rows).toEqual([{ reason: 'IdTaken' }]);
  });

  test('an order to erase reads no more at once of what is kept aside than fits, and all of it', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    const store = createPostgresStore(pool);
    const chain = aChain();
    const [gone, kept] = [householdIdSchema.parse(anId()), householdIdSchema.parse(anId())];
    const longBody = `"${'x'.repeat(MOST_BYTES_AT_ONCE / 4)}"`;
    const rows = Array.from({ length: 12 }, (_, index): QuarantineRow => {
      const operation = chain.aHouseholdOf(index === 6 ? kept : gone);
      const body = `${operation.body}${longBody}`;
      const { deviceId, seq } = operation;
      return { deviceId, seq, operation: { ...operation, body }, reason: 'BodyInvalid', receivedAt: 1 };
    });
    const head = { hash: '', signature: '' };
    for (const row of rows) {
      await store.inTransaction((tx) => tx.insertQuarantine([row]));
      await store.inTransaction((tx) => tx.insertFork(row.deviceId, [row.operation], 1, head));
    }
    const client = await pool.connect();
    let mostBytes = 0;
    const measured: Statements = {
      query: async <Row extends QueryResultRow>(asked: string | QueryConfig, values?: unknown[]) => {
        const answer = await client.query<Row>(asked, values);
        mostBytes = Math.max(mostBytes, JSON.stringify(answer.rows).length);
        return answer;
      },
    };
    const order = { householdId: gone, number: 1, erasedAt: 1 };
    await createPostgresErasureTables(measured)
      .eraseHousehold(order)
      .finally(() => client.release());
    expect(mostBytes).toBeLessThan(1.5 * MOST_BYTES_AT_ONCE);
    for (const table of ['quarantine', 'fork']) {
      const left = await pool.query(`SELECT seq FROM ${table} WHERE position('"body"' IN operation) > 0`);
      expect(left.rows).toEqual([{ seq: 7 }]);
    }
  }, 60_000);

  test('a transaction is done again a few times and no more, and not for any fault of its own', async () => {
    const pool = await openPool();
    const store = createPostgresStore(pool);
    const triesWith = async (code: string, constraint?: string) => {
      let tries = 0;
      const failing = store.inTransaction(async () => {
        tries += 1;
        throw Object.assign(new Error('it fails'), { code, constraint });
      });
      await expect(failing).rejects.toThrow('it fails');
      return tries;
    };
    expect([await triesWith('40P01'), await triesWith('40001'), await triesWith('23505')]).toEqual([5, 5, 1]);
    for (const ids of ['operation_pkey', 'device_pkey', 'authorisation_pkey']) {
      expect(await triesWith('23505', ids)).toBe(5);
    }
    expect(await triesWith('23505', 'device_continues_key')).toBe(1);
  });
});

describe('the migrations of the hub', () => {
  test('run once, however many processes start together', async () => {
    const pool = await openPool();
    await Promise.all(Array.from({ length: 8 }, () => migrateHub(pool)));
    const { rows } = await pool.query<{ version: number }>('SELECT version FROM hub_schema');
    expect(rows).toEqual([{ version: hubMigrations.length }]);
  });

  test('keep the checksum of every stream', async () => {
    const pool = await openPool();
    await migrateHub(pool, checksums.version - 1);
    const kept = new Map(
      ['0'.repeat(32), `f${'0'.repeat(31)}`, 'f'.repeat(32), '0123456789abcdeffedcba9876543210'].map(
        (checksum, index) => [siteStream(siteIdSchema.parse(v4())), { number: index, checksum }],
      ),
    );
    for (const [name, { number, checksum }] of kept) {
      const row = [name, number, checksum];
      await pool.query('INSERT INTO stream (name, number, checksum) VALUES ($1, $2, $3)', row);
    }
    await migrateHub(pool);
    const store = createPostgresStore(pool);
    for (const [name, head] of kept) {
      expect(await store.inSnapshot((tx) => tx.findStreamHead(name))).toEqual(head);
    }
  });

  test('read in an older database of what kind everything is that is kept aside, whatever its texts', async () => {
    const pool = await openPool();
    await migrateHub(pool, gistsOfAside.version - 1);
    const chain = aChain();
    const last = chain.aTopUp(1);
    const texts = ['{}', '"\u0000', '\ud800"', '"\\u0000 \\ud800', '"type":"evil","occurredAt":1,\\'];
    for (const [seq, body] of texts.entries()) {
      const row = [chain.deviceId, seq, anId(), Buffer.alloc(32, seq), JSON.stringify({ ...last, body })];
      await pool.query(
        `INSERT INTO quarantine (device_id, seq, id, hash, operation, reason, received_at)
         VALUES ($1, $2, $3, $4, $5, 'BodyInvalid', 1)`,
        row,
      );
      await pool.query(
        'INSERT INTO fork (device_id, seq, hash, operation, received_at) VALUES ($1, $2, $4, $5, $3)',
        [chain.deviceId, seq, 1, Buffer.alloc(32, seq), JSON.stringify({ ...last, body })],
      );
    }
    await migrateHub(pool);
    await createPostgresStore(pool).inSnapshot(async (tx) => {
      const { type, occurredAt } = last;
      expect(await tx.listAside(9)).toMatchObject(texts.map((_, seq) => ({ seq, type, occurredAt })));
      expect((await tx.sumFork(chain.deviceId, 9)).kinds).toEqual([
        { type, operations: texts.length, from: occurredAt, to: occurredAt },
      ]);
    });
  });

  test('find in an older database who first told of what, as a hub that runs notes it', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    const [first, second] = [aChain(), aChain()];
    for (const chain of [first, second]) {
      for (const { kind, sample } of samplesByKind()) chain.write(kind, kind.body.parse(sample));
      await createPostgresStore(pool).inTransaction((tx) =>
        insertTaken(tx, {
          taken: chain.operations.filter(({ postings }) => postings.length === 0),
          changes: [],
          now: 1,
        }),
      );
    }
    const told = async () =>
      (await pool.query('SELECT subject, device_id FROM subject ORDER BY subject')).rows;
    const noted = await told();
    expect(noted).toHaveLength(new Set(noted.map(({ subject }) => subject)).size);
    expect(noted.map(({ subject }) => subject.replace(/:.*/, ''))).toContain('household');
    await pool.query('DROP TABLE subject; ALTER TABLE device DROP COLUMN brought_until_seq');
    await pool.query(entries.sql);
    await pool.query(toldCards.sql);
    // Of a site, which says it itself; and what no older hub was ever told of.
    const own = /^((till-rules|favourites|credit-rules):|(floor|retention)$)/;
    expect(await told()).toEqual(noted.filter(({ subject }) => !own.test(subject)));
  });

  test('leave a newer schema untouched', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    await pool.query('UPDATE hub_schema SET version = 99');
    await expect(migrateHub(pool)).rejects.toThrow('update the program');
  });
});
