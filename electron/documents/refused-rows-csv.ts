import { rowsToCsv } from './write-csv.ts';

/** A row that was not imported, of whatever list. */
export type RefusedCsvRow = {
  readonly lineNumber: number;
  readonly reason: { readonly type: string };
  readonly cells: readonly string[];
};

/** Columns put before those of the file. They are dropped again from a list that was imported once more. */
const TOLD = ['line', 'reason', 'detail'] as const;

/**
 * The refused rows of an import as CSV for an Italian spreadsheet (`;`, UTF-8 with BOM, CRLF): line, reason as a
 * code, detail, then the cells as they were, so that the list can be mended and imported. Whatever a
 * spreadsheet would take for a formula gets an apostrophe before it, which the import takes off again.
 */
export function refusedRowsToCsv(header: readonly string[], rows: readonly RefusedCsvRow[]): string {
  const isTold = header.map((title) => TOLD.some((told) => told === title));
  const own = (cells: readonly string[]) => cells.filter((_, index) => !isTold[index]);
  const lines = [
    [...TOLD, ...own(header)],
    ...rows.map(({ lineNumber, reason, cells }) => [
      String(lineNumber),
      reason.type,
      detailOf(reason),
      ...own(cells),
    ]),
  ];
  return rowsToCsv(lines);
}

function detailOf({ type: _, ...data }: RefusedCsvRow['reason']): string {
  return Object.entries(data)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
