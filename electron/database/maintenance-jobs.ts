import type { BackupFailure, BackupItem, RestorePreview } from '../../shared/contract/backup-contract.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { assert, type Result } from '../../shared/domain/result.ts';
import type { ChainFault } from '../../shared/operations/operation.ts';
import {
  type BackupFolderLook,
  type FolderFailure,
  findBackup,
  findFolderFailure,
  listBackupsAt,
  listNames,
  lookAtBackups,
} from './backup-files.ts';
import { countOperations, findLogFault, openForReading } from './check-file.ts';
import { createDatabase } from './database.ts';
import { type ErasureRegister, keepErasuresIfThere, readErasureRegister } from './erasure-register.ts';
import { findOwnHead } from './log.ts';
import {
  type PrepareJob,
  prepareRestore,
  previewRestore,
  type RestoreFileFailure,
  type RestoreJob,
} from './restore.ts';
import { type BackupJob, takeBackup } from './take-backup.ts';
import { type WithdrawJob, withdrawStreams } from './withdraw-streams.ts';

/** Long work on the database's files, each with what it needs: it crosses to a thread of its own as data. */
export type MaintenanceJobs = {
  readonly takeBackup: { readonly input: BackupJob; readonly output: Result<BackupItem, BackupFailure> };
  readonly verifyLog: {
    readonly input: { readonly databaseFile: string; readonly keyHex: string };
    readonly output: { readonly operations: number; readonly fault: ChainFault | null };
  };
  readonly previewRestore: {
    readonly input: RestoreJob;
    readonly output: Result<RestorePreview, RestoreFileFailure>;
  };
  readonly prepareRestore: {
    readonly input: PrepareJob;
    readonly output: Result<RestorePreview, RestoreFileFailure>;
  };
  readonly withdrawStreams: { readonly input: WithdrawJob; readonly output: null };
  readonly lookAtBackups: {
    readonly input: Parameters<typeof lookAtBackups>[0];
    readonly output: BackupFolderLook;
  };
  readonly findFolderFailure: { readonly input: string; readonly output: FolderFailure | null };
  readonly listBackupsAt: { readonly input: string; readonly output: ReturnType<typeof listBackupsAt> };
  readonly findBackup: {
    readonly input: Parameters<typeof findBackup>[0];
    readonly output: ReturnType<typeof findBackup>;
  };
  readonly listNames: { readonly input: string; readonly output: string[] | null };
  readonly readErasureRegister: { readonly input: ErasureRegister; readonly output: HouseholdId[] };
  readonly keepErasures: {
    readonly input: { readonly register: ErasureRegister; readonly householdIds: readonly HouseholdId[] };
    readonly output: null;
  };
};

export type JobName = keyof MaintenanceJobs;

export const maintenanceJobs: {
  readonly [Name in JobName]: (
    input: MaintenanceJobs[Name]['input'],
    onProgress: (done: number, total: number) => void,
  ) => MaintenanceJobs[Name]['output'];
} = {
  takeBackup,
  verifyLog,
  previewRestore,
  prepareRestore,
  withdrawStreams,
  lookAtBackups,
  findFolderFailure,
  listBackupsAt,
  findBackup,
  listNames,
  readErasureRegister,
  keepErasures: ({ register, householdIds }) => {
    keepErasuresIfThere(register, householdIds);
    return null;
  },
};

function verifyLog(input: MaintenanceJobs['verifyLog']['input']): MaintenanceJobs['verifyLog']['output'] {
  const raw = openForReading(input.databaseFile, input.keyHex);
  try {
    const { db } = createDatabase(raw);
    const head = findOwnHead(db);
    assert(head !== null, 'a database in use has its device');
    return { operations: countOperations(db), fault: findLogFault(db, head, 1) };
  } finally {
    raw.close();
  }
}
