import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { householdAccount } from '../shared/domain/account.ts';
import { householdIdSchema } from '../shared/domain/ids.ts';
import { siteStream } from '../shared/operations/kind.ts';
import { addToChecksum, NOTHING } from '../shared/sync/checksum.ts';
import { balancesStream } from '../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { aChain, aPlace, siteId } from './chain-fixture.ts';
import { isSignedBy } from './ed25519.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { createHubPen } from './hub-pen.ts';
import { migrateHub } from './migrations/migrate.ts';
import { pull } from './rules/pull.ts';
import { push } from './rules/push.ts';
import type { HubStore } from './store/hub-store.ts';
import { createPool, createPostgresStore } from './store/postgres-store.ts';

type Chain = ReturnType<typeof aChain>;

let folder: string;
let hub: Awaited<ReturnType<typeof startHub>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bancone-hub-'));
  hub = await startHub();
}, 120_000);

afterEach(async () => {
  await hub.pool.end();
  await hub.postgres.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** PostgreSQL with its usual safety: an acknowledged push is one that a crash leaves in place. */
async function startHub() {
  const postgres = await startEmbeddedPostgres({ folder, keep: true });
  const { connectionString } = postgres;
  const pool = createPool({ connectionString, most: 24, onConnectionLost: () => undefined });
  await migrateHub(pool);
  return { postgres, pool, store: createPostgresStore(pool) };
}

/** As SIGQUIT, which PostgreSQL calls an immediate shutdown: nothing is finished and nothing is written. */
async function stopAtOnce(): Promise<void> {
  const [pid] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGQUIT');
  await hub.postgres.stop();
  await hub.pool.end();
}

const households = Array.from({ length: 24 }, () => householdIdSchema.parse(v7()));

async function enrol(operations: number): Promise<Chain> {
  const chain = aChain();
  const { deviceId } = chain;
  const device = { deviceId, publicKey: chain.keys.publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 };
  await hub.store.inTransaction((tx) => tx.insertDevice(device));
  chain.anAdmin();
  for (let amount = 1; amount <= operations; amount++)
    chain.aTopUp(amount, households[(amount * 7) % households.length]);
  return chain;
}

const pushTo = (store: HubStore, chain: Chain, from: number, to: number) =>
  push(
    { ...createHubPen(Date.now), isSignedBy, store },
    chain.deviceId,
    chain.request(from, Math.min(to, chain.operations.length)),
  );

const upTo = (most: number) => Math.floor(Math.random() * (most + 1));

class RolledBack extends Error {}

/** Pauses where locks are held, and one transaction in eight comes to nothing. */
const restless = (store: HubStore): HubStore => ({
  inSnapshot: store.inSnapshot,
  inTransaction: (work) =>
    store.inTransaction(async (tx) => {
      const outcome = await work(tx);
      await sleep(upTo(4));
      if (upTo(7) === 0) throw new RolledBack();
      return outcome;
    }),
});

/** Sends a whole chain in pieces, each until it is acknowledged, some of them twice. */
async function write(chain: Chain, store: HubStore): Promise<void> {
  let from = 1;
  while (from <= chain.operations.length) {
    const to = from + upTo(4);
    try {
      const answer = await pushTo(store, chain, upTo(3) === 0 ? Math.max(1, from - 3) : from, to);
      if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error(JSON.stringify(answer));
      from = answer.value.acknowledgedSeq + 1;
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    await sleep(upTo(3));
  }
}

/** Reads on while others write: a number that appears behind the cursor would never be read. */
async function read(chain: Chain, isOver: () => boolean): Promise<{ hashes: string[]; checksum: string }> {
  const hashes: string[] = [];
  for (;;) {
    const wasOver = isOver();
    const request = {
      protocol: PROTOCOL_VERSION,
      stream: siteStream(siteId),
      epoch: 1,
      cursor: hashes.length,
      limit: 1 + upTo(20),
    } as const;
    const page = await pull(hub.store, chain.deviceId, request);
    if (!page.ok || page.value.type !== 'operations') throw new Error(JSON.stringify(page));
    const { from, to, operations, hasMore, headChecksum } = page.value;
    expect([from, to]).toEqual([hashes.length, hashes.length + operations.length]);
    hashes.push(...operations.map(({ hash }) => hash));
    if (headChecksum !== null) expect(addToChecksum(NOTHING, hashes)).toBe(headChecksum);
    if (wasOver && !hasMore) return { hashes, checksum: addToChecksum(NOTHING, hashes) };
    await sleep(upTo(5));
  }
}

const sitesOwn = (chain: Chain) => chain.operations.slice(1).map(({ hash }) => hash);

const totalOf = async (chain: Chain): Promise<number> => {
  const request = {
    protocol: PROTOCOL_VERSION,
    stream: balancesStream,
    cursor: 0,
    limit: 1000,
    epoch: 1,
  } as const;
  const page = await pull(hub.store, chain.deviceId, request);
  if (!page.ok || page.value.type !== 'balances') throw new Error(JSON.stringify(page));
  return page.value.accounts.reduce((sum, { posted }) => sum + posted, 0);
};

test('16 writers and 4 readers with pauses and rollbacks: none lost, none doubled, no hole ever seen', async () => {
  const WRITERS = 16;
  const OPERATIONS = 40;
  const chains = await Promise.all(Array.from({ length: WRITERS }, () => enrol(OPERATIONS)));
  let isOver = false;
  const readers = chains.slice(0, 4).map((chain) => read(chain, () => isOver));
  await Promise.all(chains.map((chain) => write(chain, restless(hub.store))));
  isOver = true;
  const written = chains.flatMap(sitesOwn).sort();
  const [first] = chains;
  if (first === undefined) throw new Error('there are sixteen');
  for (const { hashes } of await Promise.all(readers)) expect(hashes.toSorted()).toEqual(written);
  expect(await totalOf(first)).toBe((WRITERS * OPERATIONS * (OPERATIONS + 1)) / 2);
}, 40_000);

test('an account that nothing was posted on yet is held like any other', async () => {
  const [householdId] = households;
  if (householdId === undefined) throw new Error('there are many');
  const accounts = [{ account: householdAccount(householdId, 'cents'), unit: 'cents' as const }];
  let order = '';
  const hold = (name: string, ms: number) =>
    hub.store.inTransaction(async (tx) => {
      await tx.lockAccounts(accounts);
      order += `${name} has it, `;
      await sleep(ms);
      order += `${name} ends, `;
    });
  const first = hold('first', 300);
  await sleep(100);
  await Promise.all([first, hold('second', 0)]);
  expect(order).toBe('first has it, first ends, second has it, second ends, ');
});

test('PostgreSQL stopped at once, four times under load: what was acknowledged is there', async () => {
  const STOPS = 4;
  const chains = await Promise.all(Array.from({ length: 6 }, () => enrol(4000)));
  const acknowledged = new Map<Chain, number>(chains.map((chain) => [chain, 0]));
  let isOver = false;
  let failures = 0;
  const writers = chains.map(async (chain) => {
    while (!isOver) {
      const from = (acknowledged.get(chain) ?? 0) + 1;
      if (from > chain.operations.length) return;
      try {
        const answer = await pushTo(hub.store, chain, from, from + 2);
        if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error(JSON.stringify(answer));
        acknowledged.set(chain, answer.value.acknowledgedSeq);
      } catch {
        failures += 1; // the database is away: again, until it is back
        await sleep(20);
      }
    }
  });
  for (let stop = 0; stop < STOPS; stop++) {
    await sleep(500);
    await stopAtOnce();
    const before = new Map(acknowledged);
    hub = await startHub();
    for (const [chain, seq] of before) {
      const device = await hub.store.inSnapshot((tx) => tx.findDevice(chain.deviceId));
      expect(device?.headSeq).toBeGreaterThanOrEqual(seq);
    }
  }
  isOver = true;
  await Promise.all(writers);
  expect(failures).toBeGreaterThan(0);
  const [reader] = chains;
  if (reader === undefined) throw new Error('there are six');
  const there = (await read(reader, () => true)).hashes;
  expect(new Set(there).size).toBe(there.length);
  const known = new Set(there);
  for (const [chain, seq] of acknowledged) {
    expect(seq).toBeGreaterThan(1);
    expect(
      sitesOwn(chain)
        .slice(0, seq - 1)
        .filter((hash) => !known.has(hash)),
    ).toEqual([]);
  }
}, 40_000);
