import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gs1CheckDigit } from './ean.ts';
import { fullYear, parseGs1 } from './gs1.ts';
import { lastDayOf, type PrintedDate, printedDateSchema } from './printed-date.ts';

const gtin = '04006381333931';
const gs = '\x1d';

describe('parseGs1', () => {
  test('reads product, lot, best before and use by', () => {
    expect(parseGs1(`01${gtin}1526120010LOT-7${gs}17261231`, 2026)).toEqual({
      ok: true,
      value: {
        gtin,
        lot: 'LOT-7',
        bestBefore: { precision: 'month', month: '2026-12' },
        useBy: { precision: 'day', on: '2026-12-31' },
      },
    });
  });

  test('reads the form for people the same way', () => {
    expect(parseGs1(`(01)${gtin}(15)261200(10)LOT-7(17)261231`, 2026)).toEqual(
      parseGs1(`01${gtin}1526120010LOT-7${gs}17261231`, 2026),
    );
  });

  test('passes over what it does not need, fixed and variable', () => {
    const others = `00${'3'.repeat(18)}112501013103001250414123456789012839221234${gs}21SERIAL${gs}70032601011200${gs}`;
    expect(parseGs1(`${others}01${gtin}10A`, 2026)).toEqual({ ok: true, value: { gtin, lot: 'A' } });
  });

  test('a separator after a fixed length, at the start or at the end does no harm', () => {
    expect(parseGs1(`${gs}01${gtin}${gs}10A${gs}`, 2026)).toEqual({ ok: true, value: { gtin, lot: 'A' } });
  });

  test('the apostrophe of an Italian keyboard layout is a hyphen again', () => {
    expect(parseGs1("10L'12", 2026)).toEqual({ ok: true, value: { lot: 'L-12' } });
  });

  test.each([
    ['0112345', 'WrongLength'],
    ['10', 'WrongLength'],
    [`10${'A'.repeat(21)}`, 'WrongLength'],
    ['010400638133393217261231', 'WrongCheckDigit'],
    ['17261331', 'WrongDate'],
    ['15260230', 'WrongDate'],
    ['15260000', 'WrongDate'],
    ['1526AB00', 'WrongDate'],
    ['5512', 'UnknownApplicationIdentifier'],
    ['(01)(10)A', 'WrongLength'],
    ['(99', 'UnknownApplicationIdentifier'],
    ['9'.repeat(201), 'TooLong'],
  ])('%j is refused as %s', (text, type) => {
    expect(parseGs1(text, 2026)).toMatchObject({ ok: false, error: { type } });
  });

  test('any elements in any order are read back', () => {
    const pieces = fc.record({
      product: fc.stringMatching(/^[0-9]{13}$/).map((digits) => digits + gs1CheckDigit(digits)),
      lot: fc.stringMatching(/^[0-9A-Za-z/.-]{1,20}$/),
      day: fc.integer({ min: 0, max: 28 }).map((day) => String(day).padStart(2, '0')),
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    });
    fc.assert(
      fc.property(pieces, ({ product, lot, day, order }) => {
        const elements = [`01${product}`, `10${lot}${gs}`, `172702${day}`];
        const useBy: PrintedDate = printedDateSchema.parse(
          day === '00'
            ? { precision: 'month', month: '2027-02' }
            : { precision: 'day', on: `2027-02-${day}` },
        );
        expect(parseGs1(order.map((index) => elements[index]).join(''), 2026)).toEqual({
          ok: true,
          value: { gtin: product, lot, useBy },
        });
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 220 }), (text) => typeof parseGs1(text, 2026).ok === 'boolean'),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789()', gs), maxLength: 60 }),
        (text) => typeof parseGs1(text, 2026).ok === 'boolean',
      ),
    );
  });
});

describe('dates', () => {
  test('the century is that of the GS1 rule', () => {
    expect([fullYear(76, 2026), fullYear(77, 2026), fullYear(26, 2026), fullYear(0, 2026)]).toEqual([
      2076, 1977, 2026, 2000,
    ]);
    expect([fullYear(10, 2060), fullYear(11, 2060), fullYear(0, 2099)]).toEqual([2110, 2011, 2100]);
  });

  test('the year is always from 49 back to 50 ahead, with the right last two digits', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.integer({ min: 2000, max: 2199 }), (twoDigits, currentYear) => {
        const year = fullYear(twoDigits, currentYear);
        expect(year % 100).toBe(twoDigits);
        expect(year - currentYear).toBeGreaterThanOrEqual(-49);
        expect(year - currentYear).toBeLessThanOrEqual(50);
      }),
    );
  });

  test('a month or a year lasts until its end', () => {
    const read = (date: unknown) => lastDayOf(printedDateSchema.parse(date));
    expect(read({ precision: 'day', on: '2026-02-03' })).toBe('2026-02-03');
    expect(read({ precision: 'month', month: '2028-02' })).toBe('2028-02-29');
    expect(read({ precision: 'month', month: '2026-12' })).toBe('2026-12-31');
    expect(read({ precision: 'year', year: 2027 })).toBe('2027-12-31');
  });
});
