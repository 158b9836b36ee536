import { z } from 'zod';
import type { DeviceId } from '../domain/ids.ts';
import type { ChainFault } from '../operations/operation.ts';
import { command } from './command.ts';

const folderSchema = z.string().trim().min(1).max(500);
const codeSchema = z.string().max(200);

/** What is restored: a backup in a folder, or what can still be read of the file that is in use. */
const sourceSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('backup'),
    folder: folderSchema,
    name: z.string().regex(/^[\w-]{1,100}\.db$/),
  }),
  z.strictObject({ type: z.literal('current') }),
]);
export type RestoreSource = z.infer<typeof sourceSchema>;

/** One backup in a folder, as its manifest has it. */
export type BackupItem = {
  readonly name: string;
  readonly takenAt: number;
  readonly sizeBytes: number;
  readonly deviceId: DeviceId;
  readonly deviceName: string;
  /** Where its own device's chain stands in it. */
  readonly seq: number;
  readonly operations: number;
  readonly reason: BackupReason;
  /** `sound`: read back when it was written, and as long as then. `damaged`: not what was written. */
  readonly state: 'sound' | 'damaged';
  /** Whether the wrapped key lies beside it, so that the recovery code opens it on another PC. */
  readonly hasRecovery: boolean;
};

export type BackupReason = 'daily' | 'asked' | 'migration';

export type BackupFailure =
  /** The stick was pulled out, the share is off. */
  | { readonly type: 'FolderMissing' }
  | { readonly type: 'FolderReadOnly' }
  | { readonly type: 'BackupDiskFull' }
  /** It was written and could not be read back: the disk or stick is failing. */
  | { readonly type: 'BackupUnreadable' }
  /** What is in use is itself damaged: no backup can be taken of it. */
  | { readonly type: 'SourceDamaged' }
  | { readonly type: 'BackupRunning' };

export type BackupStatus = {
  readonly folder: string;
  readonly isDefaultFolder: boolean;
  /** On the disk of the data: a broken disk takes both. */
  readonly isSameDisk: boolean;
  /** Null where none was taken, or the folder cannot be read. */
  readonly last: BackupItem | null;
  readonly lastFailure: { readonly at: number; readonly failure: BackupFailure } | null;
  readonly isRunning: boolean;
  /** Whether a recovery code was made: without one a backup opens on this PC only. */
  readonly hasRecovery: boolean;
  /** Who was erased is not all noted in the folder yet: a backup that is restored elsewhere would bring somebody back. */
  readonly isRegisterBehind: boolean;
};

export type RestoreFailure =
  | { readonly type: 'FolderMissing' }
  | { readonly type: 'BackupMissing' }
  | { readonly type: 'BackupDamaged' }
  /** What is in use is sound and of another counter: the two are not mixed. */
  | { readonly type: 'OtherCounter' }
  /** This PC's key does not open it: the recovery code is asked for. */
  | { readonly type: 'CodeNeeded' }
  | { readonly type: 'MistypedCode' }
  | { readonly type: 'WrongCode' }
  /** The recovery file is not beside the backup. */
  | { readonly type: 'RecoveryMissing' }
  | { readonly type: 'NewerVersion'; readonly foundVersion: number; readonly knownVersion: number };

export type RestorePreview = {
  readonly takenAt: number;
  readonly operations: number;
  readonly seq: number;
  /** Operations after the backup that can be read in the file in use and are kept. */
  readonly salvaged: { readonly fromSeq: number; readonly toSeq: number } | null;
  /** Numbers that are gone, and the time of the last operation before them. */
  readonly lost: { readonly fromSeq: number; readonly toSeq: number; readonly sinceAt: number } | null;
  /** The file in use cannot be read at all: how much is lost after the backup is not known. */
  readonly isLossUnknown: boolean;
};

export type RestoreOutcome = RestorePreview & {
  /** Where the files that were in use are kept; null where there were none. */
  readonly keptAside: string | null;
};

export const backupContract = {
  'backup.status': command('signedIn', z.strictObject({})).returns<BackupStatus>(),
  /** Takes one now; answers when it was written and read back. */
  'backup.run': command(['admin'], z.strictObject({})).returns<BackupItem, BackupFailure>(),
  /** Null goes back to the folder inside the data folder. */
  'backup.setFolder': command(['admin'], z.strictObject({ folder: folderSchema.nullable() })).returns<
    BackupStatus,
    { readonly type: 'FolderMissing' } | { readonly type: 'FolderReadOnly' }
  >(),
  /** The whole log, operation by operation. */
  'backup.verifyLog': command(['admin'], z.strictObject({})).returns<{
    readonly operations: number;
    readonly fault: ChainFault | null;
  }>(),
  /** A new code takes the place of the one before; older backups keep opening with theirs. */
  'backup.newRecoveryCode': command(['admin'], z.strictObject({})).returns<{ readonly code: string }>(),
};

/** Works while the database cannot be opened, in the first-run wizard, and for an administrator. */
export const restoreContract = {
  /** Backups in a folder (the chosen one where none is given), newest first. */
  'restore.list': command('recovery', z.strictObject({ folder: folderSchema.optional() })).returns<
    {
      readonly folder: string;
      readonly backups: readonly BackupItem[];
      /** Whether going on with what is left of the file in use makes sense. */
      readonly canContinueCurrent: boolean;
    },
    { readonly type: 'FolderMissing' }
  >(),
  /** What would be kept and what lost. Changes nothing. */
  'restore.preview': command(
    'recovery',
    z.strictObject({ source: sourceSchema, code: codeSchema.optional() }),
  ).returns<RestorePreview, RestoreFailure>(),
  'restore.run': command(
    'recovery',
    z.strictObject({ source: sourceSchema, code: codeSchema.optional() }),
  ).returns<RestoreOutcome, RestoreFailure | { readonly type: 'AlreadyRunning' }>(),
  /** The key is gone or another's: the code brings it back from the recovery file of this data folder. */
  'recovery.enterCode': command('recovery', z.strictObject({ code: codeSchema })).returns<
    null,
    { readonly type: 'MistypedCode' } | { readonly type: 'WrongCode' } | { readonly type: 'RecoveryMissing' }
  >(),
  /** Tries to open again: the other window was closed, the disk has room. */
  'recovery.retry': command('recovery', z.strictObject({})).returns<null>(),
};
