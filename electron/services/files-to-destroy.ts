import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type filesToDestroyContract,
  MOST_FILES_TO_DESTROY,
} from '../../shared/contract/files-to-destroy-contract.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { countFilesToDestroy, listFilesToDestroy, noteFileDestroyed } from '../database/files-to-destroy.ts';
import { findBatch, listBatchFiles } from '../database/statement-batches.ts';
import type { Handlers } from '../handlers.ts';
import { lookInto } from '../statements/file-place.ts';
import type { ServiceContext } from './service-context.ts';

/** Files that this PC saved outlive an erasure, whoever ordered it: they are listed until somebody says that they are destroyed. */
export function createFilesToDestroyService({ db, inTransaction, now, announce }: ServiceContext): {
  handlers: Handlers<typeof filesToDestroyContract>;
} {
  const handlers: Handlers<typeof filesToDestroyContract> = {
    'filesToDestroy.list': async () => {
      const rows = listFilesToDestroy(db, MOST_FILES_TO_DESTROY);
      const folders = [...new Set(rows.map(({ folder }) => folder))];
      const looks = await Promise.all(
        folders.map(async (folder) => [folder, await lookInto(folder)] as const),
      );
      const placesByFolder = new Map(looks);
      const files = rows.map(({ batchId, folder, fileName, householdIds, erasedOn }) => ({
        batchId,
        folder,
        fileName,
        place: placesByFolder.get(folder)?.(fileName) ?? 'folderAway',
        codes: householdIds.map(householdShortCode),
        erasedOn,
      }));
      return ok({ files, count: countFilesToDestroy(db) });
    },
    'filesToDestroy.destroy': async ({ operator }, { batchId, fileName, isFolderDestroyed }) => {
      const batch = findBatch(db, batchId);
      const isOfBatch =
        batch !== null && listBatchFiles(db, batch.batch).some((file) => file.fileName === fileName);
      if (batch === null || !isOfBatch) return err({ type: 'StatementBatchUnknown' });
      const { operatorId } = operator();
      const path = join(batch.folder, fileName);
      const isAway = (await lookInto(batch.folder))(fileName) === 'folderAway';
      if (isAway && isFolderDestroyed !== true) return err({ type: 'FolderAway' });
      try {
        await rm(path, { force: true });
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : null;
        if (code === null || !existsSync(path)) throw error;
        return err({ type: 'FileNotDeleted', code });
      }
      inTransaction((tx) => {
        noteFileDestroyed(tx, batch.batch, fileName, { at: now(), by: operatorId });
        tx.afterCommit(() => announce({ type: 'changed', topics: ['filesToDestroy', 'statementBatches'] }));
      });
      return ok(null);
    },
  };
  return { handlers };
}
