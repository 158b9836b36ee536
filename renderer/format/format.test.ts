import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localDateSchema } from '../../shared/domain/local-date.ts';
import {
  formatDate,
  formatDateAt,
  formatDateTimeAt,
  formatMonth,
  formatTimeAt,
  parseDate,
} from './date-time.ts';
import { formatChange, formatCount, formatEuro, formatGrams, parseFigure } from './figures.ts';

const day = (text: string) => localDateSchema.parse(text);

describe('dates and times', () => {
  it('writes days and hours of Rome, also when UTC is still in yesterday', () => {
    const lateEvening = Date.UTC(2026, 2, 31, 22, 30);
    expect([formatDateAt(lateEvening), formatTimeAt(lateEvening), formatDateTimeAt(lateEvening)]).toEqual([
      '01/04/2026',
      '00:30',
      '01/04/2026 00:30',
    ]);
    expect([formatDate(day('2026-04-01')), formatMonth('2026-04')]).toEqual(['01/04/2026', '04/2026']);
  });

  it('reads a day as people write it and nothing that is not a day', () => {
    const written = ['1/4/2026', '01/04/2026', ' 1.4.2026 ', '1-4-2026', '01042026'];
    expect(written.map(parseDate)).toEqual(written.map(() => '2026-04-01'));
    expect(['31/02/2026', '1/4/26', '2026-04-01', '', '1/13/2026', '142026', 'oggi'].map(parseDate)).toEqual(
      Array(7).fill(null),
    );
  });

  it('reads back every day that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
        const any = addDays(day('1930-01-01'), days);
        expect(parseDate(formatDate(any))).toBe(any);
      }),
    );
  });
});

describe('figures', () => {
  it('writes points, changes, euro and weights as in Italy', () => {
    expect([formatCount(1234), formatCount(-7), formatChange(12), formatChange(-3), formatChange(0)]).toEqual(
      ['1.234', '-7', '+12', '−3', '0'],
    );
    expect([formatEuro(123450), formatEuro(5), formatEuro(0)]).toEqual([
      '1.234,50\u00a0€',
      '0,05\u00a0€',
      '0,00\u00a0€',
    ]);
    expect([formatGrams(250), formatGrams(1250), formatGrams(1000)]).toEqual(['250 g', '1,25 kg', '1 kg']);
  });

  it('reads figures with comma and thousands dots, and refuses what could mean two things', () => {
    expect([parseFigure('12'), parseFigure('1.234'), parseFigure('-3'), parseFigure('12,50', 2)]).toEqual([
      12, 1234, -3, 12.5,
    ]);
    expect(
      ['', '1.5', '1,5', '12a', '1.23', '--1', '1e3', '9'.repeat(13)].map((text) => parseFigure(text)),
    ).toEqual(Array(8).fill(null));
  });

  it('reads back every whole number that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (count) => {
        expect(parseFigure(formatCount(count))).toBe(count);
      }),
    );
  });
});
