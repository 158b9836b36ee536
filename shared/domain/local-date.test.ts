import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, localDateSchema } from './local-date.ts';

const isDay = (text: string): boolean => localDateSchema.safeParse(text).success;

describe('a day of the calendar', () => {
  it('is what the calendar has: leap days of leap years, no 31st of April, no month 13', () => {
    expect(['2024-02-29', '2000-02-29', '2026-12-31'].map(isDay)).toEqual([true, true, true]);
    const wrong = [
      '2026-02-29',
      '1900-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '0050-01-01',
    ];
    expect(wrong.filter(isDay)).toEqual([]);
  });

  it('is no text of another shape', () => {
    expect(
      ['', '2026-1-1', ' 2026-01-01', '2026-01-01T00:00', '20260101', 'aaaa-bb-cc'].filter(isDay),
    ).toEqual([]);
  });

  it('agrees with the calendar of the platform for every day of four centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 146_097 }), (days) => {
        const text = new Date(Date.UTC(1900, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
        const day = localDateSchema.parse(text);
        expect(daysBetween(localDateSchema.parse('1900-01-01'), day)).toBe(days);
        expect(addDays(localDateSchema.parse('1900-01-01'), days)).toBe(day);
      }),
    );
  });
});
