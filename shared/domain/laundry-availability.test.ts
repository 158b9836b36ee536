import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aBooking, aMachine, householdIdOf, laundrySiteId, machineIdOf } from './laundry.fixture.ts';
import { availabilityOf } from './laundry-availability.ts';
import { judgeBooking } from './laundry-booking.ts';
import { usualLaundryRules } from './laundry-rules.ts';
import { slotsOn } from './laundry-slots.ts';
import { addDays, localDateSchema } from './local-date.ts';

const monday = localDateSchema.parse('2026-11-23');
const rules = usualLaundryRules(laundrySiteId);
const machines = [aMachine(1), aMachine(2), aMachine(3, { active: false }), aMachine(4, { kind: 'dryer' })];

test('a closed day has no turns', () => {
  const closed = { ...rules.hours, closures: [monday] };
  const none = { all: 0, free: 0 };
  expect(availabilityOf(closed, machines, [], [monday])).toEqual([
    { on: monday, isClosed: true, washer: none, dryer: none },
  ]);
});

test('law: what is free is what a booking would not be refused for', () => {
  const days = [monday, addDays(monday, 1)];
  const slots = days.flatMap((on) => slotsOn(rules.hours, on));
  const taking = fc.record({ machine: fc.constantFrom(1, 2, 4), slot: fc.constantFrom(...slots) });
  fc.assert(
    fc.property(fc.array(taking, { maxLength: 12 }), (asked) => {
      const bookings = asked.map(({ machine, slot }, index) =>
        aBooking(index + 1, { machineId: machineIdOf(machine), slot }),
      );
      const situation = {
        rules,
        machines,
        outOfOrder: new Set<never>(),
        bookings,
        noShows: 0,
        size: 3,
        uses: { week: 0, month: 0 },
        now: { on: monday, minute: 0 },
      };
      const taken = bookings.map(({ machineId, slot }) => ({ machineId, ...slot }));
      for (const { on, washer, dryer } of availabilityOf(rules.hours, machines, taken, days)) {
        const freeOf = (kind: 'washer' | 'dryer') =>
          slotsOn(rules.hours, on).flatMap((slot) =>
            machines.filter(
              ({ machineId, kind: its }) =>
                its === kind &&
                judgeBooking({ machineId, householdId: householdIdOf(99), slot }, situation).ok,
            ),
          ).length;
        expect([washer, dryer]).toEqual([
          { all: 8, free: freeOf('washer') },
          { all: 4, free: freeOf('dryer') },
        ]);
      }
    }),
    { numRuns: 50 },
  );
});
