import { join } from 'node:path';
import type {
  BackupFailure,
  BackupItem,
  BackupReason,
  BackupStatus,
} from '../shared/contract/backup-contract.ts';
import type { CounterEvent } from '../shared/contract/events.ts';
import type { DeviceId } from '../shared/domain/ids.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import {
  type BackupFolderLook,
  findFolderFailure,
  lookAtBackups,
  prepareBackupFolder,
  readBackupFolder,
} from './database/backup-files.ts';
import { DATABASE_FILE } from './database/open.ts';
import { reachFolder } from './database/reach-folder.ts';
import { runMaintenance } from './database/run-maintenance.ts';
import { checkOf } from './keys/key-store.ts';
import { RECOVERY_FILE, wrappedKeyCheck } from './keys/recovery-code.ts';
import type { Logs } from './logs.ts';

/** The first look comes when the start is over and the first sale may be under way already. */
const FIRST_LOOK_MS = 60_000;
const LOOK_EVERY_MS = 15 * 60_000;
const DUE_AFTER_MS = 24 * 60 * 60_000;
/** How long the end of the program waits for a backup that is being written. */
const END_WAIT_MS = 10_000;

export type BackupKeeperOptions = {
  readonly dataFolder: string;
  readonly keyHex: string;
  readonly now: () => number;
  /** Whether there is a network: an empty counter needs no backup. */
  readonly isReady: () => boolean;
  /** This device and those that its log went on from. */
  readonly ownDevices: () => ReadonlySet<DeviceId>;
  /** Whether the register beside the backups lacks an order. */
  readonly isRegisterBehind: () => Promise<boolean>;
  readonly logs: Logs;
  readonly announce: (event: CounterEvent) => void;
};

/** Takes backups: when asked, and once a day while the program runs. */
export type BackupKeeper = {
  readonly run: (reason: BackupReason) => Promise<Result<BackupItem, BackupFailure>>;
  readonly status: () => Promise<BackupStatus>;
  /** Takes one if the last is a day old. Called by a timer; answers whether it took one. */
  readonly lookIfDue: () => Promise<boolean>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

export function createBackupKeeper(options: BackupKeeperOptions): BackupKeeper {
  const { dataFolder, keyHex, now, logs } = options;
  const keyCheck = checkOf(Buffer.from(keyHex, 'hex'));
  const recoveryFile = join(dataFolder, RECOVERY_FILE);
  const announce = () => options.announce({ type: 'changed', topics: ['backup', 'restore'] });
  let running: Promise<Result<BackupItem, BackupFailure>> | null = null;
  let lastFailure: BackupStatus['lastFailure'] = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const take = async (reason: BackupReason): Promise<Result<BackupItem, BackupFailure>> => {
    const taken = await write(prepareBackupFolder(dataFolder), reason);
    if (taken.ok) logs.info('backup taken', { reason, seq: taken.value.seq, bytes: taken.value.sizeBytes });
    else logs.warn('backup failed', { reason, failure: taken.error.type });
    lastFailure = taken.ok ? null : { at: now(), failure: taken.error };
    return taken;
  };

  const write = async (folder: string, reason: BackupReason): Promise<Result<BackupItem, BackupFailure>> => {
    const { isDefault } = readBackupFolder(dataFolder);
    // A backup may take as long as it takes, but a folder that does not answer at all is said.
    const failure = isDefault
      ? ok(findFolderFailure(folder))
      : await reachFolder(folder, 'findFolderFailure', folder);
    if (!failure.ok) return failure;
    if (failure.value !== null) return err({ type: failure.value });
    return runMaintenance('takeBackup', {
      databaseFile: join(dataFolder, DATABASE_FILE),
      recoveryFile,
      keyHex,
      keyCheck,
      folder,
      reason,
      now: now(),
    });
  };

  const run: BackupKeeper['run'] = async (reason) => {
    if (running !== null) return err({ type: 'BackupRunning' });
    running = take(reason);
    announce();
    try {
      return await running;
    } finally {
      running = null;
      announce();
    }
  };

  /** Null where the folder does not answer. The one inside the data folder lies with the database. */
  const look = async (): Promise<BackupFolderLook | null> => {
    const { folder, isDefault } = readBackupFolder(dataFolder);
    if (isDefault) return lookAtBackups({ dataFolder, folder });
    const seen = await reachFolder(folder, 'lookAtBackups', { dataFolder, folder });
    return seen.ok ? seen.value : null;
  };
  const lastOf = (seen: BackupFolderLook | null): BackupItem | null => {
    const own = options.ownDevices();
    return seen?.backups.find(({ deviceId, state }) => own.has(deviceId) && state === 'sound') ?? null;
  };

  const lookIfDue = async (): Promise<boolean> => {
    if (!options.isReady() || running !== null) return false;
    const seen = await look();
    // Whoever closed it meanwhile may be putting other data in the place of these.
    if (running !== null || isClosed) return false;
    const last = lastOf(seen);
    // A clock that was set back must not put backups off until it has caught up.
    if (last !== null && Math.abs(now() - last.takenAt) < DUE_AFTER_MS) return false;
    return (await run('daily')).ok;
  };

  const lookLater = (delayMs: number) => {
    timer = setTimeout(() => {
      lookIfDue()
        .catch((error: unknown) => logs.incident('daily backup', error))
        .finally(() => isClosed || lookLater(LOOK_EVERY_MS));
    }, delayMs);
    timer.unref();
  };

  return {
    run,
    lookIfDue,
    status: async () => {
      const { folder, isDefault } = readBackupFolder(dataFolder);
      const seen = await look();
      return {
        folder,
        isDefaultFolder: isDefault,
        isSameDisk: seen?.isSameDisk === true,
        last: lastOf(seen),
        lastFailure,
        isRunning: running !== null,
        hasRecovery: wrappedKeyCheck(recoveryFile) === keyCheck,
        isRegisterBehind: await options.isRegisterBehind(),
      };
    },
    start: () => lookLater(FIRST_LOOK_MS),
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      if (running === null) return;
      let waiting: NodeJS.Timeout | undefined;
      const enough = new Promise((resolve) => {
        waiting = setTimeout(resolve, END_WAIT_MS);
      });
      await Promise.race([Promise.allSettled([running]), enough]);
      clearTimeout(waiting);
    },
  };
}
