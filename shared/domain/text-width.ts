/**
 * Text in a fixed number of columns. A column is one character as a person sees it (a grapheme), so that an
 * emoji or a letter with its accents takes one and is never cut in half.
 */
const graphemes = new Intl.Segmenter('it', { granularity: 'grapheme' });

/** The characters of a text as a person counts them. Law: joined they are the text. */
export const graphemesOf = (text: string): string[] =>
  Array.from(graphemes.segment(text), (part) => part.segment);

/** How many columns a text takes. */
export const columnsOf = (text: string): number => graphemesOf(text).length;

/**
 * One line of plain text: control characters (a name could carry a printer's commands) and the marks that
 * turn the direction of what follows become spaces, runs of spaces become one.
 */
export const plainLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();

/**
 * Lines of at most `width` columns, broken at spaces; a word longer than a line is broken anywhere. Law: but
 * for spaces, the lines joined are the text. An empty text is one empty line.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  for (const word of plainLine(text).split(' ')) {
    let rest = graphemesOf(word);
    if (line.length > 0 && line.length + 1 + rest.length <= width) {
      line.push(' ', ...rest);
      continue;
    }
    if (line.length > 0) lines.push(line.join(''));
    while (rest.length > width) {
      lines.push(rest.slice(0, width).join(''));
      rest = rest.slice(width);
    }
    line = rest;
  }
  if (line.length > 0 || lines.length === 0) lines.push(line.join(''));
  return lines;
}

/** As `wrapText`, at most `maxLines` lines: what does not fit is cut and the last line ends in `...`. */
export function wrapAndCut(text: string, width: number, maxLines: number): string[] {
  const lines = wrapText(text, width);
  if (lines.length <= maxLines) return lines;
  const last = graphemesOf(lines[maxLines - 1] ?? '')
    .slice(0, Math.max(0, width - 3))
    .join('')
    .trimEnd();
  return [...lines.slice(0, maxLines - 1), `${last}...`.slice(0, width)];
}
