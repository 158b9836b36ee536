import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { localDateAt } from '../../shared/domain/local-date.ts';
import { printedDay, printedMoment } from '../../shared/domain/printed-amount.ts';
import type { StatementLine, StatementPurse } from '../../shared/domain/statement.ts';
import { describeLine, statementWords } from '../../shared/domain/statement-words.ts';
import { type CsvCell, rowsToCsv } from './write-csv.ts';

/** What is written of a period; it crosses to a thread as data. */
export type MovementsOrder = {
  readonly format: 'csv' | 'xlsx';
  readonly language: 'it' | 'en';
  readonly purse: StatementPurse;
  readonly holderName: string;
  readonly internalCode: string;
  readonly lines: readonly StatementLine[];
};

/** One row for each movement, none for totals: so that a spreadsheet can sort and add up. */
export async function writeMovementsFile(order: MovementsOrder): Promise<Uint8Array> {
  if (order.format === 'csv') return Buffer.from(toCsv(order));
  return writeXlsxFile(toSheet(order), {
    columns: [12, 28, 18, 24, 40, 12, 12, 12].map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
}

function toCsv(order: MovementsOrder): string {
  const figure = (amount: number): CsvCell => ({ figure: figureOf(amount, order.purse) });
  return rowsToCsv([
    headingsOf(order),
    ...order.lines.map((line) => [
      order.internalCode,
      order.holderName,
      { figure: momentOf(line) },
      line.siteName ?? '',
      describeLine(line, order.language),
      line.amount >= 0 ? figure(line.amount) : '',
      line.amount < 0 ? figure(-line.amount) : '',
      figure(line.balance),
    ]),
  ]);
}

const toSheet = (order: MovementsOrder): SheetData => {
  const isEuro = order.purse === 'cents';
  const figure = (amount: number) => ({
    value: isEuro ? amount / 100 : amount,
    type: Number,
    format: isEuro ? '#,##0.00' : '#,##0',
  });
  return [
    headingsOf(order).map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...order.lines.map((line) => [
      { value: order.internalCode, type: String },
      { value: order.holderName, type: String },
      { value: wallClockOf(line), type: Date, format: hasTime(line) ? 'dd/mm/yyyy hh:mm' : 'dd/mm/yyyy' },
      { value: line.siteName ?? '', type: String },
      { value: describeLine(line, order.language), type: String },
      line.amount >= 0 ? figure(line.amount) : null,
      line.amount < 0 ? figure(-line.amount) : null,
      figure(line.balance),
    ]),
  ];
};

function headingsOf({ language }: MovementsOrder): string[] {
  const { code, holder, columns } = statementWords[language];
  const { moment, place, description, balance } = columns;
  return [code, holder, moment, place, description, columns.in, columns.out, balance];
}

/** The time of day stands beside its own day only: a late line counts on another. */
const hasTime = ({ on, occurredAt }: StatementLine): boolean =>
  occurredAt !== null && localDateAt(occurredAt) === on;

const momentOf = (line: StatementLine): string =>
  hasTime(line) && line.occurredAt !== null ? printedMoment(line.occurredAt) : printedDay(line.on);

/** A spreadsheet knows no time zones: the clock on the wall in Rome, told as if it were UTC. */
function wallClockOf(line: StatementLine): Date {
  const time = hasTime(line) ? momentOf(line).slice(-5) : '00:00';
  return new Date(`${line.on}T${time}:00Z`);
}

/** Without dots between thousands, which some spreadsheets take for a text; a decimal comma for euro. */
function figureOf(amount: number, purse: StatementPurse): string {
  if (purse !== 'cents') return String(amount);
  const size = Math.abs(amount);
  return `${amount < 0 ? '-' : ''}${Math.floor(size / 100)},${String(size % 100).padStart(2, '0')}`;
}
