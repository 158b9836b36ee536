import { describe, expect, test } from 'vitest';
import { patternsToText, textToPatterns } from './scale-labels.ts';

describe('the layouts of scale labels as text', () => {
  test('are read as they were written, whatever the case and the empty lines', () => {
    const patterns = [
      { layout: '28IIIIIWWWWWC', step: 10 },
      { layout: '2IIIIIIPPPPPC', step: 1 },
    ];
    expect(textToPatterns(patternsToText(patterns))).toEqual({ ok: true, value: patterns });
    expect(textToPatterns('\n 28iiiiiwwwwwc 10\n\n2IIIIIIPPPPPC \n')).toEqual({ ok: true, value: patterns });
  });

  test.each([
    ['2IIIIIIC', 1, '2IIIIIIC'],
    ['2IIIIIIPPPPPC\n2IIIIIIPPPPPC dieci', 2, '2IIIIIIPPPPPC dieci'],
    ['2IIIIIIPPPPPC 1 1', 1, '2IIIIIIPPPPPC 1 1'],
  ])('name the first line that is none: %s', (text, line, layout) => {
    expect(textToPatterns(text)).toEqual({ ok: false, error: { line, layout } });
  });
});
