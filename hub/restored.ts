import { parseArgs } from 'node:util';
import { readCommandLine } from './command-line.ts';
import { hasEmbeddedDatabase, startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrateHub } from './migrations/migrate.ts';
import { beginEpoch } from './restore.ts';
import { createPool } from './store/postgres-store.ts';
import { whyItFailed } from './why-it-failed.ts';

const WHERE = 'DATABASE_URL names an existing PostgreSQL, --data the folder of a hub that has its own';
const { values } = readCommandLine(
  () => parseArgs({ options: { data: { type: 'string', default: 'hub-data' } } }),
  'npm run hub:restored -- [--data FOLDER]; DATABASE_URL names an existing PostgreSQL',
);

/** `npm run hub:restored`: says to a database that was restored from a backup that it was (docs/hub.md). */
async function run(): Promise<void> {
  const given = process.env.DATABASE_URL;
  // Made now it would be of no hub that anybody starts, and the one that was restored would not be told.
  if (given === undefined && !hasEmbeddedDatabase(values.data)) {
    throw new Error(`there is no database in ${values.data}. ${WHERE}`);
  }
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

try {
  await run();
} catch (error) {
  process.stderr.write(`No new epoch was begun: ${whyItFailed(error)}\n`);
  // Left to end by itself the process would end with 0: the package of the embedded PostgreSQL sees to that.
  process.exit(1);
}
