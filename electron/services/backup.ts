import { resolve } from 'node:path';
import type { backupContract } from '../../shared/contract/backup-contract.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { BackupKeeper } from '../backup-keeper.ts';
import { keepBackupFolder } from '../database/backup-files.ts';
import { reachFolder } from '../database/reach-folder.ts';
import { runMaintenance } from '../database/run-maintenance.ts';
import type { Handlers } from '../handlers.ts';
import { createRecovery } from '../keys/recovery-code.ts';
import type { ServiceContext } from './service-context.ts';

export type BackupServiceOptions = {
  readonly context: ServiceContext;
  readonly keeper: BackupKeeper;
  readonly dataFolder: string;
  readonly databaseFile: string;
  readonly keyHex: string;
};

/** The administrator's side of backups: where they go, one now, whether the log is whole. */
export function createBackupService(options: BackupServiceOptions): {
  handlers: Handlers<typeof backupContract>;
} {
  const { context, keeper, dataFolder, databaseFile, keyHex } = options;
  const handlers: Handlers<typeof backupContract> = {
    'backup.status': async () => ok(await keeper.status()),
    'backup.run': () => keeper.run('asked'),
    'backup.setFolder': async (_caller, { folder }) => {
      const chosen = folder === null ? null : resolve(dataFolder, folder);
      if (chosen !== null) {
        const failure = await reachFolder(chosen, 'findFolderFailure', chosen);
        if (!failure.ok) return failure;
        if (failure.value !== null) return err({ type: failure.value });
      }
      keepBackupFolder(dataFolder, chosen);
      context.announce({ type: 'changed', topics: ['backup', 'restore'] });
      return ok(await keeper.status());
    },
    'backup.verifyLog': async () => ok(await runMaintenance('verifyLog', { databaseFile, keyHex })),
    'backup.newRecoveryCode': () => {
      const made = createRecovery(dataFolder, Buffer.from(keyHex, 'hex'), context.randomBytes);
      context.announce({ type: 'changed', topics: ['backup'] });
      return ok(made);
    },
  };
  return { handlers };
}
