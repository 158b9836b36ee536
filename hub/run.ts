import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { makeEnrolmentCode } from '../shared/sync/enrolment-code.ts';
import { endWithUsage, readCommandLine } from './command-line.ts';
import { type RunningPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { endInOrder } from './end-in-order.ts';
import { faultWithoutContent } from './fault-without-content.ts';
import { createHubPen } from './hub-pen.ts';
import { keepPosting, type Posting } from './keep-posting.ts';
import { migrateHub, readHubSecret } from './migrations/migrate.ts';
import { FIRST_EPOCH } from './rules/enrol.ts';
import { retryAfterUpdate } from './rules/retry-quarantine.ts';
import { createHubServer, type HubOptions, hashCodeWith } from './server.ts';
import type { HubStore } from './store/hub-store.ts';
import { createPool, createPostgresStore } from './store/postgres-store.ts';
import { whyItFailed } from './why-it-failed.ts';

const USAGE =
  'npm run hub -- [--data FOLDER] [--port N] [--host ADDRESS] [--trusted-proxy ADDRESS ...]; DATABASE_URL names an existing PostgreSQL';
const options = {
  data: { type: 'string', default: 'hub-data' },
  port: { type: 'string', default: '8460' },
  host: { type: 'string', default: '127.0.0.1' },
  'trusted-proxy': { type: 'string', multiple: true, default: ['loopback'] },
} satisfies ParseArgsConfig['options'];
const { values } = readCommandLine(() => parseArgs({ options }), USAGE);
const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
if (!(port <= 65_535)) endWithUsage(`--port ${values.port} is not a port`, USAGE);
const log = pino({ level: 'info', base: null });

/**
 * One process of the hub. `DATABASE_URL` names an existing PostgreSQL 15 or newer; without it one is started in the data
 * folder. Any number of processes may run over one database.
 */
async function run(): Promise<void> {
  let server: Awaited<ReturnType<typeof createHubServer>> | undefined;
  let posting: Promise<Posting> | undefined;
  let pool: ReturnType<typeof createPool> | undefined;
  let embedded: RunningPostgres | undefined;
  // From the first moment on: what comes while others' listeners are exchanged for ours is heard by nobody.
  isEnding = endInOrder(async () => {
    await server?.close();
    await (await posting)?.stop();
    await pool?.end();
    await embedded?.stop();
  });
  const given = process.env.DATABASE_URL;
  if (given === undefined) embedded = await startEmbeddedPostgres({ folder: values.data, keep: true });
  const connectionString = given ?? embedded?.connectionString ?? '';
  pool = createPool({
    connectionString,
    onConnectionLost: (error) =>
      log.warn({ fault: faultWithoutContent(error) }, 'a connection to the database was cut'),
  });
  await migrateHub(pool);
  const secret = await readHubSecret(pool);
  const store = createPostgresStore(pool);
  const onIncident = (incident: string, error: unknown) =>
    log.error({ fault: faultWithoutContent(error) }, incident);
  const trustedProxies = values['trusted-proxy'];
  server = await createHubServer({ store, secret, now: Date.now, onIncident, trustedProxies });
  const address = await server.listen({ port, host: values.host });
  posting = begin(address, { store, secret, onIncident });
  await posting;
}

type Open = Pick<HubOptions, 'store' | 'secret' | 'onIncident'>;

/** What follows once it listens. */
async function begin(address: string, { store, secret, onIncident }: Open): Promise<Posting> {
  process.stdout.write(`READY ${address}\n`);
  if ((await store.inSnapshot((tx) => tx.countDevices())) === 0) {
    const code = makeEnrolmentCode(randomInt);
    await store.inTransaction((tx) =>
      tx.insertCode(hashCodeWith(secret)(code), { madeAt: Date.now(), place: null }),
    );
    const isRestored = (await store.inSnapshot((tx) => tx.epoch())) > FIRST_EPOCH;
    const whose = isRestored ? 'the counter that brought the network' : 'the first counter';
    process.stdout.write(`CODE ${code} (for ${whose}, within ten minutes)\n`);
  }
  await judgeAfterUpdate(store);
  return keepPosting({ store, now: Date.now, onIncident });
}

/** What an older version kept aside this one may know: judged again once, by whichever process starts first. */
async function judgeAfterUpdate(store: HubStore): Promise<void> {
  const context = { ...createHubPen(Date.now), store };
  const { taken, faults } = await retryAfterUpdate(context, await readVersion());
  if (taken > 0) log.info({ taken }, 'operations that were kept aside were taken');
  for (const { deviceId, error } of faults) {
    const fault = faultWithoutContent(error);
    log.error({ deviceId, fault }, 'what is kept aside of a device could not be judged again');
  }
}

/** The version of the program as one number that grows with it. */
async function readVersion(): Promise<number> {
  const text = await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const [major = 0, minor = 0, patch = 0] = version
    .split(/[.-]/)
    .map((part) => Number.parseInt(part, 10) || 0);
  return (major * 1000 + minor) * 1000 + patch;
}

/** What nobody caught ends the process. Whoever starts a hub is told why it does not start; once it runs anything may quote rows. */
function endWith(error: unknown): void {
  // What was still beginning has lost its database: that is how it ends.
  if (isEnding()) return;
  if (!isUp) process.stderr.write(`The hub does not start: ${whyItFailed(error)}\n`);
  log.fatal({ fault: faultWithoutContent(error) }, 'the hub has ended');
  process.exit(1);
}

let isUp = false;
let isEnding = () => false;
process.on('uncaughtException', endWith);
await run();
isUp = true;
