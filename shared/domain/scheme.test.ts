import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween, localDateSchema } from './local-date.ts';
import { allowanceOf, limitPeriodOn, periodOn, type Scheme, schemeSchema } from './scheme.ts';

const date = (text: string) => localDateSchema.parse(text);

const settimo = schemeSchema.parse({
  schemeId: '0190b1c2-1111-7000-8000-00000000000a',
  name: 'Settimo',
  period: { kind: 'days', days: 28, anchorOn: '2026-01-05' },
  allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
});

test('Settimo Torinese gives 120 points to the first member and 40 to each further one', () => {
  expect([1, 2, 5].map((size) => allowanceOf(settimo, size))).toEqual([120, 160, 280]);
});

test('Fiorenzuola goes by size and the last figure holds for larger households', () => {
  const allowance = { kind: 'bySize' as const, pointsBySize: [400, 700, 900] };
  expect([1, 2, 3, 4, 30].map((size) => allowanceOf({ allowance }, size))).toEqual([400, 700, 900, 900, 900]);
});

test('no scheme that its schema accepts gives more than an allowance can be', () => {
  const allowance = schemeSchema.shape.allowance.parse({
    kind: 'firstAndFurther',
    firstPoints: 100_000,
    furtherPoints: 9_000,
  });
  expect(allowanceOf({ allowance }, 99)).toBe(982_000);
});

test('periods of months start from the anchor, not from the period before', () => {
  const scheme: Pick<Scheme, 'period'> = {
    period: { kind: 'months', months: 1, anchorOn: date('2026-01-31') },
  };
  expect(periodOn(scheme, date('2026-02-27'))).toEqual({ startsOn: '2026-01-31', endsOn: '2026-02-27' });
  expect(periodOn(scheme, date('2026-02-28'))).toEqual({ startsOn: '2026-02-28', endsOn: '2026-03-30' });
  expect(periodOn(scheme, date('2026-03-31'))).toEqual({ startsOn: '2026-03-31', endsOn: '2026-04-29' });
});

test('a day before the anchor is in a period too', () => {
  expect(periodOn(settimo, date('2026-01-04'))).toEqual({ startsOn: '2025-12-08', endsOn: '2026-01-04' });
});

test('limits per month go by the calendar, leap years included', () => {
  expect(limitPeriodOn(date('2028-02-10'))).toEqual({ startsOn: '2028-02-01', endsOn: '2028-02-29' });
});

test('periods tile the calendar: each day is in exactly one, without hole or overlap', () => {
  const epoch = date('2026-01-01');
  const someDay = fc.integer({ min: -20_000, max: 20_000 }).map((days) => addDays(epoch, days));
  const period = fc.oneof(
    fc.constant({ kind: 'calendarMonth' as const }),
    fc.record({
      kind: fc.constant('days' as const),
      days: fc.integer({ min: 1, max: 366 }),
      anchorOn: someDay,
    }),
    fc.record({
      kind: fc.constant('months' as const),
      months: fc.integer({ min: 1, max: 60 }),
      anchorOn: someDay,
    }),
  );
  fc.assert(
    fc.property(period, someDay, fc.nat(2_000), (period, day, further) => {
      const here = periodOn({ period }, day);
      expect(here.startsOn <= day && day <= here.endsOn).toBe(true);
      // Every day of a period names that same period, and the next day starts the next one.
      const inside = addDays(here.startsOn, further % (daysBetween(here.startsOn, here.endsOn) + 1));
      expect(periodOn({ period }, inside)).toEqual(here);
      expect(periodOn({ period }, addDays(here.endsOn, 1)).startsOn).toBe(addDays(here.endsOn, 1));
      expect(periodOn({ period }, addDays(here.startsOn, -1)).endsOn).toBe(addDays(here.startsOn, -1));
    }),
    { numRuns: 1_000 },
  );
});
