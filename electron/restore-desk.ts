import { copyFileSync, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RestoreFailure, RestoreSource, restoreContract } from '../shared/contract/backup-contract.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import type { CounterEnvironment } from './counter.ts';
import { readBackupFolder, recoveryNameOf } from './database/backup-files.ts';
import { canOpen } from './database/check-file.ts';
import { keepErasures, readErasuresBeside, registerOfData } from './database/erasure-register.ts';
import { lockFolder } from './database/instance-lock.ts';
import { DATABASE_FILE } from './database/open.ts';
import { reachFolder } from './database/reach-folder.ts';
import { type RestoreFileFailure, type RestoreJob, STAGING_FOLDER } from './database/restore.ts';
import { runMaintenance } from './database/run-maintenance.ts';
import { swapIn } from './database/swap-files.ts';
import type { Handlers } from './handlers.ts';
import { checkOf, readKey, storeKey } from './keys/key-store.ts';
import { RECOVERY_FILE, unwrapKey, wrappedKeyCheck } from './keys/recovery-code.ts';

type Prepared = { readonly job: RestoreJob; readonly recoveryFile: string | null };

/**
 * Brings data back: from a backup, from what is left of a damaged file, or the key alone by its recovery
 * code. The same desk serves the start screens, the first-run wizard and the administration.
 */
export function createRestoreHandlers(
  environment: CounterEnvironment,
  /** Why the counter could not be opened; null while it is open. */
  startFailure: StartFailure | null,
): Handlers<typeof restoreContract> {
  const { dataFolder } = environment;
  let isRestoring = false;
  return {
    'restore.list': async (_caller, input) => {
      const chosen = readBackupFolder(dataFolder);
      const asked = input.folder === undefined ? chosen.folder : resolve(dataFolder, input.folder);
      const reached = await reachFolder(asked, 'listBackupsAt', asked);
      const listed = reached.ok ? reached.value : reached;
      const isOwnToBeMade = input.folder === undefined && chosen.isDefault;
      if (!listed.ok && !isOwnToBeMade) return listed;
      return ok({
        ...(listed.ok ? listed.value : { folder: asked, backups: [] }),
        canContinueCurrent:
          startFailure?.type === 'OperationsMissing' || startFailure?.type === 'ChainBroken',
      });
    },
    'restore.preview': async (_caller, { source, code }) => {
      const prepared = await prepare(environment, source, code);
      if (!prepared.ok) return prepared;
      const previewed = await runMaintenance('previewRestore', prepared.value.job);
      return previewed.ok ? previewed : err(toRestoreFailure(previewed.error));
    },
    'restore.run': async (_caller, { source, code }) => {
      // Pressed twice: the files are exchanged once.
      if (isRestoring) return err({ type: 'AlreadyRunning' });
      isRestoring = true;
      try {
        const prepared = await prepare(environment, source, code);
        if (!prepared.ok) return prepared;
        return await environment.reopenAfter(() => restore(environment, prepared.value));
      } finally {
        isRestoring = false;
      }
    },
    'recovery.enterCode': async (_caller, { code }) => {
      const key = unwrapKey(join(dataFolder, RECOVERY_FILE), code);
      if (!key.ok) return key;
      // A recovery file that was copied here from another counter opens nothing.
      if (!canOpen(join(dataFolder, DATABASE_FILE), key.value.toString('hex')))
        return err({ type: 'WrongCode' });
      await environment.reopenAfter(() => storeKey(dataFolder, key.value, environment.keychain));
      return ok(null);
    },
    'recovery.retry': async () => {
      if (startFailure !== null) await environment.reopenAfter(() => Promise.resolve());
      return ok(null);
    },
  };
}

/** Finds the file, and the key that opens it: this PC's own, or the one wrapped beside it by the code. */
async function prepare(
  { dataFolder, keychain }: CounterEnvironment,
  source: RestoreSource,
  code: string | undefined,
): Promise<Result<Prepared, RestoreFailure>> {
  const current = await readKey(dataFolder, keychain);
  const currentKeyHex = current.ok ? current.value.keyHex : null;
  const toPrepared = (file: string | null, keyHex: string, takenAt: number, recoveryFile: string | null) =>
    ok({ job: { dataFolder, backupFile: file, backupKeyHex: keyHex, currentKeyHex, takenAt }, recoveryFile });
  if (source.type === 'current') {
    const file = join(dataFolder, DATABASE_FILE);
    if (currentKeyHex === null || !existsSync(file)) return err({ type: 'BackupMissing' });
    return toPrepared(null, currentKeyHex, statSync(file).mtimeMs, null);
  }
  const folder = resolve(dataFolder, source.folder);
  const reached = await reachFolder(folder, 'findBackup', { folder, name: source.name });
  const found = reached.ok ? reached.value : reached;
  if (!found.ok) return found;
  const { manifest, hasRecovery } = found.value;
  const file = join(folder, source.name);
  const recoveryFile = join(folder, recoveryNameOf(source.name));
  const keptRecovery = hasRecovery ? recoveryFile : null;
  if (currentKeyHex !== null && checkOf(Buffer.from(currentKeyHex, 'hex')) === manifest.keyCheck)
    return toPrepared(file, currentKeyHex, manifest.takenAt, keptRecovery);
  if (code === undefined) return err({ type: 'CodeNeeded' });
  const key = unwrapKey(recoveryFile, code);
  if (!key.ok) return key;
  if (checkOf(key.value) !== manifest.keyCheck) return err({ type: 'RecoveryMissing' });
  return toPrepared(file, key.value.toString('hex'), manifest.takenAt, keptRecovery);
}

/** With the database closed: makes the new one ready in a thread, then exchanges the files. */
async function restore(environment: CounterEnvironment, { job, recoveryFile }: Prepared) {
  const { dataFolder, keychain, now, newId, randomBytes } = environment;
  const lock = lockFolder(dataFolder);
  if (lock === null) return err({ type: 'AlreadyRunning' });
  try {
    const prepared = await runMaintenance('prepareRestore', {
      ...job,
      now: now(),
      newDeviceId: deviceIdSchema.parse(newId()),
      newOperationId: newId(),
      saltHex: randomBytes(32).toString('hex'),
    });
    if (!prepared.ok) return err(toRestoreFailure(prepared.error));
    const staging = join(dataFolder, STAGING_FOLDER);
    const key = Buffer.from(job.backupKeyHex, 'hex');
    if (job.backupKeyHex !== job.currentKeyHex) await storeKey(staging, key, keychain);
    const isWrappedHere = wrappedKeyCheck(join(dataFolder, RECOVERY_FILE)) === checkOf(key);
    if (recoveryFile !== null && !isWrappedHere) copyFileSync(recoveryFile, join(staging, RECOVERY_FILE));
    // What was erased since the backup was taken lies beside it; that folder may be gone when this counter starts.
    if (job.backupFile !== null)
      keepErasures(registerOfData(dataFolder), readErasuresBeside(dirname(job.backupFile)));
    const hadFile = existsSync(join(dataFolder, DATABASE_FILE));
    const aside = swapIn(dataFolder, now());
    return ok({ ...prepared.value, keptAside: hadFile ? aside : null });
  } finally {
    lock.release();
  }
}

function toRestoreFailure(failure: RestoreFileFailure): RestoreFailure {
  return failure.type === 'Damaged' ? { type: 'BackupDamaged' } : failure;
}
