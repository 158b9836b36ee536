import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrateHub, readHubSecret } from './migrations/migrate.ts';
import { createHubServer, hashCodeWith } from './server.ts';
import { createPool, createPostgresStore } from './store/postgres-store.ts';

/** No I, L, O, U, 0 or 1: read out loud over a telephone. Twelve of them are 58 bits. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const CODE_LENGTH = 12;

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
    const code = newCode();
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

/** Three groups of four: `K7QM-2XNP-9WTA`. */
function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
  return letters.join('').replaceAll(/(.{4})(?=.)/g, '$1-');
}

await run();
