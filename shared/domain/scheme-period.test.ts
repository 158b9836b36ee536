import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween } from './local-date.ts';
import { aScheme, someDate } from './scheme.fixture.ts';
import { limitPeriodOn, type Period, periodOn, ruledPeriodOn, weekOn } from './scheme-period.ts';

const right = { startsOn: someDate('2026-03-10'), endsOn: someDate('2026-09-09') };

const epoch = someDate('2026-01-01');
const someDay = (most = 20_000) => fc.integer({ min: -most, max: most }).map((days) => addDays(epoch, days));
const anchor = fc.option(someDay(), { nil: undefined });
const somePeriod = fc.oneof(
  fc.constant({ kind: 'calendarMonth' as const }),
  fc.constant({ kind: 'entitlement' as const }),
  fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 366 }), anchorOn: anchor }),
  fc.record({
    kind: fc.constant('months' as const),
    months: fc.integer({ min: 1, max: 60 }),
    anchorOn: anchor,
  }),
);

/** Every day of a period names that same period, and the days beside it are in the periods beside it. */
function expectTiles(periodOf: (day: ReturnType<typeof someDate>) => Period, day: string, further: number) {
  const here = periodOf(someDate(day));
  expect(here.startsOn <= day && day <= here.endsOn).toBe(true);
  const inside = addDays(here.startsOn, further % (daysBetween(here.startsOn, here.endsOn) + 1));
  expect(periodOf(inside)).toEqual(here);
  expect(periodOf(addDays(here.endsOn, 1)).startsOn).toBe(addDays(here.endsOn, 1));
  expect(periodOf(addDays(here.startsOn, -1)).endsOn).toBe(addDays(here.startsOn, -1));
}

describe('the periods of a scheme', () => {
  test('tile the calendar: each day is in exactly one, without hole or overlap', () => {
    fc.assert(
      fc.property(somePeriod, someDay(), fc.nat(2_000), (period, day, further) => {
        expectTiles((each) => periodOn(aScheme({ period }), each, right), day, further);
      }),
      { numRuns: 500 },
    );
  });

  test('of months start from the anchor, not from the period before', () => {
    const scheme = aScheme({ period: { kind: 'months', months: 1, anchorOn: '2026-01-31' } });
    const on = (day: string) => periodOn(scheme, someDate(day), right);
    expect(on('2026-02-27')).toEqual({ startsOn: '2026-01-31', endsOn: '2026-02-27' });
    expect(on('2026-02-28')).toEqual({ startsOn: '2026-02-28', endsOn: '2026-03-30' });
    expect(on('2026-03-31')).toEqual({ startsOn: '2026-03-31', endsOn: '2026-04-29' });
  });

  test('without an anchor are counted from the first day of the entitlement', () => {
    const scheme = aScheme({ period: { kind: 'days', days: 28 } });
    expect(periodOn(scheme, someDate('2026-04-07'), right)).toEqual({
      startsOn: '2026-04-07',
      endsOn: '2026-05-04',
    });
  });

  test('of limits go by the calendar month, leap years included', () => {
    expect(limitPeriodOn(someDate('2028-02-10'))).toEqual({ startsOn: '2028-02-01', endsOn: '2028-02-29' });
  });

  test('are cut into weeks from their first day, the last one short', () => {
    const november = limitPeriodOn(someDate('2026-11-22'));
    expect(weekOn(november, someDate('2026-11-07'))).toEqual({
      startsOn: '2026-11-01',
      endsOn: '2026-11-07',
    });
    expect(weekOn(november, someDate('2026-11-08'))).toEqual({
      startsOn: '2026-11-08',
      endsOn: '2026-11-14',
    });
    expect(weekOn(november, someDate('2026-11-30'))).toEqual({
      startsOn: '2026-11-29',
      endsOn: '2026-11-30',
    });
  });
});

describe('a scheme that changes', () => {
  const monthly = aScheme();
  const every28 = aScheme({
    appliesFrom: '2026-11-20',
    period: { kind: 'days', days: 28, anchorOn: '2026-11-16' },
  });
  const on = (day: string) => ruledPeriodOn([monthly, every28], someDate(day), right);

  test('lets the period that has begun end under its own rule', () => {
    expect(on('2026-11-22')).toEqual({
      scheme: monthly,
      period: { startsOn: '2026-11-01', endsOn: '2026-11-30' },
    });
  });

  test('begins its first new period on the day after', () => {
    expect(on('2026-12-01')).toEqual({
      scheme: every28,
      period: { startsOn: '2026-12-01', endsOn: '2026-12-13' },
    });
    expect(on('2026-12-14')?.period).toEqual({ startsOn: '2026-12-14', endsOn: '2027-01-10' });
  });

  test('has its first version hold for the days before it, and none where there is none', () => {
    expect(ruledPeriodOn([every28], someDate('2026-01-10'), right)?.scheme).toBe(every28);
    expect(ruledPeriodOn([], someDate('2026-01-10'), right)).toBeNull();
  });

  const versions = fc
    .uniqueArray(fc.tuple(someDay(400), somePeriod), {
      minLength: 1,
      maxLength: 5,
      selector: ([appliesFrom]) => appliesFrom,
    })
    .map((list) => list.map(([appliesFrom, period]) => aScheme({ appliesFrom, period })))
    .map((list) => list.sort((a, b) => (a.appliesFrom < b.appliesFrom ? -1 : 1)));

  test('still tiles the calendar, whatever the versions', () => {
    fc.assert(
      fc.property(versions, someDay(800), fc.nat(2_000), (list, day, further) => {
        const periodOf = (each: typeof day) => {
          const ruled = ruledPeriodOn(list, each, right);
          if (ruled === null) throw new Error('there is a version');
          return ruled.period;
        };
        expectTiles(periodOf, day, further);
      }),
      { numRuns: 300 },
    );
  });

  test('never changes a period that began before the newest version applies', () => {
    fc.assert(
      fc.property(versions, someDay(800), (list, day) => {
        const newest = list.at(-1);
        if (newest === undefined || list.length === 1) return;
        const before = ruledPeriodOn(list.slice(0, -1), day, right);
        if (before === null || before.period.startsOn >= newest.appliesFrom) return;
        expect(ruledPeriodOn(list, day, right)).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
