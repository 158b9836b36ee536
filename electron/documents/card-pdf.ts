import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { toSVG } from 'bwip-js/node';
import PDFDocument from 'pdfkit';
import { type CardNumber, groupCardNumber } from '../../shared/domain/card-number.ts';
import { assert } from '../../shared/domain/result.ts';
import { type FontWeight, loadFontFaces } from './font-faces.ts';
import { createPdfText, type DrawText, type PdfDocument } from './pdf-text.ts';
import { shapedWidth, wrapShaped } from './wrap-shaped.ts';

/** What a card shows: no name, no household. Whoever finds it learns nothing. */
export type PrintedCard = { readonly cardNumber: CardNumber; readonly networkName: string };

export type CardPdfOptions = {
  /** `sheet`: ten to an A4 page, with marks to cut along. `card`: one to a page of the card's size. */
  readonly format: 'sheet' | 'card';
  /** UTC milliseconds: the same cards with the same date are the same bytes. */
  readonly createdAt: number;
};

const POINTS_PER_MM = 72 / 25.4;
const mm = (millimetres: number): number => millimetres * POINTS_PER_MM;

/** ID-1 of ISO/IEC 7810, which card printers call CR80. */
export const cardSize = { width: mm(85.6), height: mm(53.98) };

const a4 = { width: mm(210), height: mm(297) };
const COLUMNS = 2;
const ROWS = 5;
export const cardsPerSheet = COLUMNS * ROWS;
const gutter = mm(3);
const sheetLeft = (a4.width - COLUMNS * cardSize.width - gutter) / 2;
const sheetTop = (a4.height - ROWS * cardSize.height - (ROWS - 1) * gutter) / 2;

/** Cards as PDF. Rejects with what `output` failed with. */
export async function drawCards(
  cards: readonly PrintedCard[],
  output: Writable,
  { format, createdAt }: CardPdfOptions,
): Promise<void> {
  const document = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    font: '',
    info: { CreationDate: new Date(createdAt), Producer: 'Bancone', Creator: 'Bancone' },
  });
  document.pipe(output);
  const text = createPdfText(document);
  for (const [index, card] of cards.entries()) {
    const place = index % cardsPerSheet;
    if (format === 'card') document.addPage({ size: [cardSize.width, cardSize.height], margin: 0 });
    else if (place === 0) document.addPage({ size: [a4.width, a4.height], margin: 0 });
    const at =
      format === 'card'
        ? { x: 0, y: 0 }
        : {
            x: sheetLeft + (place % COLUMNS) * (cardSize.width + gutter),
            y: sheetTop + Math.floor(place / COLUMNS) * (cardSize.height + gutter),
          };
    if (format === 'sheet') drawCropMarks(document, at.x, at.y);
    drawCard(document, text.draw, card, at.x, at.y);
  }
  text.finish();
  const written = once(output, 'finish');
  document.end();
  await written;
}

function drawCard(
  document: PdfDocument,
  draw: DrawText,
  { cardNumber, networkName }: PrintedCard,
  x: number,
  y: number,
): void {
  const { bold } = loadFontFaces();
  const inner = mm(5);
  const qrSize = mm(21);
  const textWidth = cardSize.width - 2 * inner - qrSize - mm(3);
  const lines = wrapShaped(networkName, textWidth, 2, { weight: bold, size: 13, direction: 'ltr' });
  for (const [index, line] of lines.entries()) draw(line, x + inner, y + mm(10) + index * 16, 13);
  drawOnOneLine(draw, groupCardNumber(cardNumber), bold, { x: x + inner, y: y + mm(24.5), width: textWidth });

  const qr = { x: x + cardSize.width - inner - qrSize, y: y + inner, width: qrSize, height: qrSize };
  drawCode(document, toSVG({ bcid: 'qrcode', text: cardNumber }), qr);
  // 11 characters are 167 modules with their check: 0.4 mm each, which every scanner reads, and blank on both sides.
  const barWidth = mm(67);
  const bars = { x: x + (cardSize.width - barWidth) / 2, y: y + mm(32.5), width: barWidth, height: mm(15) };
  drawCode(document, toSVG({ bcid: 'code128', text: cardNumber, height: 14 }), bars);
}

function drawOnOneLine(
  draw: DrawText,
  text: string,
  weight: FontWeight,
  at: { x: number; y: number; width: number },
): void {
  const size = 14;
  const [line] = wrapShaped(text, Number.MAX_SAFE_INTEGER, 1, { weight, size, direction: 'ltr' });
  if (line === undefined) return;
  const wide = shapedWidth(line, size);
  draw(line, at.x, at.y, wide > at.width ? (size * at.width) / wide : size);
}

/**
 * Draws a code from the paths of its SVG, sharp at any size. Not as a bitmap: the bytes of images with an alpha channel come
 * into the file in the order in which they happen to be ready.
 */
function drawCode(
  document: PdfDocument,
  svg: string,
  box: { x: number; y: number; width: number; height: number },
): void {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  assert(width !== undefined && height !== undefined, 'the SVG of a code says its size');
  document.save();
  document.translate(box.x, box.y).scale(box.width / Number(width), box.height / Number(height));
  for (const [, before = '', path = '', after = ''] of svg.matchAll(/<path ([^>]*?)d="([^"]*)"([^>]*)\/>/g)) {
    const stroke = /stroke-width="(\d+)"/.exec(`${before}${after}`)?.[1];
    if (stroke === undefined) document.path(path).fill('#000000', 'even-odd');
    else document.path(path).lineWidth(Number(stroke)).stroke('#000000');
  }
  document.restore();
}

/** Short lines outside the corners: they are cut off with the rest. */
function drawCropMarks(document: PdfDocument, x: number, y: number): void {
  const reach = mm(1.2);
  const gap = mm(0.2);
  document.lineWidth(0.25).strokeColor('#000000');
  for (const [cornerX, towardsX] of [
    [x, -1],
    [x + cardSize.width, 1],
  ] as const) {
    for (const [cornerY, towardsY] of [
      [y, -1],
      [y + cardSize.height, 1],
    ] as const) {
      document
        .moveTo(cornerX + towardsX * gap, cornerY)
        .lineTo(cornerX + towardsX * reach, cornerY)
        .stroke();
      document
        .moveTo(cornerX, cornerY + towardsY * gap)
        .lineTo(cornerX, cornerY + towardsY * reach)
        .stroke();
    }
  }
}
