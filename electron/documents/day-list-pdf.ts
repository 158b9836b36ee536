import { once } from 'node:events';
import { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { DayWords } from '../../shared/contract/laundry-bookings-contract.ts';
import { type FontWeight, loadFontFaces } from './font-faces.ts';
import { createPdfText, type PdfDocument } from './pdf-text.ts';
import { wrapShaped } from './wrap-shaped.ts';

/** The turns of one day as rows of five cells, under the words of the screen. */
export type DayList = DayWords & {
  readonly rows: readonly (readonly string[])[];
  /** UTC milliseconds: the same list with the same date is the same bytes. */
  readonly createdAt: number;
};

const page = { width: 595.28, height: 841.89, margin: 40 };
const contentWidth = page.width - 2 * page.margin;
/** Time, machine, code, initials, and room for a pen. */
const columnWidths = [100, 130, 75, 75, contentWidth - 380] as const;
/** As high as a pen needs. */
const rowHeight = 27;
const firstRowTop = 104;
const rowsOfPage = Math.floor((page.height - firstRowTop - 64) / rowHeight);

/** One day of the laundry's book as an A4 PDF. */
export async function drawDayList(list: DayList): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _, callback) => {
      chunks.push(chunk);
      callback();
    },
  });
  const document = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    font: '',
    info: { CreationDate: new Date(list.createdAt), Producer: 'Bancone', Creator: 'Bancone' },
  });
  document.pipe(output);
  const text = createPdfText(document);
  const { regular, bold } = loadFontFaces();
  const put = (words: string, x: number, y: number, width: number, size: number, weight: FontWeight) => {
    const [line] = wrapShaped(words, width, 1, { weight, size, direction: 'ltr' });
    if (line !== undefined) text.draw(line, page.margin + x, y, size);
  };
  const pages = Math.max(1, Math.ceil(list.rows.length / rowsOfPage));
  for (let number = 1; number <= pages; number++) {
    document.addPage({ size: [page.width, page.height], margin: 0 });
    put(list.title, 0, 58, contentWidth, 17, bold);
    let at = 0;
    for (const [column, width] of columnWidths.entries()) {
      put(list.columns[column] ?? '', at, firstRowTop - 9, width - 6, 10.5, bold);
      at += width;
    }
    rule(document, firstRowTop);
    for (const [index, cells] of list.rows.slice((number - 1) * rowsOfPage, number * rowsOfPage).entries()) {
      const top = firstRowTop + index * rowHeight;
      let x = 0;
      for (const [column, width] of columnWidths.entries()) {
        put(cells[column] ?? '', x, top + 18, width - 6, 12.5, column === 2 ? bold : regular);
        x += width;
      }
      rule(document, top + rowHeight);
    }
    if (list.rows.length === 0) put(list.empty, 0, firstRowTop + 20, contentWidth, 12.5, regular);
    const foot = list.page.replace('{page}', String(number)).replace('{pages}', String(pages));
    put(list.privacy, 0, page.height - 34, contentWidth - 110, 8.5, regular);
    put(foot, contentWidth - 90, page.height - 34, 90, 8.5, regular);
  }
  text.finish();
  const written = once(output, 'finish');
  document.end();
  await written;
  return Buffer.concat(chunks);
}

function rule(document: PdfDocument, y: number): void {
  document.lineWidth(0.5).strokeColor('#666666');
  document
    .moveTo(page.margin, y)
    .lineTo(page.width - page.margin, y)
    .stroke();
}
