import { expect, test } from 'vitest';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { createBusinessCalendar } from './business-calendar.ts';

const DAY_MS = 86_400_000;
const today = localDateSchema.parse('2026-11-22');

/** A PC whose clock is wrong by some days: `pass` lets time go by, `set` is somebody who sets the clock. */
function aPc(days: number) {
  const clock = { now: Date.parse('2026-11-22T09:00:00Z') + days * DAY_MS, monotonic: 5000 };
  const calendar = createBusinessCalendar(
    () => clock.now,
    () => clock.monotonic,
  );
  return {
    calendar,
    pass: (ms: number) => {
      clock.now += ms;
      clock.monotonic += ms;
    },
    set: (toDays: number) => {
      clock.now += toDays * DAY_MS;
    },
  };
}

test.each([365, -365, 8, -1])(
  'a clock wrong by %i days is corrected, and no more once it was set right',
  (days) => {
    const { calendar, pass, set } = aPc(days);
    calendar.confirm(today);
    expect(calendar.today()).toBe('2026-11-22');
    pass(3 * 3_600_000);
    set(-days);
    expect(calendar.today()).toBe('2026-11-22');
    expect(calendar.isConfirmed()).toBe(false);
  },
);

test('a correction holds through the days of a PC that stays on, and is asked about each day', () => {
  const { calendar, pass } = aPc(-365);
  calendar.confirm(today);
  expect(calendar.isConfirmed()).toBe(true);
  pass(3 * DAY_MS);
  expect(calendar.today()).toBe('2026-11-25');
  expect(calendar.isConfirmed()).toBe(false);
});

test('a clock that is put right by some minutes changes nothing', () => {
  const { calendar, set } = aPc(365);
  calendar.confirm(today);
  set(10 / 1440);
  expect(calendar.today()).toBe('2026-11-22');
  expect(calendar.isConfirmed()).toBe(true);
});
