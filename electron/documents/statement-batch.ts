import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { createStatementPdf, type StatementPdf } from './statement-pdf.ts';

/** What to write; it crosses to a thread as data. */
export type StatementBatchJob = {
  readonly folder: string;
  /** Files are `<prefix>-<first>-<last>.pdf`, by the number of the household in the list. */
  readonly filePrefix: string;
  readonly householdsPerFile: number;
  readonly isDuplex: boolean;
  /** UTC milliseconds, written into the files. */
  readonly createdAt: number;
  /** Number of the first household that is handed in: after a paper jam, the one to go on from. At least 1. */
  readonly firstNumber: number;
};

export type StatementFile = {
  readonly fileName: string;
  readonly firstNumber: number;
  readonly households: number;
  readonly pages: number;
};

export type StatementBatchFailure =
  /** The files that were complete remain. */
  | { type: 'StatementsCancelled'; files: StatementFile[] }
  /** `code` is that of the system, such as ENOSPC. */
  | { type: 'StatementsNotWritten'; code: string; files: StatementFile[] };

export type StatementBatchResult = Result<StatementFile[], StatementBatchFailure>;

export type StatementSource = AsyncIterable<IssuedStatement> | Iterable<IssuedStatement>;

type OpenFile = {
  readonly pdf: StatementPdf;
  readonly partFile: string;
  readonly firstNumber: number;
  households: number;
  pages: number;
};

export type StatementBatchListener = {
  /** How many households are done. */
  readonly onDrawn?: (households: number) => void;
  /** A file is complete and has its name. */
  readonly onFile?: (file: StatementFile) => void;
};

/**
 * Draws statements into files, one after another; a file gets its name once it is complete. A cancelled batch leaves
 * complete files only.
 */
export async function drawStatementBatch(
  job: StatementBatchJob,
  statements: StatementSource,
  signal: AbortSignal,
  { onDrawn, onFile }: StatementBatchListener,
): Promise<StatementBatchResult> {
  const files: StatementFile[] = [];
  const complete = async (file: OpenFile) => {
    const done = await completeFile(job, file);
    files.push(done);
    onFile?.(done);
  };
  let open: OpenFile | null = null;
  let drawn = 0;
  try {
    for await (const issued of statements) {
      if (signal.aborted) break;
      open ??= openFile(job, job.firstNumber + drawn);
      const { pages } = await open.pdf.add(issued);
      open.households += 1;
      open.pages += pages;
      drawn += 1;
      if (open.households >= job.householdsPerFile) {
        await complete(open);
        open = null;
      }
      onDrawn?.(drawn);
      // Lets a cancellation in.
      await nextTurn();
    }
    if (!signal.aborted && open !== null) {
      await complete(open);
      open = null;
    }
    if (open !== null) await discard(open);
  } catch (error) {
    if (open !== null) await discard(open);
    const code = codeOf(error);
    if (code === null) throw error;
    return err({ type: 'StatementsNotWritten', code, files });
  }
  return signal.aborted ? err({ type: 'StatementsCancelled', files }) : ok(files);
}

function openFile(job: StatementBatchJob, firstNumber: number): OpenFile {
  const partFile = join(job.folder, `${job.filePrefix}-${firstNumber}.part`);
  const pdf = createStatementPdf(createWriteStream(partFile), job);
  return { pdf, partFile, firstNumber, households: 0, pages: 0 };
}

async function completeFile(job: StatementBatchJob, open: OpenFile): Promise<StatementFile> {
  await open.pdf.finish();
  const { firstNumber, households, pages } = open;
  const last = firstNumber + households - 1;
  const fileName = `${job.filePrefix}-${numbered(firstNumber)}-${numbered(last)}.pdf`;
  await rename(open.partFile, join(job.folder, fileName));
  return { fileName, firstNumber, households, pages };
}

async function discard({ pdf, partFile }: OpenFile): Promise<void> {
  await pdf.abandon();
  await rm(partFile, { force: true });
}

const numbered = (value: number): string => String(value).padStart(4, '0');

/** Null for what is no failure of the system: that is a bug. */
const codeOf = (error: unknown): string | null =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^E[A-Z0-9]+$/.test(error.code)
    ? error.code
    : null;
