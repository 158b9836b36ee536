import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { streamsFor } from '../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { aChain, aPlace } from './chain-fixture.ts';
import { aNetworkClient } from './hub-client.fixture.ts';
import { startHubInFolder, startHubProcess } from './hub-process.fixture.ts';
import { migrateHub } from './migrations/migrate.ts';
import { aPostgres } from './postgres.fixture.ts';
import { createPostgresStore } from './store/postgres-store.ts';

let postgres: Awaited<ReturnType<typeof aPostgres>>;
let pool: ReturnType<typeof postgres.openPool>;

beforeAll(async () => {
  postgres = await aPostgres();
  pool = postgres.openPool();
  await migrateHub(pool);
}, 120_000);

afterAll(() => postgres.stop(), 60_000);

/** A hub, and what a device of it asks for news. */
async function aHubToWaitAt() {
  const hub = await startHubProcess(postgres.connectionString);
  const { deviceId, keys } = aChain();
  await createPostgresStore(pool).inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey: keys.publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 }),
  );
  const client = aNetworkClient(() => hub.address, deviceId, keys.privateKey);
  const cursors = streamsFor(aPlace(deviceId)).map((stream) => [stream, 0]);
  const asks = (waitMs: number) => ({ protocol: PROTOCOL_VERSION, epoch: 1, cursors, waitMs });
  return {
    hub,
    wait: (waitMs: number) => client.post('/v1/wait', asks(waitMs)),
  };
}

const HAS_ARRIVED_MS = 500;
const arrived = () => new Promise((resolve) => setTimeout(resolve, HAS_ARRIVED_MS));

test('a hub that is stopped answers who waits for news, and ends well', async () => {
  const { hub, wait } = await aHubToWaitAt();
  expect(await wait(0)).toMatchObject({ status: 200, body: { hasNews: false, grants: null } });
  const waiting = wait(25_000);
  await arrived();
  const stoppedAt = performance.now();
  await hub.stop();
  expect(hub.child.exitCode).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  expect(await waiting).toMatchObject({ status: 200, body: { hasNews: false } });
  expect(hub.incidents).toEqual([]);
});

test('a hub that is stopped while it begins ends well too, and leaves no PostgreSQL behind', async () => {
  const data = await mkdtemp(join(tmpdir(), 'bancone-hub-'));
  await (await startHubInFolder(data)).stop();
  const args = [join(import.meta.dirname, 'run.ts'), '--port', '0', '--data', data];
  const child = spawn(process.execPath, args, { env: { ...process.env, DATABASE_URL: undefined } });
  const exited = once(child, 'exit');
  const runs = join(data, 'postgres', 'postmaster.pid');
  await vi.waitFor(() => expect(existsSync(runs)).toBe(true), { timeout: 60_000, interval: 5 });
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await vi.waitFor(() => expect(existsSync(runs)).toBe(false), { timeout: 30_000 });
  await rm(data, { recursive: true, maxRetries: 20, retryDelay: 100 });
}, 120_000);

test('a hub that is stopped waits for nobody who holds a connection and asks nothing', async () => {
  const { hub } = await aHubToWaitAt();
  const { hostname, port } = new URL(hub.address);
  const idle = connect(Number(port), hostname);
  await once(idle, 'connect');
  await hub.stop();
  expect(hub.child.exitCode).toBe(0);
  idle.destroy();
});
