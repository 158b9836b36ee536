import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { type ChainFault, findChainFault } from '../../shared/operations/operation.ts';
import { type BanconeDatabase, createDatabase, type DatabaseOptions, type Db } from './database.ts';
import { sha256 } from './hashing.ts';
import { type Head, readHead } from './head-log.ts';
import { findChainHead, findOwnHead, iterateChain } from './log.ts';
import { LATEST_VERSION, migrate, readVersion } from './migrate.ts';

export const DATABASE_FILE = 'bancone.db';

/** How many of the newest operations are verified at every start. The whole log is verified on demand. */
const VERIFIED_AT_START = 1000;

const LOG_FILE_BYTES = 64 * 1024 * 1024;

const PAGE_CACHE_KIB = 32 * 1024;

export type OpenOptions = DatabaseOptions & {
  readonly folder: string;
  /** 256 bits in hex, used raw: no key derivation at start. */
  readonly keyHex: string;
  /** Damage was met while it was in use: every page and the whole log are checked, not the newest part alone. */
  readonly isSuspect?: boolean;
  /** Called with a file of an older version before it is migrated. */
  readonly backUpBeforeMigration: (raw: Database, fromVersion: number) => void;
};

export type OpenFailure =
  | { readonly type: 'NewerVersion'; readonly foundVersion: number; readonly knownVersion: number }
  /** Not a database under this key: a wrong key or a damaged first page, which the caller's key check tells apart. */
  | { readonly type: 'Unreadable' }
  | { readonly type: 'Corrupt' }
  | { readonly type: 'ChainBroken'; readonly fault: ChainFault }
  /** The database lost its tail: these numbers were acknowledged and are gone. */
  | { readonly type: 'OperationsMissing'; readonly fromSeq: number; readonly toSeq: number }
  /** Same number, other content: a copy of this folder went its own way. */
  | { readonly type: 'HeadDiffers'; readonly seq: number };

/**
 * Opens the encrypted database of a data folder, or makes it, and proves that it is the one that this
 * counter last wrote. Nothing is changed in a file that is refused.
 */
export function openDatabase(options: OpenOptions): Result<BanconeDatabase, OpenFailure> {
  const file = join(options.folder, DATABASE_FILE);
  const isNew = !existsSync(file);
  if (!isNew) {
    const proved = proveFile(file, options);
    if (!proved.ok) return proved;
  }
  const raw = new Sqlite(file);
  try {
    // SQLite gives its other files the permissions of this one.
    if (isNew) chmodSync(file, 0o600);
    applyPragmas(raw, options.keyHex);
    const fromVersion = readVersion(raw);
    if (fromVersion > 0 && fromVersion < LATEST_VERSION) options.backUpBeforeMigration(raw, fromVersion);
    migrate(raw);
    return ok(createDatabase(raw, options));
  } catch (error) {
    raw.close();
    if (isCorruption(error)) return err({ type: 'Corrupt' });
    throw error;
  }
}

/** A database in memory, migrated: what tests and the simulator run on. */
export function openMemoryDatabase(): BanconeDatabase {
  migratedBytes ??= migrateInMemory();
  return createDatabase(new Sqlite(migratedBytes));
}

/** The migrations are run once: a copy of their outcome costs a tenth of running them again. */
let migratedBytes: Buffer | null = null;

function migrateInMemory(): Buffer {
  const raw = new Sqlite(':memory:');
  migrate(raw);
  const bytes = raw.serialize();
  raw.close();
  return bytes;
}

/** Gives a connection its key. Before anything else is asked of it. */
export function unlock(raw: Database, keyHex: string): void {
  assert(/^[0-9a-f]{64}$/.test(keyHex), 'a key is 256 bits in hex');
  raw.pragma("cipher='sqlcipher'");
  raw.pragma(`key="x'${keyHex}'"`);
}

/** Whether an error says that the file is damaged (or, on its first page, that the key is another's). */
export const isCorruption = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError &&
  /^SQLITE_(CORRUPT|NOTADB|IOERR_DATA|IOERR_SHORT_READ|IOERR_CORRUPTFS)/.test(error.code);

/** `SHMSIZE`: the file that connections share beside the write-ahead log found no room. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError && /^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)/.test(error.code);

export const isReadOnly = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError && /^SQLITE_(READONLY|CANTOPEN)/.test(error.code);

function applyPragmas(raw: Database, keyHex: string): void {
  unlock(raw, keyHex);
  raw.pragma('journal_mode = WAL');
  // The driver falls back to NORMAL in WAL mode, and a power cut would lose sales.
  raw.pragma('synchronous = FULL');
  raw.pragma('secure_delete = ON');
  raw.pragma(`cache_size = -${PAGE_CACHE_KIB}`);
  raw.pragma('temp_store = MEMORY');
  raw.pragma('foreign_keys = ON');
  // Checkpoints are taken off the hot path: see checkpoint.ts.
  raw.pragma('wal_autocheckpoint = 0');
  // After a large import the log's file shrinks again.
  raw.pragma(`journal_size_limit = ${LOG_FILE_BYTES}`);
  assert(raw.pragma('synchronous', { simple: true }) === 2, 'commits are durable (synchronous=FULL)');
  assert(raw.pragma('journal_mode', { simple: true }) === 'wal', 'the journal is a write-ahead log');
}

/**
 * Everything is proved through a connection that cannot write: even closing one that can would fold a cut
 * write-ahead log into the file, and with it what might still be read of it.
 */
function proveFile(file: string, options: OpenOptions): Result<null, OpenFailure> {
  const raw = new Sqlite(file, { readonly: true });
  try {
    unlock(raw, options.keyHex);
    const foundVersion = readVersionOf(raw);
    if (foundVersion === null) return err({ type: 'Unreadable' });
    if (foundVersion > LATEST_VERSION)
      return err({ type: 'NewerVersion', foundVersion, knownVersion: LATEST_VERSION });
    // The very first start was cut before its first transaction.
    if (foundVersion === 0) return findEmptyFailure(options.folder);
    if (options.isSuspect === true && raw.pragma('quick_check(1)', { simple: true }) !== 'ok')
      return err({ type: 'Corrupt' });
    const failure = findHeadFailure(
      createDatabase(raw).db,
      readHead(options.folder),
      options.isSuspect === true ? Number.POSITIVE_INFINITY : VERIFIED_AT_START,
    );
    return failure === null ? ok(null) : err(failure);
  } catch (error) {
    if (isCorruption(error)) return err({ type: 'Corrupt' });
    throw error;
  } finally {
    raw.close();
  }
}

function readVersionOf(raw: Database): number | null {
  try {
    return readVersion(raw);
  } catch (error) {
    if (isCorruption(error)) return null;
    throw error;
  }
}

/** A database without a table, beside a head that says that there were operations, lost all of them. */
function findEmptyFailure(folder: string): Result<null, OpenFailure> {
  const outside = readHead(folder);
  if (outside === null || outside.seq === 0) return ok(null);
  return err({ type: 'OperationsMissing', fromSeq: 1, toSeq: outside.seq });
}

function findHeadFailure(db: Db, outside: Head | null, verified: number): OpenFailure | null {
  const own = findOwnHead(db);
  if (outside !== null) {
    // A new chain that was begun in a running counter may be here before its first line is there.
    const seq = own === null ? 0 : (findChainHead(db, outside.deviceId)?.seq ?? 0);
    if (seq < outside.seq) return { type: 'OperationsMissing', fromSeq: seq + 1, toSeq: outside.seq };
  }
  if (own === null || own.seq === 0) return null;
  const fault = verifyChain(db, own.deviceId, own.seq - verified + 1);
  if (fault !== null) return { type: 'ChainBroken', fault };
  if (outside !== null && outside.seq > 0 && hashAt(db, outside) !== outside.hash)
    return { type: 'HeadDiffers', seq: outside.seq };
  return null;
}

function hashAt(db: Db, { deviceId, seq }: Head): string | null {
  for (const { operation } of iterateChain(db, deviceId, seq)) return operation.hash;
  return null;
}

/** Verifies a device's chain from a number on (1 or less: from its start). Null where nothing is wrong. */
export function verifyChain(db: Db, deviceId: DeviceId, fromSeq: number): ChainFault | null {
  let before: { seq: number; hash: string } | null | undefined = fromSeq <= 1 ? null : undefined;
  for (const { operation } of iterateChain(db, deviceId, Math.max(1, fromSeq))) {
    const fault = findChainFault(sha256, before, operation);
    if (fault !== null) return fault;
    before = operation;
  }
  return null;
}
