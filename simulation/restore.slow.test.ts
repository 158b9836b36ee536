import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPage } from '../electron/sync/apply-page.ts';
import { readDeclaration } from '../electron/sync/read-declaration.ts';
import { saveProgress } from '../electron/sync/save-progress.ts';
import { isSignedBy } from '../hub/ed25519.ts';
import { deviceKeys } from '../hub/hub-client.fixture.ts';
import { createHubPen } from '../hub/hub-pen.ts';
import { migrateHub } from '../hub/migrations/migrate.ts';
import { aPostgres } from '../hub/postgres.fixture.ts';
import { beginEpoch } from '../hub/restore.ts';
import { declareHolds } from '../hub/rules/declare-holds.ts';
import { placeLeases } from '../hub/rules/place-leases.ts';
import { pull } from '../hub/rules/pull.ts';
import { push } from '../hub/rules/push.ts';
import { readOwn } from '../hub/rules/read-own.ts';
import { sha256 } from '../hub/sha256.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import { createPostgresStore } from '../hub/store/postgres-store.ts';
import { householdAccount } from '../shared/domain/account.ts';
import {
  householdIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { localDateAt } from '../shared/domain/local-date.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import { checkPage } from '../shared/sync/checked-page.ts';
import { stepSync } from '../shared/sync/engine.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import type { SyncEffect, SyncEvent } from '../shared/sync/sync-machine.ts';
import { createRandom, randomUuid } from './random.ts';
import { createSimulatedCounter, type SimulatedCounter } from './simulated-counter.ts';

let postgres: Awaited<ReturnType<typeof aPostgres>>;

beforeAll(async () => {
  postgres = await aPostgres();
}, 120_000);

afterAll(() => postgres.stop(), 60_000);

const random = createRandom(7);
const adminId = operatorIdSchema.parse(randomUuid(random));
const organisationId = organisationIdSchema.parse(randomUuid(random));
const householdId = householdIdSchema.parse(randomUuid(random));

const openPool = (database: string) => postgres.openPool({ database });

/** A database as it is now, under another name: what a backup and its restore come to. Nobody is connected to it. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const admin = openPool('postgres');
  await admin.query(`CREATE DATABASE ${to} TEMPLATE ${from}`);
  await admin.end();
}

async function aCounter(store: HubStore): Promise<SimulatedCounter> {
  const place = {
    siteId: siteIdSchema.parse(randomUuid(random)),
    siteKind: 'emporio' as const,
    organisationId,
    officeOf: [],
  };
  const counter = createSimulatedCounter({ random, now: Date.now, place, adminId });
  const { deviceId } = counter;
  await store.inTransaction((tx) =>
    tx.insertDevice({
      deviceId,
      publicKey: deviceKeys(deviceId).publicKey,
      place: counter.place(),
      aloneUntilSeq: 1,
    }),
  );
  counter.setUp();
  return counter;
}

/** Runs the engine against a hub until everything is sent and read. */
async function exchange(counter: SimulatedCounter, store: HubStore): Promise<void> {
  let state = counter.resume();
  const events: SyncEvent[] = [{ type: 'started' }];
  for (let steps = 0; steps < 500; steps++) {
    const event = events.shift();
    if (event === undefined) break;
    const step = stepSync(state, event, 0);
    state = step.state;
    for (const effect of step.effects) {
      const next = await perform(counter, store, effect);
      if (next !== null) events.push(next);
    }
  }
  expect(state).toMatchObject({ phase: { type: 'waiting' }, acknowledgedSeq: counter.head().seq });
}

async function perform(
  counter: SimulatedCounter,
  store: HubStore,
  effect: SyncEffect,
): Promise<SyncEvent | null> {
  const { deviceId, inTransaction } = counter;
  switch (effect.type) {
    case 'compare': {
      const seq = counter.endOfMember();
      const answer = await readOwn(store, deviceId, {
        protocol: PROTOCOL_VERSION,
        fromSeq: seq + 1,
        limit: 1,
      });
      if (!answer.ok) throw new Error('a device that is known has a chain');
      return { type: 'compared', hub: counter.compareOwn(seq, answer.value) };
    }
    case 'beginAgain':
    case 'fetchOwn':
    case 'succeed':
    case 'goOn':
      throw new Error('no disk is put back here');
    case 'push': {
      const context = { ...createHubPen(Date.now), isSignedBy, store };
      const answer = await push(context, deviceId, counter.request(effect.fromSeq));
      return answer.ok
        ? { type: 'pushed', answer: answer.value }
        : { type: 'pushRefused', failure: answer.error };
    }
    case 'pull': {
      const { stream, cursor, epoch } = effect;
      const request = { protocol: PROTOCOL_VERSION, stream, cursor, epoch, limit: 5 } as const;
      const answer = await pull(store, deviceId, request);
      if (!answer.ok) return { type: 'pullRefused', failure: answer.error };
      const page = checkPage(sha256, answer.value);
      return page.ok ? { type: 'pulled', answer: page.value } : { type: 'pageInvalid', stream };
    }
    case 'apply': {
      const { answer, stream } = effect;
      const applied = inTransaction((tx) => applyPage(tx, stream, answer));
      if (!applied.ok) return { type: 'pageInvalid', stream };
      return { type: 'applied', stream, cursor: applied.value.cursor, hasMore: answer.hasMore };
    }
    case 'saveAcknowledged':
    case 'lowerCursors':
    case 'changeGrants':
      inTransaction((tx) => saveProgress(tx, effect, localDateAt(Date.now())));
      return null;
    case 'lease': {
      const answer = await placeLeases(store, createHubPen(Date.now), deviceId, {
        protocol: PROTOCOL_VERSION,
        epoch: effect.epoch,
      });
      return answer.ok
        ? { type: 'leased', answer: answer.value }
        : { type: 'leasesRefused', failure: answer.error };
    }
    case 'declare': {
      const request = readDeclaration(counter.db, effect.epoch);
      const answer = await declareHolds({ store, now: Date.now }, deviceId, request);
      return answer.ok
        ? { type: 'declared', answer: answer.value }
        : { type: 'declareRefused', failure: answer.error };
    }
    case 'rest':
      return { type: 'rested' };
    case 'wait':
    case 'stopWaiting':
      return null;
  }
}

test('a hub restored from a backup is told again what it lost, twice from the same backup too', async () => {
  const live = openPool('bancone');
  await migrateHub(live);
  const before = createPostgresStore(live);
  const first = await aCounter(before);
  const second = await aCounter(before);
  first.topUp(householdId, 1000);
  await exchange(first, before); // of the second one's site the backup has no stream yet
  await live.end();
  await copyDatabase('bancone', 'backup');

  const again = openPool('bancone');
  const live2 = createPostgresStore(again);
  second.topUp(householdId, 300);
  for (const counter of [first, second, first]) await exchange(counter, live2);
  expect([first.centsOf(householdId), second.centsOf(householdId)]).toEqual([1300, 1300]);
  await again.end();

  const epochs: number[] = [];
  for (const [index, name] of ['restored_1', 'restored_2'].entries()) {
    await copyDatabase('backup', name);
    const pool = openPool(name);
    epochs.push(await beginEpoch(pool, Date.now() + index * 60_000));
    const store = createPostgresStore(pool);
    for (const counter of [second, first, second, first]) await exchange(counter, store);
    expect([first.centsOf(householdId), second.centsOf(householdId)]).toEqual([1300, 1300]);
    const { rows } = await pool.query<{ operations: number; devices: number }>(
      'SELECT count(*) AS operations, count(DISTINCT device_id) AS devices FROM operation',
    );
    expect(rows).toEqual([{ operations: 4, devices: 2 }]);
    await pool.end();
  }
  expect(new Set(epochs).size).toBe(2);
}, 60_000);

test('what the hub has forgotten is declared: nothing is promised before, and nothing is spent twice', async () => {
  await copyDatabase('template1', 'leases');
  const live = openPool('leases');
  await migrateHub(live);
  const before = createPostgresStore(live);
  const [first, second] = [await aCounter(before), await aCounter(before)];
  const family = householdIdSchema.parse(randomUuid(random));
  const { siteId } = first.place();
  first.write(householdSet, { householdId: family, displayName: 'Bianchi', size: 2, siteId }, adminId);
  for (const counter of [first, second]) await exchange(counter, before);
  await live.end();
  await copyDatabase('leases', 'leases_backup');

  const again = openPool('leases');
  const store = createPostgresStore(again);
  second.topUp(family, 1000);
  for (const counter of [second, first, first]) await exchange(counter, store);
  expect(first.leasedOf(householdAccount(family, 'cents'))).toBe(800);
  expect(first.spend(family, 300)).toBeNull(); // under its lease
  await again.end();

  await copyDatabase('leases_backup', 'leases_restored');
  const pool = openPool('leases_restored');
  await beginEpoch(pool, Date.now());
  const restored = createPostgresStore(pool);
  const figures = async () => {
    const { rows } = await pool.query<{ posted: number; leased: number; uncovered: number }>(
      'SELECT posted, leased, uncovered FROM account WHERE household_id = $1',
      [family],
    );
    return rows;
  };
  await exchange(first, restored);
  // What it was topped up from is with the other counter still.
  expect(await figures()).toEqual([{ posted: -300, leased: 500, uncovered: 800 }]);
  expect(await restored.inSnapshot((tx) => tx.listUndeclared())).toEqual([
    { deviceId: second.deviceId, release: null },
  ]);
  await exchange(second, restored);
  expect(await figures()).toEqual([{ posted: 700, leased: 500, uncovered: 0 }]);
  await exchange(first, restored); // topped up again to four fifths of what is there
  expect([first.leasedOf(householdAccount(family, 'cents')), await figures()]).toEqual([
    560,
    [{ posted: 700, leased: 560, uncovered: 0 }],
  ]);
  expect(await restored.inSnapshot((tx) => tx.listOpenFlags(9))).toEqual([]);
  await pool.end();
}, 60_000);

test.each([
  ['fresh', 0],
  ['old', 45],
])(
  'a counter that had been away for a month is not waited for, by the days of the backup: %s',
  async (age, days) => {
    await copyDatabase('template1', `away_${age}`);
    const pool = openPool(`away_${age}`);
    await migrateHub(pool);
    const store = createPostgresStore(pool);
    const [gone, here, unseen] = [await aCounter(store), await aCounter(store), await aCounter(store)];
    const newest = await aCounter(store);
    const now = Date.now();
    const backedUpAt = now - days * 86_400_000;
    const seen = (counter: SimulatedCounter, seenAt: number) =>
      store.inTransaction((tx) => tx.noteContact(counter.deviceId, { seenAt, cursors: new Map() }));
    await seen(gone, backedUpAt - 31 * 86_400_000);
    await seen(here, backedUpAt - 29 * 86_400_000);
    await seen(newest, backedUpAt);
    await beginEpoch(pool, now);
    const release = { deviceId: gone.deviceId, releasedAt: now, operatorId: null };
    const undeclared = await store.inSnapshot((tx) => tx.listUndeclared());
    expect(new Map(undeclared.map((each) => [each.deviceId, each.release]))).toEqual(
      new Map([
        [gone.deviceId, release],
        [here.deviceId, null],
        [unseen.deviceId, null],
        [newest.deviceId, null],
      ]),
    );
    await pool.end();
  },
  60_000,
);

test('a database that is not of a hub is left as it is', async () => {
  await copyDatabase('template1', 'nothing');
  const pool = openPool('nothing');
  await expect(beginEpoch(pool, Date.now())).rejects.toThrow();
  await pool.end();
});
