import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, graphemesOf, plainLine, wrapAndCut, wrapText } from './text-width.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });
const anyWidth = fc.integer({ min: 1, max: 48 });

describe('text in columns', () => {
  test('no wrapped line is wider than the paper', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        expect(wrapText(text, width).filter((line) => columnsOf(line) > width)).toEqual([]);
      }),
    );
  });

  test('wrapping loses nothing but spaces', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        const withoutSpaces = (value: string) => value.replaceAll(' ', '');
        expect(withoutSpaces(wrapText(text, width).join(''))).toBe(withoutSpaces(plainLine(text)));
      }),
    );
  });

  test('a cut text has no more lines than allowed and says that it was cut', () => {
    expect(wrapAndCut('uno due tre quattro cinque sei', 8, 2)).toEqual(['uno due', 'tre...']);
    expect(wrapAndCut('uno due', 8, 2)).toEqual(['uno due']);
  });

  test('an emoji family and an accented letter take one column each', () => {
    expect(graphemesOf('👨‍👩‍👧é')).toHaveLength(2);
  });

  test('printer commands and direction marks in a name become spaces', () => {
    expect(plainLine('Pasta\u001b@\n\u202eRiso\u0000')).toBe('Pasta @ Riso');
  });
});
