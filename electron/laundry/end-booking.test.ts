import { expect, test } from 'vitest';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { findOperation } from '../database/log.ts';
import { aBook, firstTurnOf, settled, tuesday } from '../laundry-book-fixture.ts';

/** Five Tuesdays of one household, and another's turn at the same hour. */
function aHabit() {
  const desk = aBook();
  const [guest, other] = [desk.aGuest(3), desk.aGuest(3)];
  desk.makeSeries({ householdId: guest.householdId, untilOn: addDays(tuesday, 28), override: 'illness' });
  desk.make({
    householdId: other.householdId,
    machineId: desk.machines.two,
    slot: firstTurnOf(addDays(tuesday, 14)),
  });
  const turns = () => desk.allTurns().filter(({ householdId }) => householdId === guest.householdId);
  return {
    ...desk,
    guest,
    other,
    turns,
    states: () => turns().map(({ slot, state }) => [slot.on, state]),
    giveUpFrom: (index: number, operationId = desk.operationId()) => {
      const bookingId = turns()[index]?.bookingId ?? desk.bookingId();
      return settled(desk.book['laundryBookings.giveUpSeries'](desk.caller, { operationId, bookingId }));
    },
  };
}

test('every turn to come of a habit is given up at once, from the one that was chosen on, in one act', () => {
  const desk = aHabit();
  expect(desk.guestOf(desk.guest.householdId).turns.map(({ turnsOfSeries }) => turnsOfSeries)).toEqual([
    5, 4, 3, 2, 1,
  ]);
  const operationId = operationIdSchema.parse(desk.operationId());
  const before = desk.countOperations();
  const slots = [14, 21, 28].map((days) => firstTurnOf(addDays(tuesday, days)));
  expect([desk.giveUpFrom(2, operationId), desk.giveUpFrom(2, operationId)]).toEqual([
    { ok: true, value: { slots } },
    { ok: true, value: { slots: [] } },
  ]);
  expect(desk.countOperations()).toBe(before + 3);
  expect(desk.states().map(([, state]) => state)).toEqual([
    'active',
    'active',
    'givenUp',
    'givenUp',
    'givenUp',
  ]);
  expect(findOperation(desk.db, operationId)?.operation.type).toBe('booking.ended');
  const others = desk.allTurns().filter(({ householdId }) => householdId === desk.other.householdId);
  expect(others).toMatchObject([{ state: 'active' }]);
});

test('a turn that was moved to another machine is of the habit still', () => {
  const desk = aHabit();
  desk.takeOut(desk.machines.one);
  const [move] = desk.movesOf(desk.machines.one);
  if (move?.to == null) throw new Error('there is another washer');
  desk.accept(desk.machines.one, [{ bookingId: move.turn.bookingId, toMachineId: move.to.machineId }]);
  const moved = desk.turns().find(({ state, slot }) => state === 'active' && slot.on === tuesday);
  const operationId = desk.operationId();
  const bookingId = moved?.bookingId ?? desk.bookingId();
  const answer = settled(desk.book['laundryBookings.giveUpSeries'](desk.caller, { operationId, bookingId }));
  expect(answer.ok && answer.value.slots.length).toBe(5);
  expect(desk.turns().filter(({ state }) => state === 'active')).toEqual([]);
});

test('what is not there, or over, is said', () => {
  const desk = aHabit();
  desk.giveUpFrom(0);
  expect([desk.giveUpFrom(0), desk.giveUpFrom(99)]).toEqual([
    { ok: false, error: { type: 'BookingOver' } },
    { ok: false, error: { type: 'BookingUnknown' } },
  ]);
});
