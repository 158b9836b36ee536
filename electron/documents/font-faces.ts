import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { assert } from '../../shared/domain/result.ts';

/** A whole TrueType font, read once by each thread that draws documents, and what was looked up in it so far. */
export type FontFace = {
  readonly key: string;
  readonly font: Font;
  /** From units of the font to thousandths of the letter size. */
  readonly scale: number;
  /** Glyphs of single characters; null where the font has none. */
  readonly glyphs: Map<number, PlacedGlyph | null>;
};

/** One glyph in its place. All lengths in thousandths of the letter size. */
export type PlacedGlyph = {
  readonly id: number;
  /** Width in the font, which the reader of a PDF moves on by. */
  readonly fontAdvance: number;
  readonly advance: number;
  readonly xOffset: number;
  readonly yOffset: number;
  readonly codePoints: readonly number[];
};

/** One weight: most scripts in the first, Arabic in the second. */
export type FontWeight = { readonly main: FontFace; readonly arabic: FontFace };
export type FontFaces = { readonly regular: FontWeight; readonly bold: FontWeight };

const require = createRequire(import.meta.url);
const fontFile = (family: string, weight: string): string =>
  require.resolve(
    `@expo-google-fonts/${family}/${weight}/${family === 'noto-sans' ? 'NotoSans' : 'NotoSansArabic'}_${weight}.ttf`,
  );

/** The files of the font that most scripts are in. */
export const mainFontFiles = (): { readonly regular: string; readonly bold: string } => ({
  regular: fontFile('noto-sans', '400Regular'),
  bold: fontFile('noto-sans', '700Bold'),
});

let loaded: FontFaces | null = null;

/** Noto Sans and Noto Sans Arabic (Open Font License), whole: a name may hold any of their characters. */
export function loadFontFaces(): FontFaces {
  loaded ??= {
    regular: {
      main: loadFace('R', fontFile('noto-sans', '400Regular')),
      arabic: loadFace('A', fontFile('noto-sans-arabic', '400Regular')),
    },
    bold: {
      main: loadFace('B', fontFile('noto-sans', '700Bold')),
      arabic: loadFace('C', fontFile('noto-sans-arabic', '700Bold')),
    },
  };
  return loaded;
}

function loadFace(key: string, file: string): FontFace {
  const font = create(readFileSync(file));
  assert('createSubset' in font, 'the file holds one font');
  return { key, font, scale: 1000 / font.unitsPerEm, glyphs: new Map() };
}

/** The glyph of one character on its own, without shaping. */
export function findGlyph(face: FontFace, codePoint: number): PlacedGlyph | null {
  const known = face.glyphs.get(codePoint);
  if (known !== undefined) return known;
  const glyph = face.font.hasGlyphForCodePoint(codePoint) ? face.font.glyphForCodePoint(codePoint) : null;
  const found = glyph === null ? null : placeAlone(glyph.id, glyph.advanceWidth * face.scale, codePoint);
  face.glyphs.set(codePoint, found);
  return found;
}

const placeAlone = (id: number, advance: number, codePoint: number): PlacedGlyph => ({
  id,
  advance,
  fontAdvance: advance,
  xOffset: 0,
  yOffset: 0,
  codePoints: [codePoint],
});
