import { assert } from '../../shared/domain/result.ts';
import type { FontFace, PlacedGlyph } from './font-faces.ts';
import type { ShapedText } from './shape-text.ts';

/** Of pdfkit's document, what drawing text needs. */
export type PdfDocument = PDFKit.PDFDocument;

/** Draws shaped text on the current page. `x` from the left and `y` of the base line from the top, in points. */
export type DrawText = (shaped: ShapedText, x: number, y: number, size: number) => void;

/** Embeds, in one document, the glyphs that it used of each font. `finish` comes once, before the document ends. */
export type PdfText = { readonly draw: DrawText; readonly finish: () => void };

/**
 * Text by our own hand rather than pdfkit's `text`: pdfkit reads the fonts again for every document, keeps every word
 * it ever shaped until the document ends, and does not order lines of two directions. Fonts here are shared by all
 * documents of a thread, and a document keeps only which glyphs it used.
 */
export function createPdfText(document: PdfDocument): PdfText {
  const fonts = new Map<FontFace, EmbeddedFace>();
  const fontOf = (face: FontFace): EmbeddedFace => {
    const known = fonts.get(face);
    if (known !== undefined) return known;
    const embedded = embedFace(document, face);
    fonts.set(face, embedded);
    return embedded;
  };
  return {
    draw: (shaped, x, y, size) => {
      let at = x;
      for (const { face, glyphs, written } of shaped.runs) {
        const font = fontOf(face);
        document.page.fonts[face.key] ??= font.reference;
        const shown = `BT /${face.key} ${number(size)} Tf ${showGlyphs(font, glyphs, at, y, size)}ET`;
        document.addContent(
          written === null ? shown : `/Span <</ActualText <feff${utf16(written)}>>> BDC ${shown} EMC`,
        );
        at += (glyphs.reduce((sum, { advance }) => sum + advance, 0) * size) / 1000;
      }
    },
    finish: () => {
      for (const font of fonts.values()) font.finish();
    },
  };
}

/** The page is drawn top down, so each text turns itself upright again. */
function showGlyphs(
  font: EmbeddedFace,
  glyphs: readonly PlacedGlyph[],
  x: number,
  y: number,
  size: number,
): string {
  const move = (atX: number, atY: number) => `1 0 0 -1 ${number(atX)} ${number(atY)} Tm `;
  const isEven = glyphs.every(
    (glyph) => glyph.xOffset === 0 && glyph.yOffset === 0 && glyph.advance === glyph.fontAdvance,
  );
  if (isEven) return `${move(x, y)}<${glyphs.map(font.use).join('')}> Tj `;
  let content = '';
  let at = x;
  for (const glyph of glyphs) {
    content += `${move(at + (glyph.xOffset * size) / 1000, y - (glyph.yOffset * size) / 1000)}<${font.use(glyph)}> Tj `;
    at += (glyph.advance * size) / 1000;
  }
  return content;
}

type EmbeddedFace = {
  readonly reference: PDFKit.PDFKitReference;
  /** The glyph's number in this document, as four hex digits. */
  readonly use: (glyph: PlacedGlyph) => string;
  readonly finish: () => void;
};

function embedFace(document: PdfDocument, face: FontFace): EmbeddedFace {
  const subset = face.font.createSubset();
  const reference = document.ref({});
  const numbers = new Map<number, string>();
  const widths = [face.font.getGlyph(0).advanceWidth * face.scale];
  const codePoints: (readonly number[])[] = [[0xfffd]];
  return {
    reference,
    use: (glyph) => {
      const known = numbers.get(glyph.id);
      if (known !== undefined) return known;
      // The types say boolean; the library answers with the glyph's number in the subset, and takes a number.
      const include = subset.includeGlyph as unknown as (this: unknown, id: number) => number;
      const number = include.call(subset, glyph.id);
      widths[number] = glyph.fontAdvance;
      codePoints[number] = glyph.codePoints;
      const hex = number.toString(16).padStart(4, '0');
      numbers.set(glyph.id, hex);
      return hex;
    },
    finish: () => {
      const file = streamOf(document, {}, subset.encode());
      const descriptor = document.ref(descriptorOf(face, file));
      descriptor.end(undefined);
      const descendant = document.ref({
        Type: 'Font',
        Subtype: 'CIDFontType2',
        BaseFont: nameOf(face),
        // A String object is written as a PDF string, a primitive one as a name.
        CIDSystemInfo: { Registry: asText('Adobe'), Ordering: asText('Identity'), Supplement: 0 },
        FontDescriptor: descriptor,
        CIDToGIDMap: 'Identity',
        // A composite glyph brings its parts along: they have a number and are never shown by themselves.
        W: [0, Array.from(widths, (width) => Math.round((width ?? 0) * 100) / 100)],
      });
      descendant.end(undefined);
      Object.assign(reference.data, {
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: nameOf(face),
        Encoding: 'Identity-H',
        DescendantFonts: [descendant],
        ToUnicode: streamOf(document, {}, Buffer.from(unicodeMap(codePoints))),
      });
      reference.end(undefined);
    },
  };
}

function streamOf(document: PdfDocument, entries: object, content: Uint8Array): PDFKit.PDFKitReference {
  const reference = document.ref(entries);
  reference.end(content);
  return reference;
}

/** Six letters mark a font that is embedded in part. */
const nameOf = (face: FontFace): string => `BANCO${face.key}+${face.font.postscriptName}`;

const asText = (text: string): object => Object(text);

function descriptorOf({ font, scale, ...face }: FontFace, file: PDFKit.PDFKitReference): object {
  const { minX, minY, maxX, maxY } = font.bbox;
  const SYMBOLIC = 4;
  return {
    Type: 'FontDescriptor',
    FontName: nameOf({ font, scale, ...face }),
    Flags: SYMBOLIC,
    FontBBox: [minX, minY, maxX, maxY].map((value) => Math.round(value * scale)),
    ItalicAngle: 0,
    Ascent: Math.round(font.ascent * scale),
    Descent: Math.round(font.descent * scale),
    CapHeight: Math.round(font.capHeight * scale),
    StemV: 0,
    FontFile2: file,
  };
}

/** So that text can be searched and copied. At most 100 entries are allowed in one range. */
function unicodeMap(codePoints: readonly (readonly number[] | undefined)[]): string {
  const entries = Array.from(codePoints, (points, number) => ({ points: points ?? [0xfffd], number }));
  const blocks: string[] = [];
  for (let start = 0; start < entries.length; start += 100) {
    const block = entries.slice(start, start + 100);
    const lines = block.map(
      ({ points, number }) => `<${hex4(number)}> <${utf16(String.fromCodePoint(...points))}>`,
    );
    blocks.push(`${block.length} beginbfchar\n${lines.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

const utf16 = (text: string): string =>
  Array.from({ length: text.length }, (_, index) => hex4(text.charCodeAt(index))).join('');

function number(value: number): string {
  assert(Number.isFinite(value), 'a place on the page is a number');
  return String(Math.round(value * 100) / 100);
}
