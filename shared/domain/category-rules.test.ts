import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Category, categoriesSchema, categorySchema } from './category.ts';
import { createCategoriser, normaliseText } from './category-rules.ts';

const aCategory = (
  categoryId: string,
  words: string[],
  more: Partial<Record<keyof Category, unknown>> = {},
) =>
  categorySchema.parse({
    categoryId,
    name: { it: categoryId, en: categoryId },
    points: 1,
    priority: 4,
    words,
    ...more,
  });

describe('normaliseText', () => {
  it('folds case, accents and ligatures and keeps words apart', () => {
    expect(normaliseText("  Caffè d'ORZO – Œufs, weiß & smørrebrød (1,5 l) ")).toBe(
      'caffe d orzo oeufs weiss smorrebrod 1 5 l',
    );
  });

  it.each([
    ['ϒ', 'υ'],
    ['𝐀', 'a'],
    ['🄰', 'a'],
    ['İ', 'i'],
  ])('lowers %s, which decomposes into a capital', (letter, folded) => {
    expect(normaliseText(letter)).toBe(folded);
    expect(normaliseText(folded)).toBe(folded);
  });

  it('done twice is done once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('createCategoriser', () => {
  const categorise = createCategoriser([
    aCategory('olive-oil', ['olio', 'olio di oliva'], { excludeWords: ['tonno'] }),
    aCategory('seed-oil', ['olio di semi']),
    aCategory('nappies', ['pannolin*']),
    aCategory('biscuits', ['biscott*'], { priority: 6 }),
    aCategory('chocolate', ['cioccolat*']),
    aCategory('pasta', ['penne'], { weakWords: ['barilla'] }),
    aCategory('fish', ['tonno']),
    aCategory('to-classify', []),
  ]);

  it.each([
    ["OLIO D'OLIVA", 'olive-oil'],
    ['Olio di Semi vari', 'seed-oil'],
    ['Pannolini taglia 3', 'nappies'],
    ['Cioccolato biscottato', 'biscuits'],
    ['Cioccolato con biscotti', 'chocolate'],
    ['Barilla cioccolato', 'chocolate'],
    ['Barilla n. 5', 'pasta'],
    ["Tonno all'olio di oliva", 'fish'],
    ['Olio tonno', 'fish'],
    ['Oliocentro', 'to-classify'],
    ['', 'to-classify'],
    ['constructor __proto__', 'to-classify'],
  ])('%s is %s', (name, expected) => {
    expect(categorise(name)).toBe(expected);
  });

  it('gives any name at all one of its categories', () => {
    const known = [
      'olive-oil',
      'seed-oil',
      'nappies',
      'biscuits',
      'chocolate',
      'pasta',
      'fish',
      'to-classify',
    ];
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => known.includes(categorise(name))));
  });

  it('does not depend on case, accents or what stands between words', () => {
    const words = fc.array(fc.constantFrom('olio', 'semi', 'tonno', 'biscotti', 'penne', 'con', 'xyz'));
    fc.assert(
      fc.property(words, (list) => {
        expect(categorise(list.join(' - ').toUpperCase())).toBe(categorise(list.join(' ')));
      }),
    );
  });
});

describe('categoriesSchema', () => {
  it('wants each id once and a place for what matches nothing', () => {
    const [one, rest] = [aCategory('pasta', ['penne']), aCategory('to-classify', [])];
    expect(categoriesSchema.safeParse([one, rest]).success).toBe(true);
    expect(categoriesSchema.safeParse([one, one, rest]).success).toBe(false);
    expect(categoriesSchema.safeParse([one]).success).toBe(false);
  });
});
