import type { IssuedStatement, PrintedLine } from '../../shared/domain/issued-statement.ts';
import { isRightToLeft } from '../../shared/domain/paper-language.ts';
import { printedAmount, printedDay, printedMoment } from '../../shared/domain/printed-amount.ts';
import { fillWords, statementWords } from '../../shared/domain/statement-words.ts';
import type { FontFaces } from './font-faces.ts';
import { type Direction, type ShapedText, shapeText } from './shape-text.ts';
import { wrapShaped } from './wrap-shaped.ts';

/** A4 in points, and what is kept free around. */
export const page = { width: 595.28, height: 841.89, margin: 40, bottom: 780 };
export const contentWidth = page.width - 2 * page.margin;

export const rowSize = 8.5;
export const rowLeading = 11.5;
export const rowPadding = 3;
export const noteSize = 8;
export const noteLeading = 10.5;

/** Widths of the columns, from where reading starts; together they are the width of the text. */
export const columnWidths = [82, 94, 147, 62, 62, 68.28] as const;
export const firstNumberColumn = 3;

/** From the top of the first page, and of the others, to the first row. */
export const firstTop = 196;
export const nextTop = 88;
export const tableHeaderHeight = 20;

/** Cells of one row, each in one or more lines. A row is never split between pages. */
export type TableRow = { readonly cells: readonly (readonly ShapedText[])[]; readonly height: number };

/** One page's share of the rows: from `start` up to before `end`. The last page also has what follows the table. */
export type PageRows = { readonly start: number; readonly end: number };

export type StatementLayout = {
  readonly direction: Direction;
  readonly rows: readonly TableRow[];
  readonly pages: readonly PageRows[];
  readonly notes: readonly (readonly ShapedText[])[];
  readonly tailHeight: number;
};

/** Totals and closing balance. */
export const totalsHeight = 2 * (rowLeading + 2 * rowPadding) + 8;
const noteGap = 4;
const CELL_GAP = 6;

/** Breaks one household's statement into rows, notes and pages, before anything is drawn: so a page can say of how many it is. */
export function layOutStatement(issued: IssuedStatement, faces: FontFaces): StatementLayout {
  const direction = isRightToLeft(issued.head.language) ? 'rtl' : 'ltr';
  let balance = issued.head.opening;
  const rows = issued.lines.map((line) => {
    balance += line.amount;
    return layOutRow(line, balance, issued, faces, direction);
  });
  const notes = noteTexts(issued).map((text) =>
    wrapShaped(text, contentWidth, MAX_NOTE_LINES, { weight: faces.regular, size: noteSize, direction }),
  );
  const noteHeight = notes.reduce((sum, lines) => sum + lines.length * noteLeading + noteGap, 0);
  const tailHeight = totalsHeight + noteHeight;
  return { direction, rows, pages: breakPages(rows, tailHeight), notes, tailHeight };
}

/** Sixty counters with the longest of names. */
const MAX_NOTE_LINES = 52;

function layOutRow(
  line: PrintedLine,
  balance: number,
  { head }: IssuedStatement,
  faces: FontFaces,
  direction: Direction,
): TableRow {
  const style = { weight: faces.regular, size: rowSize, direction } as const;
  const unit = head.purse === 'points-baby' ? 'points' : head.purse;
  const [momentWidth, placeWidth, textWidth] = columnWidths;
  const moment = line.at === undefined ? printedDay(line.on) : printedMoment(line.at);
  const figure = (shown: number | null) =>
    shown === null ? [] : [shapeText(printedAmount(shown, unit), faces.regular)];
  const cells = [
    wrapShaped(moment, momentWidth - CELL_GAP, 1, { ...style, direction: 'ltr' }),
    wrapShaped(line.placeName ?? '—', placeWidth - CELL_GAP, 2, style),
    wrapShaped(line.text, textWidth - CELL_GAP, 3, style),
    figure(line.amount >= 0 ? line.amount : null),
    figure(line.amount < 0 ? -line.amount : null),
    figure(balance),
  ];
  const lines = Math.max(...cells.map((cell) => cell.length));
  return { cells, height: lines * rowLeading + 2 * rowPadding };
}

function noteTexts({ head }: IssuedStatement): string[] {
  const words = statementWords[head.language];
  const unit = head.purse === 'points-baby' ? 'points' : head.purse;
  const counters = head.notSynchronised.map(({ counter, since }) =>
    since === undefined
      ? fillWords(words.neverHeard, { counter })
      : fillWords(words.notHeardSince, { counter, moment: printedMoment(since) }),
  );
  return [
    ...(head.expiring === undefined
      ? []
      : [
          fillWords(words.expiring, {
            day: printedDay(head.expiring.on),
            amount: printedAmount(head.expiring.amount, unit),
          }),
        ]),
    ...(counters.length === 0 ? [] : [`${words.notSynchronised} ${counters.join('; ')}.`]),
  ];
}

/** At least this many rows stand together with the totals, and alone on no page. */
const TOGETHER = 2;

/**
 * Fills pages in order. Laws: every row is on one page, in order; no page is fuller than it can be; the last page has
 * room for the totals and, where there are enough, at least two rows, so that nothing stands alone.
 */
export function breakPages(rows: readonly Pick<TableRow, 'height'>[], tailHeight: number): PageRows[] {
  const pages: { start: number; end: number }[] = [{ start: 0, end: 0 }];
  let room = page.bottom - firstTop;
  for (const [index, row] of rows.entries()) {
    if (row.height > room) {
      pages.push({ start: index, end: index });
      room = page.bottom - nextTop;
    }
    room -= row.height;
    const last = pages.at(-1);
    if (last !== undefined) last.end = index + 1;
  }
  const last = pages.at(-1);
  const before = pages.at(-2);
  if (last === undefined) return pages;
  if (tailHeight > room) {
    const from = Math.max(last.start, last.end - TOGETHER);
    // A first page is never left without rows; the heading stands there anyway.
    if (from > last.start || pages.length === 1) {
      const end = last.end;
      last.end = from;
      pages.push({ start: from, end });
    } else {
      pages.push({ start: last.end, end: last.end });
    }
    return pages;
  }
  const missing = TOGETHER - (last.end - last.start);
  if (before !== undefined && missing > 0 && before.end - before.start >= 2 * TOGETHER) {
    const height = rows.slice(before.end - missing, before.end).reduce((sum, { height }) => sum + height, 0);
    if (height + tailHeight <= room) {
      before.end -= missing;
      last.start -= missing;
    }
  }
  return pages;
}
