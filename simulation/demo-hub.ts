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
  const listen = async (port: number) => {
    const opened = await createHubServer({ store, secret, now: Date.now, onIncident });
    return { server: opened, address: await opened.listen({ host: '127.0.0.1', port }) };
  };
  let { server, address } = await listen(0);
  const port = Number(new URL(address).port);
  let isAway = false;
  const goAway = async () => {
    if (isAway) return;
    isAway = true;
    server.server.closeAllConnections();
    await server.close();
  };
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
    /** Whether counters reach it after this. */
    toggle: async (): Promise<'away' | 'back'> => {
      if (!isAway) {
        await goAway();
        return 'away';
      }
      ({ server, address } = await listen(port));
      isAway = false;
      return 'back';
    },
    stop: async () => {
      await goAway();
      await posting.stop();
      await pool.end();
      await postgres.stop();
    },
  };
}
