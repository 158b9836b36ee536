import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usualLaundryRules } from '../../shared/domain/laundry-rules.ts';
import { slotsOn } from '../../shared/domain/laundry-slots.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { laundryRulesSet } from '../../shared/operations/laundry-operations.ts';
import { findHouseholdNumber } from '../database/households.ts';
import { aBook, firstTurnOf, monday, settled, tuesday } from '../laundry-book-fixture.ts';
import { cyclesUsed } from './laundry-guest.ts';

/** Two cycles a week, and as many bookings as anybody could want. */
function aCappedBook() {
  const desk = aBook();
  desk.write(laundryRulesSet, {
    ...usualLaundryRules(desk.laundrySiteId),
    mostActiveBookings: 9,
    weeklyCap: [{ membersUpTo: null, cycles: 2 }],
    monthlyCap: [],
  });
  return desk;
}

const reached = {
  ok: false,
  error: {
    type: 'CapReached',
    cap: { per: 'week', used: 2, allowed: 2, left: 0, renewsOn: addDays(monday, 7) },
  },
};

test('a turn beyond the cap of its week is refused at the desk, and booked with a reason that is kept', () => {
  const desk = aCappedBook();
  const { householdId } = desk.aGuest(3);
  for (const days of [1, 2]) desk.make({ householdId, slot: firstTurnOf(addDays(monday, days)) });
  const third = { householdId, slot: firstTurnOf(addDays(monday, 3)) };
  expect([
    desk.make(third),
    desk.make({ householdId, slot: firstTurnOf(addDays(monday, 8)) }),
    desk.make({ ...third, override: 'illness' }),
  ]).toEqual([reached, { ok: true, value: null }, { ok: true, value: null }]);
});

test('a series that passes the cap in one of its weeks wants a reason for the whole', () => {
  const desk = aCappedBook();
  const { householdId } = desk.aGuest(3);
  for (const days of [8, 9]) desk.make({ householdId, slot: firstTurnOf(addDays(monday, days)) });
  const wanted = { householdId, untilOn: addDays(tuesday, 14) };
  expect(desk.makeSeries({ householdId, untilOn: tuesday }).ok).toBe(true);
  const answer = desk.makeSeries({ ...wanted, slot: firstTurnOf(addDays(monday, 3)) });
  expect(answer).toMatchObject({ ok: false, error: { type: 'CapReached' } });
});

test('law: cycles and turns of a week are never more than its cap without a reason, whatever the order', () => {
  const act = fc.record({
    what: fc.constantFrom('make', 'make', 'make', 'wash', 'giveUp'),
    household: fc.nat(1),
    machine: fc.nat(1),
    slot: fc.nat(19),
    isOverridden: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 25 }), (acts) => {
      const desk = aCappedBook();
      const { caller, handlers } = desk;
      const households = [desk.aGuest(9), desk.aGuest(9)].map(({ householdId }) => householdId);
      const machines = [desk.machines.one, desk.machines.two];
      const slots = [0, 1, 2, 7, 8].flatMap((days) =>
        slotsOn(usualLaundryRules(desk.laundrySiteId).hours, addDays(monday, days)),
      );
      const overridden = new Set<string>();
      for (const { what, ...at } of acts) {
        const householdId = households[at.household];
        const machineId = machines[at.machine];
        const slot = slots[at.slot];
        if (!householdId || !machineId || !slot) throw new Error('there are some');
        const override = at.isOverridden && at.slot % 5 === 0 ? { override: 'urgent' as const } : {};
        if (what === 'make') {
          const made = desk.make({ householdId, machineId, slot, ...override });
          if (made.ok && 'override' in override) overridden.add(householdId);
        }
        if (what === 'giveUp') {
          const turn = desk.allTurns().find((each) => each.householdId === householdId);
          if (turn !== undefined) desk.giveUp(turn.bookingId);
        }
        if (what === 'wash') {
          // Whoever has a turn of this week comes for it: the turn becomes a cycle.
          const turn = desk.allTurns().find(({ state, slot: its, ...each }) => {
            return state === 'active' && each.householdId === householdId && its.on === monday;
          });
          if (turn === undefined) continue;
          const visitId = desk.newVisitId();
          const { bookingId } = turn;
          settled(handlers['laundry.checkIn'](caller, { visitId, householdId, bags: 1, bookingId }));
          const cycleId = desk.newCycleId();
          settled(
            handlers['laundry.start'](caller, {
              cycleId,
              visitId,
              machineId: turn.machineId,
              washProgrammeId: desk.programmes.wash,
              detergentDoses: 0,
            }),
          );
          const operationId = desk.newOperationId();
          settled(handlers['laundry.empty'](caller, { operationId, cycleId }));
        }
        for (const each of households) {
          if (overridden.has(each)) continue;
          for (const week of [monday, addDays(monday, 7)]) {
            const booked = desk
              .allTurns()
              .filter(
                ({ householdId: its, state, slot: { on } }) =>
                  its === each && state === 'active' && on >= week && on < addDays(week, 7),
              ).length;
            const household = findHouseholdNumber(desk.db, each) ?? 0;
            const used = cyclesUsed(desk.db, { household, householdId: each }, week).week;
            expect(used + booked).toBeLessThanOrEqual(2);
          }
        }
      }
    }),
    { numRuns: 20 },
  );
});
