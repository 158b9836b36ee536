import { describe, expect, it } from 'vitest';
import type { RefusedRow } from '../../shared/domain/catalogue-import.ts';
import { parseCsv } from './parse-csv.ts';
import { refusedRowsToCsv } from './refused-rows-csv.ts';

const row = (lineNumber: number, ...cells: string[]): RefusedRow => ({
  lineNumber,
  reason: { type: 'NotAnEan', text: cells[0] ?? '' },
  cells,
  raw: cells.join(';'),
});

describe('refusedRowsToCsv', () => {
  it('writes a list for an Italian spreadsheet with the reason as a code', () => {
    expect(refusedRowsToCsv(['ean', 'name'], [row(7, '12', 'Pane; "buono"')])).toBe(
      '\uFEFFline;reason;detail;ean;name\r\n7;NotAnEan;text=12;12;"Pane; ""buono"""\r\n',
    );
  });

  it.each(['=1+1', '+39', '-2', '@SUM(A1)', '\tx', '\rx'])('never lets %j become a formula', (text) => {
    const line = refusedRowsToCsv(['ean', 'name'], [row(2, '1', text)]).split('\r\n')[1];
    expect(line).toMatch(/;"?'[=+\-@\t\r]/);
  });

  it('can be read again, and does not grow when a list of a list is made', async () => {
    const once = refusedRowsToCsv(['ean', 'name'], [row(2, '1', 'a\nb'), row(3, '2', 'x', 'y')]);
    const read = await parseCsv(new TextEncoder().encode(once));
    if (!read.ok) throw new Error(read.error.type);
    expect(read.value.header).toEqual(['line', 'reason', 'detail', 'ean', 'name']);
    expect(read.value.records.map((record) => record.cells.slice(3))).toEqual([
      ['1', 'a\nb'],
      ['2', 'x', 'y'],
    ]);
    const rows = read.value.records.map(({ cells }) => row(9, ...cells));
    expect(refusedRowsToCsv(read.value.header, rows).split('\r\n')[0]).toBe(
      '\uFEFFline;reason;detail;ean;name',
    );
  });
});
