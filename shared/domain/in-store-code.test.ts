import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gs1CheckDigit } from './ean.ts';
import {
  defaultInStorePatterns,
  innerCheckDigit,
  inStorePatternSchema,
  inStorePatternsSchema,
  readInStoreCode,
} from './in-store-code.ts';

const withCheckDigit = (digits: string): string => digits + gs1CheckDigit(digits);
const patterns = (...layouts: string[]) => inStorePatternsSchema.parse(layouts.map((layout) => ({ layout })));

describe('in-store codes', () => {
  test('the default layout is item of 6 digits and price of 5 in cents', () => {
    expect(readInStoreCode(withCheckDigit('200123400350'), defaultInStorePatterns)).toEqual({
      itemCode: '001234',
      priceCents: 350,
    });
  });

  test('a weight layout gives grams, and the first layout that fits reads the code', () => {
    const table = patterns('28IIIIIWWWWWC', '2IIIIIIPPPPPC');
    expect(readInStoreCode(withCheckDigit('281234501250'), table)).toEqual({
      itemCode: '12345',
      grams: 1250,
    });
    expect(readInStoreCode(withCheckDigit('271234501250'), table)).toEqual({
      itemCode: '712345',
      priceCents: 1250,
    });
  });

  test('a scale that prints tens of grams has a step', () => {
    const table = inStorePatternsSchema.parse([{ layout: '2IIIIIXXWWWWC', step: 10 }]);
    expect(readInStoreCode(withCheckDigit('212345990125'), table)).toEqual({
      itemCode: '12345',
      grams: 1250,
    });
  });

  test('a wrong inner check digit is not read as a price', () => {
    const table = patterns('2IIIIIVPPPPPC');
    const inner = innerCheckDigit('14685');
    expect(readInStoreCode(withCheckDigit(`212345${inner}14685`), table)).toEqual({
      itemCode: '12345',
      priceCents: 14685,
    });
    expect(readInStoreCode(withCheckDigit(`212345${(inner + 1) % 10}14685`), table)).toBeNull();
  });

  test('the inner check digits are those of the examples in the GS1 General Specifications', () => {
    expect([innerCheckDigit('2875'), innerCheckDigit('14685')]).toEqual([9, 6]);
  });

  test('the inner check digit detects any single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]{4,5}$/),
        fc.nat(4),
        fc.integer({ min: 1, max: 9 }),
        (price, at, by) => {
          const index = at % price.length;
          const wrong = price.slice(0, index) + ((Number(price[index]) + by) % 10) + price.slice(index + 1);
          expect(innerCheckDigit(wrong)).not.toBe(innerCheckDigit(price));
        },
      ),
    );
  });

  test('a wrong check digit, a maker code and an empty table read nothing', () => {
    expect(readInStoreCode('2001234003500', defaultInStorePatterns)).toBeNull();
    expect(readInStoreCode('4006381333931', defaultInStorePatterns)).toBeNull();
    expect(readInStoreCode(withCheckDigit('200123400350'), [])).toBeNull();
  });

  test.each([
    '',
    '2IIIIIIPPPPP',
    '8IIIIIIPPPPPC',
    '2IIIPIIPPPPPC',
    '2IIIIIIPPWWWC',
    '2IIIIIIXXXXXC',
    '2IIIIIVPPPVPC',
    '2IIIIIIIIVPPPC',
  ])('the layout %j is refused', (layout) => {
    expect(inStorePatternSchema.safeParse({ layout }).success).toBe(false);
  });
});
