import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import type { BackupFailure, BackupItem, BackupReason } from '../../shared/contract/backup-contract.ts';
import { believableDay } from '../../shared/domain/believable-day.ts';
import { type DeviceId, deviceIdSchema } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { deviceContinued } from '../../shared/operations/network-operations.ts';
import {
  type BackupManifest,
  backupName,
  deleteOutdated,
  findFolderFailure,
  manifestNameOf,
  recoveryNameOf,
  toItem,
} from './backup-files.ts';
import { checkFile, openForReading } from './check-file.ts';
import { createDatabase, type Db, query } from './database.ts';
import { keepErasures, readErasureRegister, registerOfBackups, registerOfData } from './erasure-register.ts';
import { findOwnHead, listHistory, type OwnHead } from './log.ts';
import { readVersion } from './migrate.ts';
import { isCorruption, isDiskFull } from './open.ts';
import { syncFile, syncFolder } from './sync-files.ts';

export type BackupJob = {
  readonly databaseFile: string;
  /** Lies beside the database once a recovery code was made. */
  readonly recoveryFile: string;
  readonly keyHex: string;
  readonly keyCheck: string;
  readonly folder: string;
  readonly reason: BackupReason;
  /** UTC milliseconds by this PC. */
  readonly now: number;
};

/**
 * Writes an encrypted copy of the database (as of one moment, whatever is recorded meanwhile), waits until it
 * is on the disk, reads it back, and only then gives it its name and its manifest. Deletes what has rotated
 * out. Runs for as long as the copy takes: in a worker while the till is in use.
 */
export function takeBackup(job: BackupJob): Result<BackupItem, BackupFailure> {
  const unusable = findFolderFailure(job.folder);
  if (unusable !== null) return err({ type: unusable });
  const raw = openForReading(job.databaseFile, job.keyHex);
  try {
    return backUpFrom(raw, job);
  } finally {
    raw.close();
  }
}

/** The same through a connection that is open already: before a migration. */
export function backUpFrom(raw: Database, job: BackupJob): Result<BackupItem, BackupFailure> {
  const { db } = createDatabase(raw);
  const head = findOwnHead(db);
  assert(head !== null, 'a database that is backed up has its device');
  const name = backupName(job.now, head.deviceId);
  const part = join(job.folder, `${name}.part`);
  try {
    for (const left of readdirSync(job.folder).filter((each) => isLeftOver(each, head.deviceId)))
      rmSync(join(job.folder, left));
    raw.prepare('VACUUM INTO ?').run(part);
    syncFile(part);
    const checked = checkFile(part, job.keyHex);
    if (!checked.ok || checked.value.head === null) {
      rmSync(part, { force: true });
      return err({ type: 'BackupUnreadable' });
    }
    const manifest = describe(raw, db, job, checked.value.head, checked.value.operations, part);
    finish(job, part, name, manifest);
    const own = new Set([manifest.deviceId, ...manifest.formerDeviceIds]);
    deleteOutdated(job.folder, own, manifest.takenOn);
    return ok(toItem(job.folder, name, manifest));
  } catch (error) {
    rmSync(part, { force: true });
    const failure = toBackupFailure(error, job.folder);
    if (failure === null) throw error;
    return err(failure);
  }
}

/** What a backup that was cut left behind. */
const isLeftOver = (name: string, deviceId: DeviceId): boolean =>
  name.startsWith('bancone-') &&
  ['.part', '.part-journal'].some((ending) => name.endsWith(`${deviceId.slice(-8)}.db${ending}`));

function describe(
  raw: Database,
  db: Db,
  job: BackupJob,
  head: OwnHead,
  operations: number,
  file: string,
): BackupManifest {
  return {
    version: 1,
    takenAt: job.now,
    takenOn: believableDay(job.now, head.lastBusinessOn),
    reason: job.reason,
    deviceId: head.deviceId,
    deviceName: db.one(findDeviceName, head.deviceId)?.name ?? '',
    formerDeviceIds: listFormerDevices(db, head.deviceId),
    seq: head.seq,
    hash: head.hash,
    operations,
    schemaVersion: readVersion(raw),
    sizeBytes: statSync(file).size,
    keyCheck: job.keyCheck,
  };
}

/** The manifest comes last: a backup that was cut before it is not listed and is written over. */
function finish(job: BackupJob, part: string, name: string, manifest: BackupManifest): void {
  if (existsSync(job.recoveryFile)) copyFileSync(job.recoveryFile, join(job.folder, recoveryNameOf(name)));
  // Older backups in this folder hold whoever was erased since: it may have been out when that was ordered.
  const erased = readErasureRegister(registerOfData(dirname(job.databaseFile)));
  keepErasures(registerOfBackups(job.folder, job.keyCheck), erased);
  renameSync(part, join(job.folder, name));
  const manifestFile = join(job.folder, manifestNameOf(name));
  writeFileSync(`${manifestFile}.new`, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  renameSync(`${manifestFile}.new`, manifestFile);
  syncFolder(job.folder);
}

const findDeviceName = query<readonly [string], { name: string | null }>(
  'findDeviceName',
  'SELECT name FROM counter_device WHERE device_id = ?',
);

/** The devices that this one went on from after restores, newest first. */
export function listFormerDevices(db: Db, deviceId: DeviceId): DeviceId[] {
  const former: DeviceId[] = [];
  let at: DeviceId | null = deviceId;
  while (at !== null && former.length < 1000) {
    const continued = listHistory(db, `device:${at}`, 100).find(
      ({ operation }) => operation.type === deviceContinued.type,
    );
    const body = continued?.operation.body;
    const from: unknown = body === undefined ? null : JSON.parse(body).from;
    at = typeof from === 'string' && !former.some((id) => id === from) ? deviceIdSchema.parse(from) : null;
    if (at !== null) former.push(at);
  }
  return former;
}

function toBackupFailure(error: unknown, folder: string): BackupFailure | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (isDiskFull(error) || code === 'ENOSPC' || code === 'EDQUOT') return { type: 'BackupDiskFull' };
  if (isCorruption(error)) return { type: 'SourceDamaged' };
  const unusable = findFolderFailure(folder);
  if (unusable !== null) return { type: unusable };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return { type: 'FolderReadOnly' };
  // The stick went away while it was written to.
  if (code === 'EIO' || (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_IOERR')))
    return { type: 'BackupUnreadable' };
  return null;
}
