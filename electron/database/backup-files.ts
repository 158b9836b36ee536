import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { BackupItem } from '../../shared/contract/backup-contract.ts';
import { chooseOutdatedBackups } from '../../shared/domain/backup-rotation.ts';
import { type DeviceId, deviceIdSchema } from '../../shared/domain/ids.ts';
import { type LocalDate, localDateSchema } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';

const SETTINGS_FILE = 'backup-folder.json';
const DEFAULT_FOLDER = 'backups';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** Lies beside each backup and says what is in it. Nothing personal. */
export const manifestSchema = z.strictObject({
  version: z.literal(1),
  takenAt: z.int().min(0),
  /** The day of the trade: by it backups rotate out, so that a wrong clock deletes none. */
  takenOn: localDateSchema,
  reason: z.enum(['daily', 'asked', 'migration']),
  deviceId: deviceIdSchema,
  deviceName: z.string().max(200),
  /** The devices that this log went on from, so that their backups rotate out with its own. */
  formerDeviceIds: z.array(deviceIdSchema).max(1000),
  seq: z.int().min(0),
  hash: hex64,
  operations: z.int().min(0),
  schemaVersion: z.int().min(1),
  sizeBytes: z.int().min(0),
  /** Which key opens it: see key-store.ts. */
  keyCheck: hex64,
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** A place for backups is kept outside of the database, because it is needed when that cannot be opened. */
export function readBackupFolder(dataFolder: string): { folder: string; isDefault: boolean } {
  const byDefault = { folder: join(dataFolder, DEFAULT_FOLDER), isDefault: true };
  const file = join(dataFolder, SETTINGS_FILE);
  if (!existsSync(file)) return byDefault;
  const kept = z.strictObject({ folder: z.string().min(1) }).safeParse(parseJson(readFileSync(file, 'utf8')));
  return kept.success ? { folder: kept.data.folder, isDefault: false } : byDefault;
}

/** Null goes back to the folder inside the data folder; another was looked at before. */
export function keepBackupFolder(dataFolder: string, folder: string | null): void {
  const file = join(dataFolder, SETTINGS_FILE);
  if (folder === null) {
    rmSync(file, { force: true });
    return;
  }
  writeFileSync(`${file}.new`, `${JSON.stringify({ folder })}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}

export type FolderFailure = 'FolderMissing' | 'FolderReadOnly';

export function findFolderFailure(folder: string): FolderFailure | null {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return 'FolderMissing';
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    // Whatever the system calls it (EACCES, EROFS, EPERM), it may not be written to.
    return 'FolderReadOnly';
  }
}

/** The folder inside the data folder is made; one that was chosen must be there: it may be a stick that is out. */
export function prepareBackupFolder(dataFolder: string): string {
  const { folder, isDefault } = readBackupFolder(dataFolder);
  return isDefault ? prepareDefaultFolder(dataFolder) : folder;
}

export function prepareDefaultFolder(dataFolder: string): string {
  const folder = join(dataFolder, DEFAULT_FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** What stands in a folder for backups. */
export type BackupFolderLook = {
  readonly isThere: boolean;
  readonly isSameDisk: boolean;
  readonly backups: readonly BackupItem[];
};

export function lookAtBackups(input: {
  readonly dataFolder: string;
  readonly folder: string;
}): BackupFolderLook {
  const listed = listBackups(input.folder);
  return {
    isThere: listed.ok,
    isSameDisk: isSameDisk(input.dataFolder, input.folder),
    backups: listed.ok ? listed.value : [],
  };
}

/** The backups of a folder; somebody may give the backup itself instead of its folder. */
export function listBackupsAt(
  path: string,
): Result<{ readonly folder: string; readonly backups: BackupItem[] }, { type: 'FolderMissing' }> {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const folder = isFile ? dirname(path) : path;
  const listed = listBackups(folder);
  if (!listed.ok) return listed;
  return ok({ folder, backups: listed.value.filter(({ name }) => !isFile || name === basename(path)) });
}

/** A backup with its manifest, and whether its wrapped key lies beside it. */
export function findBackup(at: {
  readonly folder: string;
  readonly name: string;
}): Result<
  { readonly manifest: BackupManifest; readonly hasRecovery: boolean },
  { type: 'FolderMissing' } | { type: 'BackupMissing' }
> {
  if (!existsSync(at.folder)) return err({ type: 'FolderMissing' });
  const manifest = readManifest(at.folder, at.name);
  if (manifest === null || !existsSync(join(at.folder, at.name))) return err({ type: 'BackupMissing' });
  return ok({ manifest, hasRecovery: existsSync(join(at.folder, recoveryNameOf(at.name))) });
}

/** Null where it cannot be looked into, whatever is in the way. */
export function listNames(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

/** Whether both folders are on one disk, as far as the system tells. */
function isSameDisk(dataFolder: string, backupFolder: string): boolean {
  const [data, backup] = [dataFolder, backupFolder].map((folder) =>
    statSync(folder, { throwIfNoEntry: false }),
  );
  // The folder inside the data folder may not have been made yet.
  return backup === undefined || data?.dev === backup.dev;
}

/** `bancone-20261122-101500-019a1b2c.db`: sorts by time; several counters can share one stick. */
export function backupName(takenAt: number, deviceId: DeviceId): string {
  const instant = new Date(takenAt).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  // The last digits of a UUIDv7 are random; its first ones are a time that two counters may share.
  return `bancone-${instant}-${deviceId.slice(-8)}.db`;
}

const NAME = /^bancone-[\w-]+\.db$/;

/** Files that go with a backup. */
export const manifestNameOf = (name: string): string => name.replace(/\.db$/, '.json');
export const recoveryNameOf = (name: string): string => name.replace(/\.db$/, '.recovery.json');

/** Null where it is missing or not a manifest. */
export function readManifest(folder: string, name: string): BackupManifest | null {
  const file = join(folder, manifestNameOf(name));
  if (!existsSync(file)) return null;
  return manifestSchema.safeParse(parseJson(readFileSync(file, 'utf8'))).data ?? null;
}

/** The backups of a folder, newest first. One without its manifest was never finished and is not listed. */
export function listBackups(folder: string): Result<BackupItem[], { type: 'FolderMissing' }> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return err({ type: 'FolderMissing' });
  const items = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .flatMap((name) => {
      const manifest = readManifest(folder, name);
      return manifest === null ? [] : [toItem(folder, name, manifest)];
    });
  return ok(items.toSorted((a, b) => b.takenAt - a.takenAt));
}

export function toItem(folder: string, name: string, manifest: BackupManifest): BackupItem {
  const sizeBytes = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  const { takenAt, deviceId, deviceName, seq, operations, reason } = manifest;
  return {
    name,
    takenAt,
    sizeBytes,
    deviceId,
    deviceName,
    seq,
    operations,
    reason,
    state: sizeBytes === manifest.sizeBytes ? 'sound' : 'damaged',
    hasRecovery: existsSync(join(folder, recoveryNameOf(name))),
  };
}

/** Deletes what has rotated out of a counter's own backups; those of other counters in the folder stay. */
export function deleteOutdated(folder: string, own: ReadonlySet<DeviceId>, today: LocalDate): void {
  const listed = listBackups(folder);
  if (!listed.ok) return;
  const dated = listed.value
    .filter(({ deviceId, state }) => own.has(deviceId) && state === 'sound')
    .flatMap(({ name, takenAt, reason }) => {
      const takenOn = readManifest(folder, name)?.takenOn;
      return takenOn === undefined
        ? []
        : [{ name, takenAt, takenOn, isBeforeMigration: reason === 'migration' }];
    });
  for (const name of chooseOutdatedBackups(dated, today)) {
    // The manifest first: what is left by a cut in between is not listed as a backup.
    for (const file of [manifestNameOf(name), name, recoveryNameOf(name)])
      rmSync(join(folder, file), { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
