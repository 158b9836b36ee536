import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { assert } from '../shared/domain/result.ts';

/** The physical limit: one row with a sale's body, committed by itself to a database encrypted like ours. */
export type BareCommit = { readonly insert: (body: string) => void; readonly close: () => void };

/** The same pragmas as `electron/database/open.ts`, beside the other database on the same disk. */
export function openBareCommit(folder: string, keyHex: string): BareCommit {
  mkdirSync(folder, { recursive: true });
  const raw = new Sqlite(join(folder, 'bare.db'));
  raw.pragma("cipher='sqlcipher'");
  raw.pragma(`key="x'${keyHex}'"`);
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('secure_delete = ON');
  raw.pragma('wal_autocheckpoint = 0');
  assert(raw.pragma('synchronous', { simple: true }) === 2, 'the limit is as durable as ours');
  raw.exec('CREATE TABLE bare (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = raw.prepare('INSERT INTO bare (body) VALUES (?)');
  return {
    insert: (body) => {
      insert.run(body);
    },
    close: () => raw.close(),
  };
}
