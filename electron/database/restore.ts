import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import type { RestorePreview } from '../../shared/contract/backup-contract.ts';
import { believableDay } from '../../shared/domain/believable-day.ts';
import { type DeviceId, operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';

import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { deviceContinued } from '../../shared/operations/network-operations.ts';
import { CHAIN_START, type Operation } from '../../shared/operations/operation.ts';
import { checkFile, countOperations, type FileFailure, openForReading } from './check-file.ts';
import { createDatabase, type Db, query } from './database.ts';
import { readHead, writeHead } from './head-log.ts';
import { createRecorder, findChainHead, findOwnHead, startChain } from './log.ts';
import { migrate } from './migrate.ts';
import { DATABASE_FILE, isCorruption, unlock } from './open.ts';
import { setOutOfDate } from './out-of-date.ts';
import { readerOf, reapply, salvageAbove, salvageMember, salvageOwnTables } from './salvage.ts';
import { syncFile } from './sync-files.ts';

export type RestoreJob = {
  readonly dataFolder: string;
  /** The backup; null takes what can be read of the file in use itself. */
  readonly backupFile: string | null;
  readonly backupKeyHex: string;
  /** Opens the file in use; null where its key is not known. */
  readonly currentKeyHex: string | null;
  /** When the backup was taken, UTC milliseconds. */
  readonly takenAt: number;
};

/** Where a restored database is made ready before it takes the place of the one in use. */
export const STAGING_FOLDER = 'restoring';

export type RestoreFileFailure =
  | FileFailure
  /** The file in use is a sound one of another counter: the two are not mixed. */
  | { readonly type: 'OtherCounter' };

/** What a restore would keep and lose. Changes no file. */
export function previewRestore(job: RestoreJob): Result<RestorePreview, RestoreFileFailure> {
  const sourceFile = job.backupFile ?? join(job.dataFolder, DATABASE_FILE);
  const checked = checkFile(sourceFile, job.backupKeyHex);
  if (!checked.ok) return checked;
  const sound = openForReading(sourceFile, job.backupKeyHex);
  const current = openCurrent(job);
  try {
    const soundDb = readerOf(sound);
    const currentDb = current === null ? null : readerOf(current);
    const relation = currentDb === null ? 'unreadable' : relationOf(currentDb, soundDb);
    if (relation === 'other') return err({ type: 'OtherCounter' });
    return ok(describe(job, soundDb, relation === 'same' ? currentDb : null, relation));
  } finally {
    current?.close();
    sound.close();
  }
}

export type PrepareJob = RestoreJob & {
  readonly now: number;
  readonly newDeviceId: DeviceId;
  readonly newOperationId: string;
  readonly saltHex: string;
};

/**
 * Makes the restored database ready in its staging folder: copy, migrate, re-apply what was salvaged, start a
 * new device's chain. The file in use is only read; `swapIn` then exchanges them.
 */
export function prepareRestore(job: PrepareJob): Result<RestorePreview, RestoreFileFailure> {
  const previewed = previewRestore(job);
  if (!previewed.ok) return previewed;
  const staging = join(job.dataFolder, STAGING_FOLDER);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { mode: 0o700 });
  const file = join(staging, DATABASE_FILE);
  copySource(job, file);

  const raw = new Sqlite(file);
  const current = openCurrent(job);
  try {
    unlock(raw, job.backupKeyHex);
    raw.pragma('journal_mode = DELETE');
    raw.pragma('secure_delete = ON');
    migrate(raw);
    continueLog(raw, current, job, staging);
  } finally {
    current?.close();
    raw.close();
  }
  syncFile(file);
  const made = checkFile(file, job.backupKeyHex);
  return made.ok ? previewed : made;
}

function copySource(job: RestoreJob, file: string): void {
  if (job.backupFile !== null) {
    copyFileSync(job.backupFile, file);
    return;
  }
  // The file in use with its write-ahead log, as one file.
  const raw = openForReading(join(job.dataFolder, DATABASE_FILE), job.backupKeyHex);
  try {
    raw.prepare('VACUUM INTO ?').run(file);
  } finally {
    raw.close();
  }
}

function continueLog(raw: Database, current: Database | null, job: PrepareJob, staging: string): void {
  const { db, inTransaction } = createDatabase(raw);
  inTransaction((tx) => {
    const before = findOwnHead(db);
    assert(before !== null, 'a backup has its device');
    let own = before.deviceId;
    const line = new Set([own]);
    // What waited for the printer when the backup was taken has long been printed; receipts can be made again.
    tx.run(deletePrintJobs);
    tx.run(deleteOpenBasket);
    if (current !== null && relationOf(readerOf(current), db) === 'same') {
      for (const operation of salvageAbove(readerOf(current), db)) {
        reapply(tx, operation);
        if (continuesFrom(operation, own)) own = operation.deviceId;
        line.add(own);
      }
      salvageMember(tx, current, line);
      salvageOwnTables(current, raw);
    }
    setOutOfDate(tx);
    const site = findSiteOfDevice(db, own);
    const last = findChainHead(db, own);
    startChain(tx, job.newDeviceId);
    writeHead(staging, { deviceId: job.newDeviceId, seq: 0, hash: CHAIN_START });
    // A backup from before the first-run wizard has nothing to go on from.
    if (site === null) return;
    const record = createRecorder({
      now: () => job.now,
      newSalt: () => job.saltHex,
      appendHead: (deviceId, seq, hash) => writeHead(staging, { deviceId, seq, hash }),
    });
    record(tx, {
      id: operationIdSchema.parse(job.newOperationId),
      kind: deviceContinued,
      body: {
        deviceId: job.newDeviceId,
        siteId: site,
        from: own,
        seq: last?.seq ?? 0,
        hash: last?.hash ?? CHAIN_START,
      },
      businessOn: believableDay(job.now, before.lastBusinessOn),
    });
  });
}

/** Whether an operation says that its device went on from another after a restore. */
function continuesFrom(operation: Operation, deviceId: DeviceId): boolean {
  if (operation.type !== deviceContinued.type || operation.body === undefined) return false;
  return deviceContinued.body.parse(JSON.parse(operation.body)).from === deviceId;
}

type Relation = 'same' | 'empty' | 'other';

/** Whether the file in use is a later (or earlier) state of the log that a backup holds. */
function relationOf(current: Db, sound: Db): Relation {
  const [ours, theirs] = [findOwnHead(current), findOwnHead(sound)];
  if (ours === null || theirs === null) return 'empty';
  const knows = (db: Db, deviceId: DeviceId) => db.one(findDeviceSql, deviceId) !== undefined;
  if (knows(current, theirs.deviceId) || knows(sound, ours.deviceId)) return 'same';
  return ours.seq === 0 ? 'empty' : 'other';
}

/** Null where there is none, or not even its first pages can be read. */
function openCurrent(job: RestoreJob): Database | null {
  const file = join(job.dataFolder, DATABASE_FILE);
  if (job.backupFile === null || job.currentKeyHex === null || !existsSync(file)) return null;
  const raw = openForReading(file, job.currentKeyHex);
  try {
    raw.prepare('SELECT count(*) FROM device').get();
    raw.prepare('SELECT count(*) FROM stream').get();
    raw.prepare('SELECT count(*) FROM kind').get();
    return raw;
  } catch (error) {
    raw.close();
    const isEmpty = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_ERROR';
    if (isCorruption(error) || isEmpty) return null;
    throw error;
  }
}

function describe(
  job: RestoreJob,
  sound: Db,
  current: Db | null,
  relation: Relation | 'unreadable',
): RestorePreview {
  const head = findOwnHead(sound);
  assert(head !== null, 'a checked file has its device');
  const outside = readHead(job.dataFolder);
  // The chain that went on last is the one a person knows by its numbers.
  const deviceId = current === null || outside === null ? head.deviceId : outside.deviceId;
  const base = findChainHead(sound, deviceId)?.seq ?? 0;
  let keptTo = base;
  let sinceAt = sound.one(findLastMoment, deviceId)?.occurredAt ?? job.takenAt;
  for (const operation of current === null ? [] : salvageAbove(current, sound)) {
    if (operation.deviceId !== deviceId) continue;
    keptTo = operation.seq;
    sinceAt = operation.occurredAt;
  }
  const lastKnown = outside?.deviceId === deviceId ? outside.seq : 0;
  const hasOwnHead = outside !== null && outside.deviceId !== deviceId && outside.seq > 0;
  return {
    takenAt: job.takenAt,
    operations: countOperations(sound),
    seq: head.seq,
    salvaged: keptTo > base ? { fromSeq: base + 1, toSeq: keptTo } : null,
    lost: lastKnown > keptTo ? { fromSeq: keptTo + 1, toSeq: lastKnown, sinceAt } : null,
    // A key that is gone, or a file that does not open, whose last number is not kept outside either.
    isLossUnknown: relation === 'unreadable' && (hasOwnHead || (isInUse(job) && outside === null)),
  };
}

const isInUse = (job: RestoreJob): boolean =>
  job.backupFile !== null && existsSync(join(job.dataFolder, DATABASE_FILE));

const deletePrintJobs = query<readonly []>('deletePrintJobs', 'DELETE FROM print_job');
const deleteOpenBasket = query<readonly []>('deleteOpenBasket', `DELETE FROM basket WHERE basket = 1`);

const findDeviceSql = query<readonly [string], { device: number }>(
  'findDeviceById',
  'SELECT device FROM device WHERE device_id = ?',
);

const findSiteOfDeviceSql = query<readonly [string], { siteId: SiteId }>(
  'findSiteOfDevice',
  'SELECT site_id AS siteId FROM counter_device WHERE device_id = ?',
);
const findSiteOfDevice = (db: Db, deviceId: DeviceId): SiteId | null =>
  db.one(findSiteOfDeviceSql, deviceId)?.siteId ?? null;

const findLastMoment = query<readonly [string], { occurredAt: number }>(
  'findLastMoment',
  `SELECT occurred_at AS occurredAt FROM operation JOIN device USING (device)
   WHERE device_id = ? ORDER BY seq DESC LIMIT 1`,
);
