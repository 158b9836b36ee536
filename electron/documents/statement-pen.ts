import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { printedAmount, printedDay, printedMoment } from '../../shared/domain/printed-amount.ts';
import { fillWords, type StatementWords } from '../../shared/domain/statement-words.ts';
import type { FontFaces, FontWeight } from './font-faces.ts';
import type { DrawText, PdfDocument } from './pdf-text.ts';
import { type Direction, type ShapedText, shapeText } from './shape-text.ts';
import {
  columnWidths,
  contentWidth,
  firstNumberColumn,
  firstTop,
  nextTop,
  noteLeading,
  noteSize,
  page,
  rowLeading,
  rowPadding,
  rowSize,
  type StatementLayout,
  tableHeaderHeight,
} from './statement-layout.ts';
import { shapedWidth, wrapShaped } from './wrap-shaped.ts';

/** Draws the pages of statements. Places count from where reading starts: on an Arabic page, from the right. */
export type StatementPen = {
  readonly drawPage: (
    issued: IssuedStatement,
    layout: StatementLayout,
    index: number,
    words: StatementWords,
  ) => void;
};

type Sheet = {
  /** At a distance from where reading starts, growing in the direction of reading. */
  readonly put: (shaped: ShapedText, start: number, y: number, size: number) => void;
  /** Ending at that distance. */
  readonly putEnd: (shaped: ShapedText, end: number, y: number, size: number) => void;
  readonly rule: (y: number, weight: number) => void;
  readonly band: (y: number, height: number) => void;
  readonly direction: Direction;
  readonly faces: FontFaces;
};

export function createStatementPen(
  document: PdfDocument,
  draw: DrawText,
  faces: FontFaces,
  direction: Direction,
): StatementPen {
  const left = page.margin;
  const right = page.width - page.margin;
  const isMirrored = direction === 'rtl';
  const sheet: Sheet = {
    put: (shaped, start, y, size) =>
      draw(shaped, isMirrored ? right - start - shapedWidth(shaped, size) : left + start, y, size),
    putEnd: (shaped, end, y, size) =>
      draw(shaped, isMirrored ? right - end : left + end - shapedWidth(shaped, size), y, size),
    rule: (y, weight) => {
      document.lineWidth(weight).strokeColor('#444444').moveTo(left, y).lineTo(right, y).stroke();
    },
    band: (y, height) => {
      document.rect(left, y, contentWidth, height).fill('#e8e8e8').fillColor('#000000');
    },
    direction,
    faces,
  };
  return {
    drawPage: (issued, layout, index, words) => {
      const rows = layout.pages[index] ?? { start: 0, end: 0 };
      const isFirst = index === 0;
      const isLast = index === layout.pages.length - 1;
      if (isFirst) drawHeading(sheet, issued, words);
      else drawRunningHead(sheet, issued, words);
      let y = isFirst ? firstTop : nextTop;
      drawTableHeader(sheet, words, y - tableHeaderHeight);
      for (const row of layout.rows.slice(rows.start, rows.end)) {
        drawRow(sheet, row.cells, y);
        y += row.height;
        sheet.rule(y, 0.25);
      }
      if (isLast) drawTail(sheet, issued, layout, words, y);
      drawFoot(sheet, issued, words, index + 1, layout.pages.length);
    },
  };
}

const shapeOn = (sheet: Sheet, text: string, weight: FontWeight): ShapedText =>
  shapeText(text, weight, sheet.direction);

/** On one line, cut where it is too long. */
function putCut(
  sheet: Sheet,
  text: string,
  at: { start: number; y: number; width: number },
  size: number,
  weight: FontWeight,
) {
  const [line] = wrapShaped(text, at.width, 1, { weight, size, direction: sheet.direction });
  if (line !== undefined) sheet.put(line, at.start, at.y, size);
}

function drawHeading(sheet: Sheet, issued: IssuedStatement, words: StatementWords): void {
  const { head } = issued;
  const { regular, bold } = sheet.faces;
  putCut(sheet, head.organisationName, { start: 0, y: 50, width: contentWidth }, 11, bold);
  const place = [head.projectName, head.siteName].filter((name) => name !== undefined).join(' · ');
  putCut(sheet, place, { start: 0, y: 64, width: contentWidth }, 9, regular);
  putCut(sheet, words.title, { start: 0, y: 94, width: contentWidth }, 17, bold);
  const purse = words.purses[head.purse] + (head.purseNote === undefined ? '' : `: ${head.purseNote}`);
  const period = fillWords(words.fromTo, { from: printedDay(head.from), to: printedDay(head.to) });
  const half = contentWidth / 2;
  putField(sheet, words.holder, head.holderName, 0, 114, contentWidth);
  putField(sheet, words.code, head.internalCode, 0, 129, half);
  putField(sheet, words.card, head.maskedCard ?? '—', half, 129, half);
  putField(sheet, words.period, period, 0, 144, half);
  putCut(sheet, purse, { start: half, y: 144, width: half }, 9, bold);
  putAmount(sheet, words.opening, head.opening, head, 163);
}

function putField(sheet: Sheet, label: string, value: string, start: number, y: number, width: number): void {
  const shown = shapeOn(sheet, `${label}:`, sheet.faces.regular);
  sheet.put(shown, start, y, 9);
  const taken = shapedWidth(shown, 9) + 5;
  putCut(sheet, value, { start: start + taken, y, width: width - taken - 6 }, 9, sheet.faces.bold);
}

/** A label where reading starts and an amount under the balances. */
function putAmount(
  sheet: Sheet,
  label: string,
  amount: number,
  head: IssuedStatement['head'],
  y: number,
): void {
  sheet.put(shapeOn(sheet, label, sheet.faces.bold), 0, y, 9.5);
  putFigure(
    sheet,
    printedAmount(amount, unitOf(head)),
    contentWidth,
    contentWidth / 2,
    y,
    9.5,
    sheet.faces.bold,
  );
}

const unitOf = ({ purse }: IssuedStatement['head']) => (purse === 'points-baby' ? 'points' : purse);

/** Figures are smaller rather than cut: a digit less would be another amount. */
function putFigure(
  sheet: Sheet,
  text: string,
  end: number,
  width: number,
  y: number,
  size: number,
  weight: FontWeight,
): void {
  const shaped = shapeText(text, weight);
  const wide = shapedWidth(shaped, size);
  sheet.putEnd(shaped, end, y, wide > width ? (size * width) / wide : size);
}

function drawRunningHead(sheet: Sheet, { head }: IssuedStatement, words: StatementWords): void {
  const { regular, bold } = sheet.faces;
  const period = fillWords(words.fromTo, { from: printedDay(head.from), to: printedDay(head.to) });
  putCut(sheet, `${words.title} · ${head.holderName}`, { start: 0, y: 48, width: contentWidth }, 9, bold);
  const rest = [head.internalCode, head.maskedCard, period].filter((part) => part !== undefined).join(' · ');
  putCut(sheet, rest, { start: 0, y: 60, width: contentWidth }, 8.5, regular);
}

function drawTableHeader(sheet: Sheet, words: StatementWords, y: number): void {
  const { columns } = words;
  sheet.band(y, tableHeaderHeight);
  const labels = [
    columns.moment,
    columns.place,
    columns.description,
    columns.in,
    columns.out,
    columns.balance,
  ];
  let start = 0;
  for (const [column, width] of columnWidths.entries()) {
    const label = shapeOn(sheet, labels[column] ?? '', sheet.faces.bold);
    const wide = shapedWidth(label, rowSize);
    const size = wide > width - 5 ? (rowSize * (width - 5)) / wide : rowSize;
    if (column < firstNumberColumn) sheet.put(label, start + 3, y + 13.5, size);
    else sheet.putEnd(label, start + width - 3, y + 13.5, size);
    start += width;
  }
}

function drawRow(sheet: Sheet, cells: readonly (readonly ShapedText[])[], y: number): void {
  let start = 0;
  for (const [column, width] of columnWidths.entries()) {
    for (const [line, shaped] of (cells[column] ?? []).entries()) {
      const base = y + rowPadding + 8.5 + line * rowLeading;
      const wide = shapedWidth(shaped, rowSize);
      const size = wide > width - 5 ? (rowSize * (width - 5)) / wide : rowSize;
      if (column < firstNumberColumn) sheet.put(shaped, start + 3, base, rowSize);
      else sheet.putEnd(shaped, start + width - 3, base, size);
    }
    start += width;
  }
}

function drawTail(
  sheet: Sheet,
  { head, lines }: IssuedStatement,
  layout: StatementLayout,
  words: StatementWords,
  y: number,
): void {
  const { bold, regular } = sheet.faces;
  const base = y + rowPadding + 10;
  const label = lines.length === 0 ? words.noMovements : words.totals;
  sheet.put(shapeOn(sheet, label, lines.length === 0 ? regular : bold), 3, base, 9);
  const [a, b, c, ins, outs] = columnWidths;
  if (lines.length > 0) {
    const end = a + b + c + ins;
    putFigure(sheet, printedAmount(head.totalIn, unitOf(head)), end - 3, ins + 40, base, 9, bold);
    putFigure(sheet, printedAmount(head.totalOut, unitOf(head)), end + outs - 3, outs - 5, base, 9, bold);
  }
  const closingTop = y + rowLeading + 2 * rowPadding;
  sheet.band(closingTop, rowLeading + 2 * rowPadding + 2);
  sheet.put(shapeOn(sheet, words.closing, bold), 3, closingTop + 13.5, 9.5);
  const closing = printedAmount(head.closing, unitOf(head));
  putFigure(sheet, closing, contentWidth - 3, contentWidth / 2, closingTop + 13.5, 9.5, bold);
  let at = closingTop + rowLeading + 2 * rowPadding + 8 + noteLeading;
  for (const note of layout.notes) {
    for (const line of note) {
      sheet.put(line, 0, at, noteSize);
      at += noteLeading;
    }
    at += 4;
  }
}

function drawFoot(
  sheet: Sheet,
  { head }: IssuedStatement,
  words: StatementWords,
  number: number,
  pages: number,
): void {
  const { regular } = sheet.faces;
  sheet.rule(790, 0.5);
  const printed = fillWords(words.printedBy, {
    name: head.printedBy,
    moment: printedMoment(head.printedAt),
  });
  const updated = fillWords(words.updatedAt, { moment: printedMoment(head.updatedAt) });
  putCut(sheet, printed, { start: 0, y: 802, width: contentWidth - 110 }, 8, regular);
  putCut(sheet, updated, { start: 0, y: 813, width: contentWidth - 110 }, 8, regular);
  const count = fillWords(words.page, { page: String(number), pages: String(pages) });
  sheet.putEnd(shapeOn(sheet, count, regular), contentWidth, 802, 8);
}
