import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrateHub } from './migrations/migrate.ts';
import { beginEpoch } from './restore.ts';
import { createPool } from './store/postgres-store.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: 'hub-data' } } });

/** `npm run hub:restored`: says to a database that was restored from a backup that it was (docs/hub.md). */
async function run(): Promise<void> {
  const given = process.env.DATABASE_URL;
  const embedded =
    given === undefined ? await startEmbeddedPostgres({ folder: values.data, keep: true }) : null;
  const connectionString = given ?? embedded?.connectionString ?? '';
  const pool = createPool({ connectionString, onConnectionLost: () => undefined });
  try {
    await migrateHub(pool);
    process.stdout.write(`EPOCH ${await beginEpoch(pool, Date.now())}\n`);
  } finally {
    await pool.end();
    await embedded?.stop();
  }
}

await run();
