import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseText } from '../../shared/domain/category-rules.ts';
import { gs1CheckDigit } from '../../shared/domain/ean.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { aCounter, categoryIdOf } from '../counter-fixture.ts';
import { productIdOfCode } from './product-id.ts';
import { searchProducts } from './products.ts';

const MOST = 20;

/** fast-check's own `binary` takes seconds to list the letters. */
const anyLetter = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));

const codeOf = (at: number): string => {
  const digits = `800${String(at).padStart(9, '0')}`;
  return digits + gs1CheckDigit(digits);
};

function aCatalogue(names: readonly string[]) {
  const counter = aCounter();
  names.forEach((name, at) => {
    counter.aProduct(codeOf(at), name, categoryIdOf('pasta'));
  });
  const search = (text: string, most = MOST) =>
    searchProducts(counter.db, text, most).map(({ name }) => name);
  return { ...counter, search };
}

describe('the search of products', () => {
  test('takes any words by their beginnings, in any order, accents and case aside', () => {
    const { search } = aCatalogue([
      'Caffè macinato Moka',
      'Biscotti al caffe',
      'Œufs frais',
      'Weißbier',
      'Tè nero',
    ]);
    expect(search('CAFFE')).toEqual(['Caffè macinato Moka', 'Biscotti al caffe']);
    expect(search('mok caff')).toEqual(['Caffè macinato Moka']);
    expect(search('oeu')).toEqual(['Œufs frais']);
    expect(search('weissb')).toEqual(['Weißbier']);
    expect(search('te')).toEqual(['Tè nero']);
    expect(search('acinato')).toEqual([]);
  });

  test('puts the best match first: the beginning of the name, then the whole word, then the shorter name', () => {
    const { search } = aCatalogue([
      'Biscotti al latte',
      'Latteria formaggio',
      'Latte intero fresco',
      'Latte',
    ]);
    expect(search('latte')).toEqual([
      'Latte',
      'Latte intero fresco',
      'Latteria formaggio',
      'Biscotti al latte',
    ]);
  });

  test('finds a code at once, in each of its forms, and products by the first digits', () => {
    const counter = aCatalogue(['Penne', 'Olio']);
    counter.aProduct('0036000291452', 'Fazzoletti 1000 pezzi', categoryIdOf('pasta'));
    expect(counter.search(codeOf(1))).toEqual(['Olio']);
    expect(counter.search('036000291452')).toEqual(['Fazzoletti 1000 pezzi']);
    expect(counter.search('8000000')).toEqual(['Penne', 'Olio']);
    expect(counter.search('1000')).toEqual(['Fazzoletti 1000 pezzi']);
  });

  test('shows what is out of use last', () => {
    const counter = aCatalogue(['Penne', 'Penne rigate']);
    counter.write(productSet, { productId: productIdOfCode(codeOf(0)), by: 'person', isActive: false });
    expect(counter.search('penne')).toEqual(['Penne rigate', 'Penne']);
  });

  test('follows a name that was changed', () => {
    const counter = aCatalogue(['Penne']);
    counter.write(productSet, { productId: productIdOfCode(codeOf(0)), by: 'person', name: 'Fusilli' });
    expect([counter.search('penne'), counter.search('fusilli')]).toEqual([[], ['Fusilli']]);
  });

  test.each([
    '"',
    '*',
    'AND',
    'OR NOT',
    'NEAR(',
    'a"b',
    "' OR 1=1 --",
    '-',
    '^a',
    'name:penne',
    '{',
    '\\',
    '(penne',
  ])('takes %s for text, not for a question to the index', (text) => {
    const { search } = aCatalogue(['Penne', 'And more']);
    expect(() => search(text)).not.toThrow();
  });

  test('never throws, whatever is typed', () => {
    const { search } = aCatalogue(['Penne']);
    fc.assert(
      fc.property(fc.string({ unit: anyLetter, maxLength: 60 }), (text) => {
        search(text);
      }),
    );
  });

  test('finds every product by any beginning of any of its words, or is full of others that match', () => {
    const word = fc.stringMatching(/^[a-zàèéìòùœß]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 8 }),
        (products, which, whichWord, length) => {
          const names = products.map(
            (words, at) => `${words.join(' ')} ${String.fromCodePoint(97 + (at % 26))}`,
          );
          const { search } = aCatalogue(names);
          const name = names[which % names.length] ?? '';
          const words = normaliseText(name).split(' ');
          const prefix = (words[whichWord % words.length] ?? '').slice(0, length);
          const found = search(prefix, 5);
          const isFull = found.length === 5;
          expect(isFull || found.includes(name)).toBe(true);
          for (const each of found) {
            expect(
              normaliseText(each)
                .split(' ')
                .some((one) => one.startsWith(prefix)),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
