import { z } from 'zod';
import { type OperationId, operationIdSchema, siteIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { type StatementPeriodError, statementPurseSchema } from '../domain/statement.ts';
import { command } from './command.ts';
import type { FilePlace } from './files-to-destroy-contract.ts';
import type { A4PrintFailure } from './papers-contract.ts';

/** More households than the largest network has. */
export const MOST_BATCH_HOUSEHOLDS = 20_000;

/** Whose statements, of what, and how they are bound. */
export const wantedStatementsSchema = z.strictObject({
  purse: statementPurseSchema,
  from: localDateSchema,
  to: localDateSchema,
  /** The site that a household usually goes to; null for all. */
  siteId: siteIdSchema.nullable(),
  /** As it stands today; `none` has ended, has not begun or never was. */
  entitlement: z.enum(['any', 'active', 'suspended', 'none']),
  onlyWithMovements: z.boolean(),
  /** Each household begins on the front of a sheet. */
  isDuplex: z.boolean(),
  householdsPerFile: z.literal([1, 100]),
});
export type WantedStatements = z.infer<typeof wantedStatementsSchema>;

export type StatementBatchState =
  | 'running'
  /** The program ended in between. */
  | 'interrupted'
  | 'cancelled'
  | 'failed'
  | 'done';

export type StatementBatchRow = {
  readonly batchId: OperationId;
  /** UTC milliseconds. */
  readonly startedAt: number;
  readonly startedBy: string;
  readonly wanted: WantedStatements;
  readonly state: StatementBatchState;
  /** Households of the batch, those whose statement is recorded, and those that had none to print. */
  readonly total: number;
  readonly recorded: number;
  readonly skipped: number;
};

export type StatementBatchFile = {
  readonly fileName: string;
  /** Places of its first and last household in the list. */
  readonly firstPlace: number;
  readonly lastPlace: number;
  readonly pages: number;
  readonly place: FilePlace;
};

export type StatementBatchView = StatementBatchRow & {
  readonly folder: string;
  /** Place of the first household without a finished file; null where all have one. */
  readonly nextPlace: number | null;
  /** A code of the system such as ENOSPC; only of a batch that failed. */
  readonly failureCode: string | null;
  readonly files: readonly StatementBatchFile[];
  readonly households: readonly {
    readonly place: number;
    readonly displayName: string | null;
    readonly outcome: 'waiting' | 'recorded' | 'skipped';
  }[];
};

type BatchUnknown = { readonly type: 'StatementBatchUnknown' };
/** One at a time: another is being printed, or about to be. */
type BatchRunning = { readonly type: 'StatementBatchRunning' };
/** A stick that is out, a disk of the network: what is in it nobody can say. */
type FolderAway = { readonly type: 'FolderAway' };
type FileFailure = BatchUnknown | FolderAway | { readonly type: 'StatementFileMissing' };

const office = ['office'] as const;
const batch = z.strictObject({ batchId: operationIdSchema });
const file = batch.extend({ fileName: z.string().min(1).max(200) });

/** Statements of many households. Whoever prints, and whose, is written to the log of accesses, one by one. */
export const statementBatchesContract = {
  'statementBatches.count': command(office, wantedStatementsSchema).returns<
    { readonly households: number },
    StatementPeriodError
  >(),
  /**
   * Decides whose statements these are and begins. `folder` null is the documents folder of this counter. The id is made
   * when the screen opens: asked for twice, it is one batch.
   */
  'statementBatches.start': command(
    office,
    z.strictObject({
      batchId: operationIdSchema,
      wanted: wantedStatementsSchema,
      folder: z.string().min(1).max(500).nullable(),
    }),
  ).returns<
    { readonly households: number },
    | StatementPeriodError
    | BatchRunning
    | { readonly type: 'NoStatements' }
    | { readonly type: 'TooManyStatements'; readonly most: number }
    | { readonly type: 'FolderMissing' }
    | { readonly type: 'FolderReadOnly' }
  >(),
  /** Stops at once: finished files stay, and so does what was recorded. */
  'statementBatches.cancel': command(office, batch).returns<null, BatchUnknown>(),
  /** Goes on where it ended, or prints again from a place on: after a jam. Nobody is told twice. */
  'statementBatches.resume': command(
    office,
    batch.extend({ fromPlace: z.int().min(1).max(MOST_BATCH_HOUSEHOLDS).nullable() }),
  ).returns<
    { readonly fromPlace: number },
    | BatchUnknown
    | BatchRunning
    | FolderAway
    | { readonly type: 'NoStatements' }
    | { readonly type: 'FolderReadOnly' }
  >(),
  /** Newest first. */
  'statementBatches.list': command(office, z.strictObject({})).returns<readonly StatementBatchRow[]>(),
  'statementBatches.view': command(office, batch).returns<StatementBatchView, BatchUnknown>(),
  /** One finished file, to open it: bytes in base64. */
  'statementBatches.open': command(office, file).returns<
    { readonly pdfBase64: string },
    FileFailure | { readonly type: 'StatementFileTooLarge' }
  >(),
  'statementBatches.print': command(office, file).returns<
    { readonly printer: string | null },
    FileFailure | A4PrintFailure
  >(),
  /** The papers are out: the files, which hold names, need not stay. What was printed stays recorded. */
  'statementBatches.removeFiles': command(office, batch).returns<
    { readonly removed: number },
    BatchUnknown | FolderAway
  >(),
};
