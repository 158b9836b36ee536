import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { householdIdSchema } from '../../shared/domain/ids.ts';
import { siteStream } from '../../shared/operations/kind.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import { headToSign } from '../../shared/sync/signed-request.ts';
import { aChain, aPlace, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { type RunningPostgres, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { aNetworkClient } from '../hub-client.fixture.ts';
import { type HubProcess, startHubProcess } from '../hub-process.fixture.ts';
import { migrateHub } from '../migrations/migrate.ts';
import { checksumOf } from '../store/checksum-column.ts';
import { createPool, createPostgresStore } from '../store/postgres-store.ts';
import { type Cut, openCuttingProxy } from './cutting-proxy.ts';

const HUBS = 3;
const WRITERS = 12;
const HOUSEHOLDS = 20;

export type OrdealOptions = {
  /** How often a hub process is ended as by a power cut. */
  readonly kills: number;
  /** How often PostgreSQL is stopped at once (`immediate`), under load. */
  readonly stops: number;
  readonly onProgress?: (line: string) => void;
};

export type OrdealOutcome = {
  readonly kills: number;
  readonly stops: number;
  readonly cuts: Readonly<Record<Cut, number>>;
  readonly operations: number;
  /** Pushes that came to nothing and were sent again. */
  readonly failures: number;
  /** What is wrong afterwards: nothing may be. */
  readonly faults: readonly string[];
};

/**
 * Three hub processes over one PostgreSQL, behind a proxy that takes them in turn and cuts connections at every kind of
 * point; twelve devices write without a pause while hub processes are killed and PostgreSQL is stopped. In the end every
 * operation has to be there once, with its number, and the accounts have to be the sum of what was posted.
 */
export async function runOrdeal({
  kills,
  stops,
  onProgress = () => undefined,
}: OrdealOptions): Promise<OrdealOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'bancone-ordeal-'));
  const ending: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    let postgres = await startEmbeddedPostgres({ folder, keep: true });
    ending.unshift(() => postgres.stop());
    const { connectionString } = postgres;
    await migrateOnce(connectionString);
    const hubs = await Promise.all(Array.from({ length: HUBS }, () => startHubProcess(connectionString)));
    for (const index of hubs.keys()) ending.unshift(async () => hubs[index]?.kill());
    const proxy = await openCuttingProxy(hubs.map(({ address }) => Number(new URL(address).port)));
    ending.unshift(proxy.close);
    const writers = await enrolWriters(connectionString, proxy.address);
    const working = writers.map(write);

    const every = Math.max(1, Math.ceil(kills / Math.max(1, stops)));
    let stopped = 0;
    for (let killed = 0; killed < kills || stopped < stops; killed++) {
      await sleep(100 + Math.random() * 300);
      if (killed < kills) await restart(hubs, killed % HUBS, connectionString);
      if ((killed % every === every - 1 || killed >= kills) && stopped < stops) {
        postgres = await stopAtOnceAndStart(folder, postgres);
        stopped += 1;
      }
      onProgress(`${Math.min(killed + 1, kills)} killed, ${stopped} stopped`);
    }
    proxy.rest();
    for (const writer of writers) writer.isEnding = true;
    await Promise.all(working);
    const faults = await findFaults(connectionString, writers);
    return {
      kills,
      stops,
      cuts: { ...proxy.cuts },
      operations: writers.reduce((sum, { chain }) => sum + chain.operations.length, 0),
      failures: writers.reduce((sum, { failures }) => sum + failures, 0),
      faults,
    };
  } finally {
    for (const end of ending) await end();
  }
}

type Writer = {
  readonly chain: ReturnType<typeof aChain>;
  readonly client: ReturnType<typeof aNetworkClient>;
  acknowledged: number;
  failures: number;
  isEnding: boolean;
  readonly faults: string[];
};

const openPool = (connectionString: string) =>
  createPool({ connectionString, onConnectionLost: () => undefined });

async function migrateOnce(connectionString: string): Promise<void> {
  const pool = openPool(connectionString);
  await migrateHub(pool);
  await pool.end();
}

async function enrolWriters(connectionString: string, address: string): Promise<Writer[]> {
  const pool = openPool(connectionString);
  const writers: Writer[] = [];
  for (let index = 0; index < WRITERS; index++) {
    const chain = aChain();
    const { deviceId } = chain;
    const { publicKey, privateKey } = chain.keys;
    await createPostgresStore(pool).inTransaction((tx) =>
      tx.insertDevice({ deviceId, publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 }),
    );
    chain.anAdmin();
    const client = aNetworkClient(() => address, deviceId, privateKey, `10.0.0.${index + 1}`);
    writers.push({ chain, client, acknowledged: 0, failures: 0, isEnding: false, faults: [] });
  }
  await pool.end();
  return writers;
}

const households = Array.from({ length: HOUSEHOLDS }, () => householdIdSchema.parse(v7()));

/** Writes on and sends what it wrote, some of it twice, until it is told to end and everything is acknowledged. */
async function write(writer: Writer): Promise<void> {
  const { chain, client } = writer;
  while (!writer.isEnding || writer.acknowledged < chain.operations.length) {
    if (!writer.isEnding)
      chain.aTopUp(chain.operations.length, households[chain.operations.length % HOUSEHOLDS]);
    const from = Math.max(1, writer.acknowledged + 1 - (Math.random() < 0.25 ? 3 : 0));
    const request = chain.request(from, Math.min(chain.operations.length, from + 20));
    const answer = await client.post('/v1/push', request).catch(() => null);
    const told = answer?.body as { type?: unknown; acknowledgedSeq?: unknown } | undefined; // looked at below
    if (answer?.status === 200 && told?.type === 'acknowledged') {
      const acknowledged = Number(told.acknowledgedSeq);
      if (acknowledged < writer.acknowledged) writer.faults.push('an acknowledgement was taken back');
      writer.acknowledged = acknowledged;
    } else {
      writer.failures += 1;
      // Nothing else may be said of a chain that is whole: neither a gap nor a fork.
      if (answer?.status === 200 || answer?.status === 409) writer.faults.push(answer.text);
      if (writer.faults.length > 5) return;
    }
    await sleep(50 + Math.random() * 100);
  }
}

async function restart(hubs: HubProcess[], index: number, connectionString: string): Promise<void> {
  const hub = hubs[index];
  if (hub === undefined) return;
  await hub.kill();
  hubs[index] = await startHubProcess(connectionString, Number(new URL(hub.address).port));
}

/** As SIGQUIT, which PostgreSQL calls an immediate shutdown: nothing is finished and nothing is written. */
async function stopAtOnceAndStart(folder: string, running: RunningPostgres): Promise<RunningPostgres> {
  const [pid] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGQUIT');
  await running.stop();
  return startEmbeddedPostgres({ folder, keep: true, port: Number(new URL(running.connectionString).port) });
}

/** Reads the database itself: what a page of the hub would show, and whether it adds up. */
async function findFaults(connectionString: string, writers: readonly Writer[]): Promise<string[]> {
  const faults = writers.flatMap(({ faults: own }) => own);
  const pool = openPool(connectionString);
  const { rows } = await pool.query<{ number: number; hash: Buffer }>(
    `SELECT operation.number, hash FROM operation JOIN stream USING (stream) WHERE name = $1 ORDER BY operation.number`,
    [siteStream(siteId)],
  );
  const written = writers.flatMap(({ chain }) => chain.operations.slice(1).map(({ hash }) => hash));
  const there = rows.map(({ hash }) => hash.toString('hex'));
  const lost = written.length - new Set(written.filter((hash) => there.includes(hash))).size;
  if (lost > 0) faults.push(`${lost} operations are lost`);
  if (there.length !== written.length)
    faults.push(`${there.length} are there and ${written.length} were written`);
  if (rows.some(({ number }, index) => number !== index + 1))
    faults.push('the numbers of a stream have a hole');
  const head = await pool.query<{ number: number; checksum: string }>(
    'SELECT number, checksum FROM stream WHERE name = $1',
    [siteStream(siteId)],
  );
  if (checksumOf(head.rows[0]?.checksum ?? '0') !== addToChecksum(NOTHING, there))
    faults.push('the checksum of a stream differs');
  const posted = await pool.query<{ total: number }>('SELECT sum(posted)::bigint AS total FROM account');
  const toppedUp = writers.flatMap(({ chain }) => chain.operations.slice(1).map((_, index) => index + 1));
  const total = toppedUp.reduce((sum, amount) => sum + amount, 0);
  if (posted.rows[0]?.total !== total) faults.push(`accounts hold ${posted.rows[0]?.total}, not ${total}`);
  const devices = await createPostgresStore(pool).inSnapshot((tx) => tx.listDevices());
  for (const { deviceId, publicKey, headSeq, headHash, headSignature } of devices) {
    const text = headToSign(deviceId, headSeq, headHash);
    if (headSignature === null || !isSignedBy(publicKey, text, headSignature))
      faults.push(`the head ${headSeq} of a device is not the one that it signed`);
  }
  const aside = await pool.query<{ count: number }>('SELECT count(*) AS count FROM quarantine');
  if (aside.rows[0]?.count !== 0) faults.push(`${aside.rows[0]?.count} operations were kept aside`);
  await pool.end();
  return faults;
}
