import { randomInt } from 'node:crypto';
import { startEmbeddedPostgres } from '../hub/embedded-postgres.ts';
import { keepPosting } from '../hub/keep-posting.ts';
import { migrateHub, readHubSecret } from '../hub/migrations/migrate.ts';
import { createHubServer, hashCodeWith } from '../hub/server.ts';
import { createPool, createPostgresStore } from '../hub/store/postgres-store.ts';
import { makeEnrolmentCode } from '../shared/sync/enrolment-code.ts';

/** A hub over a PostgreSQL of its own, on this PC alone. */
export async function openDemoHub(folder: string) {
  const postgres = await startEmbeddedPostgres({ folder, keep: true });
  const { connectionString } = postgres;
  const pool = createPool({ connectionString, onConnectionLost: () => undefined });
  await migrateHub(pool);
  const secret = await readHubSecret(pool);
  const store = createPostgresStore(pool);
  const onIncident = (incident: string, error: unknown) =>
    process.stderr.write(`hub: ${incident}: ${String(error)}\n`);
  const server = await createHubServer({ store, secret, now: Date.now, onIncident });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  const posting = keepPosting({ store, now: Date.now, onIncident });
  return {
    address,
    /** For the counter that brings its network. */
    firstCode: async (): Promise<string> => {
      const code = makeEnrolmentCode(randomInt);
      await store.inTransaction((tx) =>
        tx.insertCode(hashCodeWith(secret)(code), { madeAt: Date.now(), place: null }),
      );
      return code;
    },
    stop: async () => {
      server.server.closeAllConnections();
      await server.close();
      await posting.stop();
      await pool.end();
      await postgres.stop();
    },
  };
}
