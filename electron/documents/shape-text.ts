import bidiFactory, { type Bidi } from 'bidi-js';
import { graphemesOf, plainLine } from '../../shared/domain/text-width.ts';
import { type FontFace, type FontWeight, findGlyph, type PlacedGlyph } from './font-faces.ts';

/**
 * Glyphs of one font from left to right, as they are seen. `written` is what they say in the order of reading, where
 * the glyphs alone do not tell: joined Arabic letters share their shapes.
 */
export type GlyphRun = {
  readonly face: FontFace;
  readonly glyphs: readonly PlacedGlyph[];
  readonly written: string | null;
};

/** A line of text ready to be drawn. Law: `width` is the sum of the glyphs' advances. */
export type ShapedText = { readonly runs: readonly GlyphRun[]; readonly width: number };

export type Direction = 'ltr' | 'rtl';

// The package's types name a default export where Node hands over the function itself.
const createBidi = bidiFactory as unknown as () => Bidi;
const bidi = createBidi();

/** Shown for a character that no font here has, such as an emoji: the reader sees that something stood there. */
const REPLACEMENT = '\uFFFD';

const isPlain = (codePoint: number): boolean =>
  (codePoint >= 0x20 && codePoint < 0x300) ||
  (codePoint >= 0x370 && codePoint < 0x483) ||
  (codePoint >= 0x48a && codePoint < 0x530) ||
  (codePoint >= 0x1e00 && codePoint < 0x1f00) ||
  (codePoint >= 0x2010 && codePoint < 0x2027) ||
  codePoint === 0x20ac;

/** What took work to shape. Names come again on every page; figures never get here. */
const shapedBefore = new Map<string, ShapedText>();
const MAX_REMEMBERED = 2_000;

/**
 * Shapes one line. Latin, Greek and Cyrillic letters stand side by side as they are; everything else is ordered by the
 * Unicode bidirectional algorithm and shaped by the font, so that Arabic letters join.
 */
export function shapeText(text: string, weight: FontWeight, direction: Direction = 'ltr'): ShapedText {
  const plain = shapePlain(text, weight.main);
  if (plain !== null) return plain;
  const key = `${weight.main.key}${direction}${text}`;
  const before = shapedBefore.get(key);
  if (before !== undefined) return before;
  const shaped = shapeRuns(readable(text, weight), weight, direction);
  if (shapedBefore.size >= MAX_REMEMBERED) shapedBefore.clear();
  shapedBefore.set(key, shaped);
  return shaped;
}

function shapePlain(text: string, face: FontFace): ShapedText | null {
  const glyphs: PlacedGlyph[] = [];
  let width = 0;
  for (let index = 0; index < text.length; index++) {
    const codePoint = text.charCodeAt(index);
    const glyph = isPlain(codePoint) ? findGlyph(face, codePoint) : null;
    if (glyph === null) return null;
    glyphs.push(glyph);
    width += glyph.advance;
  }
  return { runs: [{ face, glyphs, written: null }], width };
}

function readable(text: string, { main, arabic }: FontWeight): string {
  const hasGlyphs = (grapheme: string) =>
    Array.from(grapheme).every((character) => {
      const codePoint = character.codePointAt(0) ?? 0;
      return findGlyph(main, codePoint) !== null || findGlyph(arabic, codePoint) !== null;
    });
  return graphemesOf(plainLine(text))
    .map((grapheme) => (hasGlyphs(grapheme) ? grapheme : REPLACEMENT))
    .join('');
}

type LogicalRun = { readonly text: string; readonly level: number; readonly face: FontFace };

function shapeRuns(text: string, weight: FontWeight, direction: Direction): ShapedText {
  const runs = inVisualOrder(logicalRuns(text, weight, direction)).map(({ text, level, face }) => ({
    face,
    glyphs: shapeRun(text, face, level % 2 === 1),
    written: level % 2 === 1 ? text : null,
  }));
  const width = runs.reduce(
    (sum, { glyphs }) => sum + glyphs.reduce((within, glyph) => within + glyph.advance, 0),
    0,
  );
  return { runs, width };
}

/** Stretches of one level and one font, in the order they are written. */
function logicalRuns(text: string, { main, arabic }: FontWeight, direction: Direction): LogicalRun[] {
  const { levels } = bidi.getEmbeddingLevels(text, direction);
  const runs: { text: string; level: number; face: FontFace }[] = [];
  let index = 0;
  for (const character of text) {
    const level = levels[index] ?? 0;
    const shown = level % 2 === 1 ? (bidi.getMirroredCharacter(character) ?? character) : character;
    const last = runs.at(-1);
    const codePoint = shown.codePointAt(0) ?? 0;
    const joins = last !== undefined && last.level === level;
    // A space or a mark stays with the letters it follows, so that they are shaped together.
    const keepsFace = joins && !isLetter(shown) && findGlyph(last.face, codePoint) !== null;
    const face = keepsFace ? last.face : findGlyph(main, codePoint) === null ? arabic : main;
    if (joins && last.face === face) last.text += shown;
    else runs.push({ text: shown, level, face });
    index += character.length;
  }
  return runs;
}

const isLetter = (character: string): boolean => /\p{L}/u.test(character);

/** Rule L2 of the bidirectional algorithm (Unicode annex 9), on whole runs: the font turns what is inside. */
function inVisualOrder(runs: LogicalRun[]): LogicalRun[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level >= 1; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start;
      while ((ordered[end]?.level ?? -1) >= level) end += 1;
      if (end - start > 1) ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      if (end > start) start = end - 1;
    }
  }
  return ordered;
}

function shapeRun(text: string, face: FontFace, isRightToLeft: boolean): PlacedGlyph[] {
  const { glyphs, positions } = layOut(text, face, isRightToLeft ? 'rtl' : 'ltr');
  return glyphs.map((glyph, index) => {
    const position = positions[index];
    return {
      id: glyph.id,
      fontAdvance: glyph.advanceWidth * face.scale,
      advance: (position?.xAdvance ?? glyph.advanceWidth) * face.scale,
      xOffset: (position?.xOffset ?? 0) * face.scale,
      yOffset: (position?.yOffset ?? 0) * face.scale,
      codePoints: glyph.codePoints,
    };
  });
}

/**
 * Fontkit fails on rare letters (U+0760 among them) for which the font leaves out the place of a mark: those are shaped
 * once more without placing marks, so that no name can keep a statement from being printed.
 */
function layOut(text: string, face: FontFace, direction: Direction): ReturnType<FontFace['font']['layout']> {
  try {
    return face.font.layout(text, undefined, undefined, undefined, direction);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return face.font.layout(text, { mark: false, mkmk: false }, undefined, undefined, direction);
  }
}
