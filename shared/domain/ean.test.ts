import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eanSchema, gs1CheckDigit, normaliseEan } from './ean.ts';

const withCheckDigit = (digits: string): string => digits + gs1CheckDigit(digits);
const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const ean13 = fc.stringMatching(/^[1-9][0-9]{11}$/).map(withCheckDigit);

describe('normaliseEan', () => {
  test('takes EAN-13 and EAN-8 as they are', () => {
    expect(normaliseEan('4006381333931')).toEqual({ ok: true, value: '4006381333931' });
    expect(normaliseEan('73513537')).toEqual({ ok: true, value: '73513537' });
  });

  test('writes a UPC-A as its EAN-13', () => {
    expect(normaliseEan('036000291452')).toEqual({ ok: true, value: '0036000291452' });
  });

  test('writes an EAN-8 padded with zeros, and a GTIN-14 of a single piece, in their one form', () => {
    expect(normaliseEan('0000073513537')).toEqual({ ok: true, value: '73513537' });
    expect(normaliseEan('04006381333931')).toEqual({ ok: true, value: '4006381333931' });
  });

  test('says which check digit it expected', () => {
    expect(normaliseEan('4006381333932')).toEqual({
      ok: false,
      error: { type: 'WrongCheckDigit', expected: 1 },
    });
  });

  test('does not take a carton for its content', () => {
    expect(normaliseEan(withCheckDigit('1400638133393'))).toEqual({
      ok: false,
      error: { type: 'PackOfSeveral' },
    });
  });

  test('refuses other lengths and other characters', () => {
    for (const text of [
      '',
      '400638133393',
      '40063813339311',
      '4006381333 31',
      '٤006381333931',
      '1'.repeat(1000),
    ]) {
      expect(normaliseEan(text).ok).toBe(false);
    }
  });

  test('detects any single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.oneof(ean13, digits(7).map(withCheckDigit)),
        fc.nat(12),
        fc.integer({ min: 1, max: 9 }),
        (ean, at, by) => {
          const index = at % ean.length;
          const wrong = ean.slice(0, index) + ((Number(ean[index]) + by) % 10) + ean.slice(index + 1);
          expect(normaliseEan(wrong)).toMatchObject({ error: { type: 'WrongCheckDigit' } });
        },
      ),
    );
  });

  test('leaves its own answer as it is, and the schema takes exactly those', () => {
    fc.assert(
      fc.property(fc.oneof(digits(7), digits(11), digits(12)).map(withCheckDigit), (text) => {
        const ean = normaliseEan(text);
        if (!ean.ok) throw new Error('a right check digit was refused');
        expect(normaliseEan(ean.value)).toEqual(ean);
        expect(eanSchema.safeParse(ean.value).success).toBe(true);
        expect(eanSchema.safeParse(text).success).toBe(text === ean.value);
      }),
    );
  });
});
