import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { closeEach } from './close-each.ts';
import type { CounterEnvironment } from './counter.ts';
import { prepareBackupFolder, prepareDefaultFolder } from './database/backup-files.ts';
import { type Checkpointer, createCheckpointer } from './database/checkpoint.ts';
import type { BanconeDatabase } from './database/database.ts';
import { type HeadLog, openHeadLog } from './database/head-log.ts';
import { lockFolder } from './database/instance-lock.ts';
import {
  DATABASE_FILE,
  isCorruption,
  isDiskFull,
  isReadOnly,
  type OpenFailure,
  openDatabase,
} from './database/open.ts';
import { finishSwap } from './database/swap-files.ts';
import { backUpFrom } from './database/take-backup.ts';
import { checkOf, readKey, type StoredKey, storeKey } from './keys/key-store.ts';
import { RECOVERY_FILE, wrappedKeyCheck } from './keys/recovery-code.ts';
import { type Logs, openLogs } from './logs.ts';

/** There while damage was met in use: the next start reads the whole file before it trusts it. */
const SUSPECT_FILE = 'check-whole-file';

/** A data folder in use by this process alone, its database proved and open. */
export type OpenFolder = {
  readonly database: BanconeDatabase;
  readonly key: StoredKey;
  readonly logs: Logs;
  readonly headLog: HeadLog;
  readonly checkpointer: Checkpointer;
  /** Told of every failure of a command: damage in the file is remembered for the next start. */
  readonly noteFailure: (error: unknown) => void;
  readonly close: () => Promise<void>;
};

/** Takes the folder, its key and its database, and proves them. A full or read-only disk is an answer too. */
export async function openFolder(environment: CounterEnvironment): Promise<Result<OpenFolder, StartFailure>> {
  try {
    return await open(environment);
  } catch (error) {
    const failure = folderFailureOf(error);
    if (failure === null) throw error;
    return err(failure);
  }
}

async function open(environment: CounterEnvironment): Promise<Result<OpenFolder, StartFailure>> {
  const { dataFolder } = environment;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  accessSync(dataFolder, constants.W_OK | constants.X_OK);
  const lock = lockFolder(dataFolder);
  if (lock === null) return err({ type: 'AlreadyRunning' });
  let logs: Logs | null = null;
  let isOpen = false;
  try {
    logs = openLogs(dataFolder);
    const opened = await openLocked(environment, logs, lock);
    isOpen = opened.ok;
    if (!opened.ok) logs.warn('start refused', { failure: opened.error.type });
    return opened;
  } finally {
    if (!isOpen) {
      await logs?.close();
      lock.release();
    }
  }
}

async function openLocked(
  environment: CounterEnvironment,
  logs: Logs,
  lock: { release: () => void },
): Promise<Result<OpenFolder, StartFailure>> {
  const { dataFolder } = environment;
  finishSwap(dataFolder);
  const key = await takeKey(environment);
  if (!key.ok) return key;
  const { keyHex } = key.value;
  const checkpointer = createCheckpointer();
  const suspectFile = join(dataFolder, SUSPECT_FILE);
  const databaseFile = join(dataFolder, DATABASE_FILE);
  const opened = openDatabase({
    folder: dataFolder,
    keyHex,
    isSuspect: existsSync(suspectFile),
    onSlowQuery: (query, elapsedMs) => logs.warn('slow query', { query, elapsedMs }),
    onCommit: () => checkpointer.schedule(),
    // What was committed is done and is answered so, whatever a window or a printer makes of the news.
    onEffectFailure: (error) => logs.incident('after a commit', error),
    backUpBeforeMigration: (raw, fromVersion) => {
      const backUpTo = (folder: string) =>
        backUpFrom(raw, {
          databaseFile,
          recoveryFile: join(dataFolder, RECOVERY_FILE),
          keyHex,
          keyCheck: checkOf(Buffer.from(keyHex, 'hex')),
          folder,
          reason: 'migration',
          now: environment.now(),
        });
      const chosen = backUpTo(prepareBackupFolder(dataFolder));
      // A chosen folder may be a stick that is not in; the data folder itself always is.
      const taken = chosen.ok ? chosen : backUpTo(prepareDefaultFolder(dataFolder));
      if (taken.ok) logs.info('backup before migration', { fromVersion, seq: taken.value.seq });
      else logs.warn('no backup before migration', { fromVersion, failure: taken.error.type });
      if (!taken.ok && taken.error.type === 'BackupDiskFull') throw fullDisk();
    },
  });
  if (!opened.ok) return err(toStartFailure(dataFolder, keyHex, opened.error));
  rmSync(suspectFile, { force: true });
  const database = opened.value;
  checkpointer.attach(database.raw, databaseFile, keyHex);
  const headLog = openHeadLog(dataFolder, (error) => logs.incident('head log not written', error));
  return ok({
    database,
    key: key.value,
    logs,
    headLog,
    checkpointer,
    noteFailure: (error) => {
      if (isCorruption(error)) writeFileSync(suspectFile, '');
    },
    close: () =>
      closeEach(
        [checkpointer.close, () => database.raw.close(), headLog.close, logs.close, lock.release],
        (error) => logs.incident('end', error),
      ),
  });
}

/** A migration without a backup before it is not begun: the start says that the disk is full. */
const fullDisk = (): Error => Object.assign(new Error('no room for a backup'), { code: 'ENOSPC' });

/** The key of an existing database, or a new one where there is no database yet. */
async function takeKey({
  dataFolder,
  keychain,
  randomBytes,
}: CounterEnvironment): Promise<Result<StoredKey, StartFailure>> {
  const kept = await readKey(dataFolder, keychain);
  // A key without a database: the start before was cut between the two. It is as good as a new one.
  if (kept.ok || existsSync(join(dataFolder, DATABASE_FILE))) return kept;
  return ok(await storeKey(dataFolder, randomBytes(32), keychain));
}

function toStartFailure(dataFolder: string, keyHex: string, failure: OpenFailure): StartFailure {
  switch (failure.type) {
    case 'Unreadable': {
      // The key file's own check has passed; the recovery file says whether it is this database's key at all.
      const wrapped = wrappedKeyCheck(join(dataFolder, RECOVERY_FILE));
      const isOther = wrapped !== null && wrapped !== checkOf(Buffer.from(keyHex, 'hex'));
      return isOther ? { type: 'WrongKey' } : { type: 'Corrupt' };
    }
    case 'ChainBroken':
      return { type: 'ChainBroken', seq: failure.fault.seq };
    case 'HeadDiffers':
      return { type: 'ChainBroken', seq: failure.seq };
    default:
      return failure;
  }
}

/** What of a failure is the folder's or its disk's, for a person to mend; null for a bug. */
export function folderFailureOf(error: unknown): StartFailure | null {
  if (isDiskFull(error)) return { type: 'DiskFull' };
  if (isReadOnly(error)) return { type: 'FolderReadOnly' };
  if (isCorruption(error)) return { type: 'Corrupt' };
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return { type: 'FolderReadOnly' };
  return code === 'ENOSPC' || code === 'EDQUOT' ? { type: 'DiskFull' } : null;
}
