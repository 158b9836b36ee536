import { z } from 'zod';
import { type OperationId, operationIdSchema } from '../domain/ids.ts';
import type { LocalDate } from '../domain/local-date.ts';
import { command } from './command.ts';

/** `gone`: not in that folder any more, destroyed or carried elsewhere. `folderAway`: nobody can say, a stick may be out. */
export type FilePlace = 'there' | 'gone' | 'folderAway';

/** A file of statements at this PC that holds pages of somebody who was erased. */
export type FileToDestroy = {
  readonly batchId: OperationId;
  readonly folder: string;
  readonly fileName: string;
  readonly place: FilePlace;
  /** Short codes of who in it was erased, and when the last of them was. */
  readonly codes: readonly string[];
  readonly erasedOn: LocalDate;
};

/** So many are shown; once they are destroyed, the next. */
export const MOST_FILES_TO_DESTROY = 100;

const desk = ['office'] as const;

export const filesToDestroyContract = {
  /** What this PC saved of households that were erased, here or elsewhere; the count is of all of them. */
  'filesToDestroy.list': command(desk, z.strictObject({})).returns<{
    readonly files: readonly FileToDestroy[];
    readonly count: number;
  }>(),
  /**
   * Deletes the file if it is still in its folder. Whoever asks says that no copy and no paper of it is left; where the folder
   * cannot be reached, that it was destroyed with all that was in it.
   */
  'filesToDestroy.destroy': command(
    desk,
    z.strictObject({
      batchId: operationIdSchema,
      fileName: z.string().min(1).max(200),
      isFolderDestroyed: z.boolean().optional(),
    }),
  ).returns<
    null,
    | { readonly type: 'StatementBatchUnknown' }
    /** A stick that is out, a disk of the network: nothing was deleted or noted. */
    | { readonly type: 'FolderAway' }
    /** It is open in another program, or its folder may not be written to. `code` is the system's. */
    | { readonly type: 'FileNotDeleted'; readonly code: string }
  >(),
};
