import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { isRightToLeft } from '../../shared/domain/paper-language.ts';
import type { ReceiptColumns } from '../../shared/domain/printer.ts';
import { DOTS_IN_A_COLUMN, type RollPicture, type TextBlock } from '../../shared/domain/roll-picture.ts';
import { loadFontFaces } from './font-faces.ts';
import { type Direction, type ShapedText, shapeText } from './shape-text.ts';

/** As the printer's own letters at each size: its plain ones are 24 dots high. */
const SCALES = { normal: 1, large: 2, huge: 8 } as const;

/** Dots of a plain line. Arabic letters with their marks reach further up and down than the letters of a printer. */
const LETTER_SIZE = 26;
const LINE_HEIGHT = 40;
const BASE_LINE = 29;

const require = createRequire(import.meta.url);
let ready: Promise<void> | null = null;

/** The drawing library is compiled once by each thread that draws. */
const prepare = (): Promise<void> => {
  ready ??= readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')).then((wasm) => initWasm(wasm));
  return ready;
};

/**
 * Lines as pictures, one for each and in their order, for printers that lack their letters. The letters are joined and
 * ordered as on a statement. Law: a picture is exactly as wide as the paper; a line that would be wider is drawn smaller.
 */
export async function drawRollLines(
  lines: readonly TextBlock[],
  columns: ReceiptColumns,
): Promise<RollPicture[]> {
  await prepare();
  return lines.map((line) => drawLine(line, columns * DOTS_IN_A_COLUMN));
}

function drawLine(line: TextBlock, width: number): RollPicture {
  const scale = SCALES[line.size];
  const height = LINE_HEIGHT * scale;
  const paths = placeOnLine(line, width)
    .map(({ shaped, x, size }) => pathsOf(shaped, x, BASE_LINE * scale, size))
    .join('');
  const svg = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${paths}</svg>`,
    { background: 'white', font: { loadSystemFonts: false } },
  );
  const image = svg.render();
  const picture = { width: image.width, height: image.height, data: image.pixels.slice() };
  image.free();
  svg.free();
  return picture;
}

type PlacedText = { readonly shaped: ShapedText; readonly x: number; readonly size: number };

/** A label at one end of the line and, after a gap of two columns or more, its value at the other. */
const LINE_PARTS = /^(?<indent> *)(?<label>.*?)(?: {2,}(?<value>\S.*))?$/u;

function placeOnLine(line: TextBlock, width: number): PlacedText[] {
  const { indent = '', label = '', value = '' } = LINE_PARTS.exec(line.text)?.groups ?? {};
  const isMirrored = line.language !== undefined && isRightToLeft(line.language);
  const direction: Direction = isMirrored ? 'rtl' : 'ltr';
  const { regular, bold } = loadFontFaces();
  const weight = line.bold ? bold : regular;
  const shapedLabel = shapeText(label, weight, direction);
  const shapedValue = shapeText(value, weight, direction);
  const start = indent.length * DOTS_IN_A_COLUMN;
  const gap = value === '' ? 0 : DOTS_IN_A_COLUMN;
  const size = sizeThatFits(shapedLabel.width + shapedValue.width, width - start - gap, SCALES[line.size]);
  const labelDots = (shapedLabel.width * size) / 1000;
  const valueDots = (shapedValue.width * size) / 1000;
  if (line.align === 'center') return [{ shaped: shapedLabel, x: (width - labelDots) / 2, size }];
  return [
    { shaped: shapedLabel, x: isMirrored ? width - start - labelDots : start, size },
    { shaped: shapedValue, x: isMirrored ? 0 : width - valueDots, size },
  ];
}

const sizeThatFits = (thousandths: number, width: number, scale: number): number =>
  thousandths === 0 ? LETTER_SIZE * scale : Math.min(LETTER_SIZE * scale, (width * 1000) / thousandths);

/** The outlines of the glyphs: the fonts count upwards, the paper downwards. */
function pathsOf(shaped: ShapedText, x: number, baseLine: number, size: number): string {
  const dots = (thousandths: number) => (thousandths * size) / 1000;
  let paths = '';
  let at = x;
  for (const { face, glyphs } of shaped.runs) {
    const unit = dots(face.scale);
    for (const glyph of glyphs) {
      const outline = face.font.getGlyph(glyph.id).path.toSVG();
      const place = `matrix(${unit} 0 0 ${-unit} ${at + dots(glyph.xOffset)} ${baseLine - dots(glyph.yOffset)})`;
      paths += `<path transform="${place}" d="${outline}"/>`;
      at += dots(glyph.advance);
    }
  }
  return paths;
}
