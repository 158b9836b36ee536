import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { createPool } from './store/postgres-store.ts';

type PostgresOptions = { readonly isDurable?: boolean; readonly given?: string | undefined };

type PoolOptions = {
  /** Of another database of it than its first. */
  readonly database?: string;
  readonly most?: number;
};

/**
 * A PostgreSQL in a folder that goes with it, and pools that end with it where nobody has ended them before.
 * `isDurable` gives it the safety that it has at a hub; without that it is quicker, for tests of rules. With `given` it is
 * another one, which stays.
 */
export async function aPostgres({ isDurable = false, given }: PostgresOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bancone-postgres-'));
  const running =
    given === undefined
      ? await startEmbeddedPostgres({ folder, keep: false, unsafe: !isDurable })
      : { connectionString: given, stop: async () => undefined };
  const pools: Pool[] = [];
  return {
    connectionString: running.connectionString,
    openPool: ({ database, most }: PoolOptions = {}): Pool => {
      const address = new URL(running.connectionString);
      if (database !== undefined) address.pathname = database;
      const options = { connectionString: address.href, onConnectionLost: () => undefined };
      const pool = createPool(most === undefined ? options : { ...options, most });
      pools.push(pool);
      return pool;
    },
    stop: async () => {
      for (const pool of pools) if (!pool.ending) await pool.end();
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
