import { graphemesOf, plainLine } from '../../shared/domain/text-width.ts';
import type { FontWeight } from './font-faces.ts';
import { type Direction, type ShapedText, shapeText } from './shape-text.ts';

/** How a piece of text is set: lengths in points. */
export type TextStyle = {
  readonly weight: FontWeight;
  readonly size: number;
  readonly direction: Direction;
};

export const shapedWidth = (shaped: ShapedText, size: number): number => (shaped.width * size) / 1000;

const ELLIPSIS = '…';

/**
 * Shapes a text into lines of at most `width` points and at most `maxLines` of them, broken at spaces; a word that is
 * longer than a line is broken anywhere; what does not fit is cut and ends in an ellipsis. Law: no line is wider.
 */
export function wrapShaped(text: string, width: number, maxLines: number, style: TextStyle): ShapedText[] {
  const shape = (line: string) => shapeText(line, style.weight, style.direction);
  const fits = (line: string) => shapedWidth(shape(line), style.size) <= width;
  const whole = plainLine(text);
  if (fits(whole)) return [shape(whole)];

  const lines: string[] = [];
  let line = '';
  for (const word of whole.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (!fits(rest) && lines.length <= maxLines) {
      const head = longestStart(rest, fits);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = rest;
    if (lines.length > maxLines) break;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= maxLines) return lines.map(shape);
  const last = longestStart(lines[maxLines - 1] ?? '', (start) => fits(start + ELLIPSIS));
  return [...lines.slice(0, maxLines - 1), last.trimEnd() + ELLIPSIS].map(shape);
}

/** The longest start that fits, whole characters as a person sees them; at least one, or a line would stay empty. */
function longestStart(text: string, fits: (start: string) => boolean): string {
  const graphemes = graphemesOf(text);
  let start = graphemes[0] ?? '';
  for (const grapheme of graphemes.slice(1)) {
    if (!fits(start + grapheme)) break;
    start += grapheme;
  }
  return start;
}
