import { join } from 'node:path';
import type { backupContract, restoreContract } from '../shared/contract/backup-contract.ts';
import { type BackupKeeper, createBackupKeeper } from './backup-keeper.ts';
import type { CounterEnvironment } from './counter.ts';
import { getOwnHead } from './database/log.ts';
import { DATABASE_FILE } from './database/open.ts';
import { listFormerDevices } from './database/take-backup.ts';
import type { Handlers } from './handlers.ts';
import { isRegisterBehind } from './households/erase-household.ts';
import type { RegisterBeside } from './households/register-beside.ts';
import type { OpenFolder } from './open-folder.ts';
import { createRestoreHandlers } from './restore-desk.ts';
import { createBackupService } from './services/backup.ts';
import type { ServiceContext } from './services/service-context.ts';

/** Backups and restores of a counter that is open. */
export function createBackups(
  environment: CounterEnvironment,
  { key, logs }: OpenFolder,
  context: ServiceContext,
  beside: RegisterBeside,
  isReady: () => boolean,
): { handlers: Handlers<typeof backupContract & typeof restoreContract>; keeper: BackupKeeper } {
  const { dataFolder } = environment;
  const { keyHex } = key;
  const keeper = createBackupKeeper({
    dataFolder,
    keyHex,
    now: context.now,
    isReady,
    ownDevices: () => {
      const { deviceId } = getOwnHead(context.db);
      return new Set([deviceId, ...listFormerDevices(context.db, deviceId)]);
    },
    isRegisterBehind: async () => {
      // What cannot be read notes nobody; it is told where it is to be written.
      const noted = await beside.read().catch(() => []);
      return noted !== null && isRegisterBehind(context.db, noted);
    },
    logs,
    announce: context.announce,
  });
  const databaseFile = join(dataFolder, DATABASE_FILE);
  const service = createBackupService({ context, keeper, dataFolder, databaseFile, keyHex });
  return { handlers: { ...service.handlers, ...createRestoreHandlers(environment, null) }, keeper };
}
