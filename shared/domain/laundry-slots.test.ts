import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laundrySiteId } from './laundry.fixture.ts';
import { usualLaundryRules } from './laundry-rules.ts';
import {
  laundryHoursSchema,
  slotAt,
  slotsOn,
  slotsOverlap,
  wallMinuteAt,
  weekdayOf,
  weekStart,
} from './laundry-slots.ts';
import { addDays, localDateSchema } from './local-date.ts';

const monday = localDateSchema.parse('2026-11-23');
const { hours } = usualLaundryRules(laundrySiteId);

test('a day of two openings has the slots of both', () => {
  expect(slotsOn(hours, monday).map(({ from, to }) => [from, to])).toEqual([
    [540, 660],
    [660, 780],
    [900, 1020],
    [1020, 1140],
  ]);
  expect(slotsOn({ ...hours, closures: [monday] }, monday)).toEqual([]);
  expect(slotAt(hours, monday, 780)).toBeNull();
});

test('the night of the clock change has each slot once, by the clock on the wall', () => {
  const atNight = laundryHoursSchema.parse({
    ...hours,
    openings: [[], [], [], [], [], [], [{ from: 60, to: 240 }]],
    slotMinutes: 90,
  });
  for (const night of ['2026-03-29', '2026-10-25']) {
    const on = localDateSchema.parse(night);
    expect(slotsOn(atNight, on).map(({ from }) => from)).toEqual([60, 150]);
    expect(slotAt(atNight, on, 150)?.from).toBe(150);
  }
  // 2:30 on the wall comes twice in October and is the same slot both times; in March 3:00 follows 1:59.
  expect(wallMinuteAt(Date.UTC(2026, 9, 25, 0, 30))).toBe(150);
  expect(wallMinuteAt(Date.UTC(2026, 9, 25, 1, 30))).toBe(150);
  expect(wallMinuteAt(Date.UTC(2026, 2, 29, 1, 0))).toBe(180);
});

test('law: weeks begin on the Monday on or before a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5000, max: 5000 }), (days) => {
      const day = addDays(monday, days);
      expect(weekdayOf(weekStart(day))).toBe(0);
      expect(weekStart(day) <= day && day < addDays(weekStart(day), 7)).toBe(true);
    }),
  );
});

test('law: slots of a day are inside its opening, apart, and as long as said', () => {
  const opening = fc
    .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
    .filter(([from, to]) => from < to);
  fc.assert(
    fc.property(opening, fc.integer({ min: 15, max: 480 }), ([from, to], slotMinutes) => {
      const day = { ...hours, slotMinutes, openings: Array.from({ length: 7 }, () => [{ from, to }]) };
      const slots = slotsOn(day, monday);
      expect(slots.length).toBe(Math.floor((to - from) / slotMinutes));
      for (const [index, slot] of slots.entries()) {
        expect(slot.from >= from && slot.to <= to && slot.to - slot.from === slotMinutes).toBe(true);
        const next = slots[index + 1];
        expect(next !== undefined && slotsOverlap(slot, next)).toBe(false);
      }
    }),
  );
});
