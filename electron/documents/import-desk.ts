import type { ImportGone, ImportUnderWay } from '../../shared/contract/catalogue-contract.ts';
import type { ParsedFile } from '../../shared/domain/catalogue-import.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { ParseCsvError } from './parse-csv.ts';
import { type RefusedCsvRow, refusedRowsToCsv } from './refused-rows-csv.ts';

/** A file that was read and shown: what is carried out is compared again. */
export type ReadFile = {
  readonly importId: string;
  readonly file: ParsedFile;
};

/**
 * Keeps the file that was read last in memory until it is carried out or another is read. One import at a time: while
 * one goes on neither a second one begins nor another file is read.
 */
export function createImportDesk<File extends ReadFile>() {
  let latest: File | null = null;
  let readings = 0;
  let isUnderWay = false;
  const find = (importId: string): Result<File, ImportGone> =>
    latest === null || latest.importId !== importId ? err({ type: 'ImportGone' }) : ok(latest);
  return {
    isUnderWay: () => isUnderWay,
    /** A file begins to be read. Of two at once the one that was chosen last is kept, whichever is read first. */
    begin: (): { readonly keep: (file: File) => File } => {
      readings += 1;
      const mine = readings;
      return {
        keep: (file) => {
          if (mine === readings) latest = file;
          return file;
        },
      };
    },
    /** `after` runs whatever became of it: what was written by then is there. */
    carryOut: async <Outcome>(
      importId: string,
      work: (file: File) => Promise<Outcome>,
      after: () => void,
    ): Promise<Result<Outcome, ImportGone | ImportUnderWay>> => {
      if (isUnderWay) return err({ type: 'ImportUnderWay' });
      const found = find(importId);
      if (!found.ok) return found;
      isUnderWay = true;
      try {
        return ok(await work(found.value));
      } finally {
        isUnderWay = false;
        after();
      }
    },
    refusedRows: (
      importId: string,
      refusedOf: (file: File) => readonly RefusedCsvRow[],
    ): Result<{ csv: string }, ImportGone> => {
      const found = find(importId);
      if (!found.ok) return found;
      return ok({ csv: refusedRowsToCsv(found.value.file.header, refusedOf(found.value)) });
    },
  };
}

/** Why a file cannot be read, as a window is told: without what only a path could fail by. */
export function toFileFailure(error: ParseCsvError): UnreadableBytes {
  switch (error.type) {
    case 'LineTooLong':
      return { type: 'LineTooLong', lineNumber: error.lineNumber };
    case 'CannotReadFile':
      throw new Error('Assertion failed: bytes are read from no path');
    default:
      return error;
  }
}

type UnreadableBytes =
  | { readonly type: 'LineTooLong'; readonly lineNumber: number }
  | Exclude<ParseCsvError, { type: 'LineTooLong' | 'CannotReadFile' }>;
