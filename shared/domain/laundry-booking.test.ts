import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookingIdSchema } from './ids.ts';
import { aBooking, aMachine, householdIdOf, laundrySiteId, machineIdOf, uuidOf } from './laundry.fixture.ts';
import {
  type Booking,
  type BookingSituation,
  freeMachines,
  judgeBooking,
  missedBookings,
  proposeMoves,
  seriesAhead,
  seriesOf,
} from './laundry-booking.ts';
import { usualLaundryRules } from './laundry-rules.ts';
import { slotsOn, slotsOverlap, wallInstant, weekStart } from './laundry-slots.ts';
import { addDays, localDateSchema, monthStart } from './local-date.ts';

const monday = localDateSchema.parse('2026-11-23');
const tuesday = addDays(monday, 1);
const rules = usualLaundryRules(laundrySiteId);

const aSituation = (more: Partial<BookingSituation> = {}): BookingSituation => ({
  rules,
  machines: [aMachine(1), aMachine(2), aMachine(3, { capacityKilograms: 16 })],
  outOfOrder: new Set(),
  bookings: [],
  noShows: 0,
  size: 3,
  uses: { week: 0, month: 0 },
  now: { on: monday, minute: 480 },
  ...more,
});
const aRequest = { machineId: machineIdOf(1), householdId: householdIdOf(1), slot: aBooking(1).slot };

describe('a booking', () => {
  test('of a free turn is made', () => {
    expect(judgeBooking(aRequest, aSituation())).toEqual({ ok: true, value: { overridable: [] } });
  });

  test('is refused for a turn that is taken, over, or no turn at all', () => {
    const errorOf = (more: Partial<BookingSituation>, request = aRequest) => {
      const judged = judgeBooking(request, aSituation(more));
      return judged.ok ? null : judged.error;
    };
    expect([
      errorOf({ bookings: [aBooking(2)] }),
      errorOf({ outOfOrder: new Set([machineIdOf(1)]) }),
      errorOf({ machines: [aMachine(1, { active: false })] }),
      errorOf({ now: { on: tuesday, minute: 660 } }),
      errorOf({}, { ...aRequest, slot: { on: tuesday, from: 545, to: 665 } }),
    ]).toEqual([
      { type: 'SlotTaken', number: 1 },
      { type: 'MachineOutOfOrder', number: 1 },
      { type: 'MachineUnknown' },
      { type: 'SlotIsOver' },
      { type: 'NotASlot' },
    ]);
  });

  test('past the household\u2019s number, or after turns missed, wants a reason', () => {
    const own = [2, 3].map((n) => aBooking(n, { householdId: householdIdOf(1), machineId: machineIdOf(n) }));
    expect(judgeBooking(aRequest, aSituation({ bookings: own, noShows: 3 }))).toEqual({
      ok: true,
      value: {
        overridable: [
          { type: 'TooManyBookings', most: 2 },
          { type: 'MissedTooOften', times: 3 },
        ],
      },
    });
  });

  test('is missed when nobody came within the minutes of grace', () => {
    const at = (minute: number) =>
      missedBookings([aBooking(1)], rules, { on: tuesday, utcMs: wallInstant(tuesday, minute) }).length;
    expect([at(540), at(560), at(561)]).toEqual([0, 0, 1]);
  });

  test('at 2:30 of a night of the clock change has all its minutes of grace', () => {
    const missedAt = (day: string, utc: string) => {
      const on = localDateSchema.parse(day);
      const turn = aBooking(1, { slot: { on, from: 150, to: 270 } });
      return missedBookings([turn], rules, { on, utcMs: Date.parse(`${day}T${utc}Z`) }).length === 1;
    };
    // Set forward: 2:30 is never on the wall, the turn begins at 3:00, which is 1:00 UTC.
    expect(['00:59', '01:00', '01:20', '01:21'].map((utc) => missedAt('2026-03-29', utc))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    // Set back: 2:30 comes at 0:30 and at 1:30 UTC, and the second one counts.
    expect(['00:51', '01:30', '01:50', '01:51'].map((utc) => missedAt('2026-10-25', utc))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test('of a turn whose household is here already is refused', () => {
    const judged = judgeBooking(aRequest, aSituation({ bookings: [aBooking(2, { state: 'kept' })] }));
    expect(judged).toEqual({ ok: false, error: { type: 'SlotTaken', number: 1 } });
  });

  test('of every Tuesday leaves out the days of closure', () => {
    const closed = { ...rules.hours, closures: [addDays(tuesday, 7)] };
    const series = seriesOf(closed, aRequest.slot, addDays(tuesday, 21));
    expect(series.map(({ on }) => on)).toEqual([tuesday, addDays(tuesday, 14), addDays(tuesday, 21)]);
  });
});

describe('a machine out of order', () => {
  test('hands its turns to machines of its kind, each once, and says which find none', () => {
    const bookings = [aBooking(1), aBooking(2, { machineId: machineIdOf(2) })];
    const situation = aSituation({ machines: [aMachine(1), aMachine(2)], bookings });
    expect(proposeMoves(aMachine(1), situation)).toEqual([{ booking: bookings[0], to: null }]);
    const withThird = aSituation({ bookings });
    expect(proposeMoves(aMachine(1), withThird)[0]?.to?.number).toBe(3);
  });
});

test('law: the book never overlaps, whatever is asked of it and whatever breaks', () => {
  const slots = [0, 1, 2].flatMap((days) => slotsOn(rules.hours, addDays(monday, days)));
  const asked = fc.record({
    machine: fc.integer({ min: 1, max: 3 }),
    household: fc.integer({ min: 1, max: 4 }),
    slot: fc.constantFrom(...slots),
    breaks: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 40 }), (requests) => {
      let bookings: Booking[] = [];
      for (const [index, { machine, household, slot, breaks }] of requests.entries()) {
        const request = { machineId: machineIdOf(machine), householdId: householdIdOf(household), slot };
        const bookingId = bookingIdSchema.parse(uuidOf(1000 + index));
        if (judgeBooking(request, aSituation({ bookings })).ok) {
          bookings.push({ ...request, bookingId, state: 'active' });
        }
        if (!breaks) continue;
        const moves = proposeMoves(aMachine(machine), aSituation({ bookings }));
        const moved = new Set(moves.map(({ booking }) => booking));
        bookings = bookings.filter((each) => !moved.has(each));
        for (const { booking, to } of moves) {
          if (to !== null) bookings.push({ ...booking, machineId: to.machineId });
        }
      }
      for (const [index, booking] of bookings.entries()) {
        const others = bookings.slice(index + 1);
        expect(
          others.some(
            (other) => other.machineId === booking.machineId && slotsOverlap(other.slot, booking.slot),
          ),
        ).toBe(false);
      }
    }),
    { numRuns: 200 },
  );
});

test('law: a machine is free in a slot exactly when a booking of it would not be refused', () => {
  const slots = slotsOn(rules.hours, tuesday);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(...slots)), { maxLength: 8 }),
      fc.constantFrom(...slots),
      (taken, slot) => {
        const bookings = taken.map(([machine, of], index) =>
          aBooking(index + 1, { machineId: machineIdOf(machine), slot: of }),
        );
        const situation = aSituation({ bookings });
        const free = new Set(
          freeMachines(slot, { kind: 'washer', kilograms: 1 }, situation).map(({ machineId }) => machineId),
        );
        for (const { machineId } of situation.machines) {
          const judged = judgeBooking({ machineId, householdId: householdIdOf(99), slot }, situation);
          expect(judged.ok).toBe(free.has(machineId));
        }
      },
    ),
  );
});

describe('a cap of the week or month', () => {
  const capped = { ...rules, mostActiveBookings: 9, weeklyCap: [{ membersUpTo: null, cycles: 2 }] };
  const refusalsOf = (more: Partial<BookingSituation>) => {
    const judged = judgeBooking(aRequest, aSituation({ rules: capped, ...more }));
    return judged.ok ? judged.value.overridable : judged.error;
  };
  const ownOn = (n: number, on: typeof monday) =>
    aBooking(n, {
      householdId: householdIdOf(1),
      machineId: machineIdOf(n),
      slot: { on, from: 540, to: 660 },
    });

  test('counts what was used and what is booked of the slot\u2019s own week, and a reason lifts it', () => {
    const reached = (used: number) => [
      {
        type: 'CapReached',
        cap: { per: 'week', used, allowed: 2, left: 0, renewsOn: addDays(monday, 7) },
      },
    ];
    expect([
      refusalsOf({ uses: { week: 1, month: 1 } }),
      refusalsOf({ uses: { week: 1, month: 1 }, bookings: [ownOn(2, addDays(monday, 4))] }),
      refusalsOf({ uses: { week: 2, month: 2 } }),
      refusalsOf({ uses: { week: 1, month: 1 }, bookings: [ownOn(2, addDays(monday, 7))] }),
      refusalsOf({ bookings: [ownOn(2, tuesday), { ...ownOn(3, tuesday), state: 'givenUp' }] }),
    ]).toEqual([[], reached(2), reached(2), [], []]);
  });

  test('goes by how many people the household is', () => {
    const bySize = [
      { membersUpTo: 3, cycles: 1 },
      { membersUpTo: null, cycles: 5 },
    ];
    const sized = (size: number) =>
      refusalsOf({ size, uses: { week: 1, month: 1 }, rules: { ...capped, weeklyCap: bySize } });
    expect([sized(3), sized(4)]).toMatchObject([[{ type: 'CapReached' }], []]);
  });
});

test('law: caps are never exceeded without an override, by cycles and turns together', () => {
  const ahead = [0, 1, 2, 3, 7, 8, 9, 10].flatMap((days) => slotsOn(rules.hours, addDays(monday, days)));
  const small = {
    ...rules,
    mostActiveBookings: 9,
    weeklyCap: [{ membersUpTo: null, cycles: 3 }],
    monthlyCap: [{ membersUpTo: null, cycles: 5 }],
  };
  const act = fc.record({
    machine: fc.integer({ min: 1, max: 3 }),
    slot: fc.constantFrom(...ahead),
    isUsed: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let bookings: Booking[] = [];
      let used: (typeof monday)[] = [];
      const countOf = (start: (on: typeof monday) => typeof monday, on: typeof monday) => ({
        used: used.filter((each) => start(each) === start(on)).length,
        booked: bookings.filter((each) => start(each.slot.on) === start(on)).length,
      });
      for (const [index, { machine, slot, isUsed }] of acts.entries()) {
        const [first] = bookings;
        if (isUsed && first !== undefined) {
          // Somebody came: the turn is a cycle now.
          bookings = bookings.slice(1);
          used = [...used, first.slot.on];
        }
        const request = { machineId: machineIdOf(machine), householdId: householdIdOf(1), slot };
        const uses = {
          week: countOf(weekStart, slot.on).used,
          month: countOf(monthStart, slot.on).used,
        };
        const judged = judgeBooking(request, aSituation({ rules: small, bookings, uses }));
        if (judged.ok && judged.value.overridable.length === 0) {
          const bookingId = bookingIdSchema.parse(uuidOf(2000 + index));
          bookings = [...bookings, { ...request, bookingId, state: 'active' }];
        }
        const week = countOf(weekStart, slot.on);
        const month = countOf(monthStart, slot.on);
        expect(week.used + week.booked).toBeLessThanOrEqual(3);
        expect(month.used + month.booked).toBeLessThanOrEqual(5);
      }
    }),
  );
});

test('the turns of a habit are those of one weekday and time, from the one that was chosen on, at whatever machine', () => {
  const turn = (n: number, more: Partial<Booking>) => aBooking(n, { householdId: householdIdOf(1), ...more });
  const at = (on: typeof monday, from = 540) => ({ on, from, to: from + 120 });
  const chosen = turn(1, { slot: at(addDays(tuesday, 7)) });
  const moved = turn(2, { slot: at(addDays(tuesday, 14)), machineId: machineIdOf(2) });
  const last = turn(3, { slot: at(addDays(tuesday, 21)) });
  const others = [
    turn(4, { slot: at(tuesday) }),
    turn(5, { slot: at(addDays(tuesday, 15)) }),
    turn(6, { slot: at(addDays(tuesday, 14), 660) }),
    turn(7, { slot: at(addDays(tuesday, 28)), state: 'givenUp' }),
    aBooking(8, { slot: at(addDays(tuesday, 14)) }),
  ];
  expect(seriesAhead([last, ...others, moved, chosen], chosen)).toEqual([chosen, moved, last]);
});
