import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aBooking, aMachine, householdIdOf, laundrySiteId, machineIdOf } from './laundry.fixture.ts';
import { type Booking, type BookingSituation, judgeBooking } from './laundry-booking.ts';
import { usualLaundryRules } from './laundry-rules.ts';
import { slotsOn } from './laundry-slots.ts';
import { proposeTurn } from './laundry-turn-request.ts';
import { addDays, localDateSchema } from './local-date.ts';

const monday = localDateSchema.parse('2026-11-23');
const rules = usualLaundryRules(laundrySiteId);
const machines = [aMachine(1), aMachine(2), aMachine(3, { kind: 'dryer' })];
const aSituation = (more: Partial<BookingSituation> = {}): BookingSituation => ({
  rules,
  machines,
  outOfOrder: new Set(),
  bookings: [],
  noShows: 0,
  size: 3,
  uses: { week: 0, month: 0 },
  now: { on: monday, minute: 480 },
  ...more,
});
const first = aMachine(1);
const slots = [0, 1, 2].flatMap((days) => slotsOn(rules.hours, addDays(monday, days)));

test('another machine of the same hour comes before another hour, and another hour before another day', () => {
  const taken = (n: number, machine: number, index: number): Booking =>
    aBooking(n, { machineId: machineIdOf(machine), slot: slots[index] ?? aBooking(1).slot });
  const proposed = (bookings: Booking[], outOfOrder: number[] = []) =>
    proposeTurn({ machine: first, slot: slots[3] ?? aBooking(1).slot }, () =>
      aSituation({ bookings, outOfOrder: new Set(outOfOrder.map(machineIdOf)) }),
    );
  expect([
    proposed([taken(1, 1, 3)]),
    proposed([taken(1, 1, 3), taken(2, 2, 3)]),
    proposed([], [1]),
    proposed([], [1, 2]),
  ]).toEqual([
    { machineId: machineIdOf(2), slot: slots[3] },
    { machineId: machineIdOf(1), slot: slots[4] },
    { machineId: machineIdOf(2), slot: slots[3] },
    null,
  ]);
});

test('law: what is proposed would be booked, were it asked for now', () => {
  const turns = fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.constantFrom(...slots)), {
    maxLength: 24,
  });
  fc.assert(
    fc.property(
      turns,
      fc.constantFrom(...slots),
      fc.integer({ min: 0, max: 1439 }),
      (taken, slot, minute) => {
        const bookings = taken.map(([machine, at], n) =>
          aBooking(n, { machineId: machineIdOf(machine), slot: at }),
        );
        const situation = aSituation({ bookings, now: { on: monday, minute } });
        const proposal = proposeTurn({ machine: first, slot }, () => situation);
        if (proposal === null) throw new Error('there is a free turn within two weeks');
        const request = { ...proposal, householdId: householdIdOf(99) };
        expect(judgeBooking(request, situation)).toEqual({ ok: true, value: { overridable: [] } });
      },
    ),
  );
});
