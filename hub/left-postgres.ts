import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export type PostgresFolder = {
  readonly databaseDir: string;
  readonly user: string;
  readonly password: string;
};

/** In the file that PostgreSQL keeps beside its data while it runs: its process first, its port in the fourth line. */
const PID_LINE = 0;
const PORT_LINE = 3;
const LOOK_EVERY_MS = 200;
/** What a process that was killed asked for is over within this; one that lives asks each second. */
const MOST_LOOKS_FOR_HUBS = 15;
const MOST_LOOKS_FOR_END = 150;
const CONNECT_MS = 5_000;

/**
 * Ends the PostgreSQL that a hub left behind when it was killed: it holds the data, and another one does not start beside it.
 * Throws where a hub works with it.
 */
export async function endLeftPostgres(folder: PostgresFolder): Promise<void> {
  const left = await readLeft(folder.databaseDir);
  if (left === null || !(await isLeft(folder, left.port))) return;
  process.kill(left.pid, 'SIGINT');
  for (let looks = 0; (await readLeft(folder.databaseDir)) !== null; looks++) {
    if (looks === MOST_LOOKS_FOR_END) throw new Error('the PostgreSQL of a hub that was killed does not end');
    await sleep(LOOK_EVERY_MS);
  }
}

async function readLeft(databaseDir: string): Promise<{ pid: number; port: number } | null> {
  try {
    const lines = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n');
    const [pid, port] = [Number(lines[PID_LINE]), Number(lines[PORT_LINE])];
    return Number.isSafeInteger(pid) && pid > 1 && port > 0 ? { pid, port } : null;
  } catch {
    return null; // none runs; what else there is to say of the file, PostgreSQL says when it starts
  }
}

/** Whether it is ours that answers there, and nobody's work: a power cut leaves the file and no PostgreSQL. */
async function isLeft({ databaseDir, user, password }: PostgresFolder, port: number): Promise<boolean> {
  const connection = { host: '127.0.0.1', port, user, password, database: 'postgres' };
  const client = new Client({ ...connection, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined); // told by the question that it cuts
  try {
    await client.connect();
  } catch {
    return false;
  }
  try {
    for (let looks = 0; looks < MOST_LOOKS_FOR_HUBS; looks++) {
      const { rows } = await client.query<{ hubs: number }>(
        `SELECT count(*)::integer AS hubs FROM pg_stat_activity WHERE application_name = 'bancone-hub'`,
      );
      if (rows[0]?.hubs === 0) return true;
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    await client.end();
  }
  throw new Error(`another hub works with the data in ${databaseDir}: stop it first`);
}
