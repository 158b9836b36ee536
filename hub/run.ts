import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { makeEnrolmentCode } from '../shared/sync/enrolment-code.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrateHub, readHubSecret } from './migrations/migrate.ts';
import { createHubServer, hashCodeWith } from './server.ts';
import { createPool, createPostgresStore } from './store/postgres-store.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'hub-data' },
    port: { type: 'string', default: '8460' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});
const log = pino({ level: 'info', base: null });

/**
 * One process of the hub. `DATABASE_URL` names an existing PostgreSQL 15 or newer; without it one is started in the data
 * folder. Any number of processes may run over one database.
 */
async function run(): Promise<void> {
  const given = process.env.DATABASE_URL;
  const embedded = given === undefined ? await startEmbedded(values.data) : null;
  const connectionString = given ?? embedded?.connectionString ?? '';
  const pool = createPool({
    connectionString,
    onConnectionLost: (error) => log.warn({ error: error.message }, 'a connection to the database was cut'),
  });
  await migrateHub(pool);
  const secret = await readHubSecret(pool);
  const store = createPostgresStore(pool);
  const server = await createHubServer({
    store,
    secret,
    now: Date.now,
    onIncident: (incident, error) => log.error({ err: error }, incident),
  });
  const address = await server.listen({ port: Number(values.port), host: values.host });
  process.stdout.write(`READY ${address}\n`);
  if ((await store.inSnapshot((tx) => tx.countDevices())) === 0) {
    const code = makeEnrolmentCode(randomInt);
    await store.inTransaction((tx) =>
      tx.insertCode(hashCodeWith(secret)(code), { madeAt: Date.now(), place: null }),
    );
    process.stdout.write(`CODE ${code} (for the first counter, within ten minutes)\n`);
  }
  const stop = async () => {
    await server.close();
    await pool.end();
    await embedded?.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

async function startEmbedded(folder: string) {
  await mkdir(folder, { recursive: true });
  return startEmbeddedPostgres({ folder, keep: true });
}

await run();
