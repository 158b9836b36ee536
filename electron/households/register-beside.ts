import type { HouseholdId } from '../../shared/domain/ids.ts';
import { readBackupFolder } from '../database/backup-files.ts';
import { keepErasuresIfThere, readErasureRegister, registerOfBackups } from '../database/erasure-register.ts';
import { reachFolder } from '../database/reach-folder.ts';

/** This counter's register of erasures beside its backups, wherever these are kept now. */
export type RegisterBeside = {
  /** Null where the folder is not reached. */
  readonly read: () => Promise<HouseholdId[] | null>;
  /** A folder that is not reached gets it with the next backup. */
  readonly keep: (householdIds: readonly HouseholdId[]) => Promise<void>;
};

export function createRegisterBeside(dataFolder: string, keyCheck: string): RegisterBeside {
  const where = () => {
    const { folder, isDefault } = readBackupFolder(dataFolder);
    return { folder, isDefault, register: registerOfBackups(folder, keyCheck) };
  };
  return {
    read: async () => {
      const { folder, isDefault, register } = where();
      if (isDefault) return readErasureRegister(register);
      const failure = await reachFolder(folder, 'findFolderFailure', folder);
      if (!failure.ok || failure.value === 'FolderMissing') return null;
      const noted = await reachFolder(folder, 'readErasureRegister', register);
      return noted.ok ? noted.value : null;
    },
    keep: async (householdIds) => {
      const { folder, isDefault, register } = where();
      // The folder inside the data folder lies with the database.
      if (isDefault) keepErasuresIfThere(register, householdIds);
      else await reachFolder(folder, 'keepErasures', { register, householdIds });
    },
  };
}
