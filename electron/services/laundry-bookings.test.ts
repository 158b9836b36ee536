import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BookingId, operationIdSchema, type WaitingId } from '../../shared/domain/ids.ts';
import { usualLaundryRules } from '../../shared/domain/laundry-rules.ts';
import { slotsOn } from '../../shared/domain/laundry-slots.ts';
import { addDays, localDateSchema } from '../../shared/domain/local-date.ts';
import { siteSet } from '../../shared/operations/network-operations.ts';
import { findOperation } from '../database/log.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { aBook, firstTurnOf, monday, settled, tuesday } from '../laundry-book-fixture.ts';

describe('booking a turn', () => {
  test('writes it into the book by short code, and Enter pressed again is the same booking', () => {
    const desk = aBook();
    const { householdId } = desk.aGuest(3, { displayName: 'Rossi Anna' });
    const bookingId = desk.bookingId();
    expect([desk.make({ householdId, bookingId }), desk.make({ householdId, bookingId })]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    const { turns } = desk.readBook();
    expect(turns).toEqual([
      {
        bookingId,
        machineId: desk.machines.one,
        householdId,
        shortCode: householdId.slice(-4).toUpperCase(),
        slot: firstTurnOf(tuesday),
        state: 'active',
        isForgiven: false,
      },
    ]);
    expect(JSON.stringify(desk.readBook())).not.toContain('Rossi');
  });

  test('is refused for a turn that somebody has, a machine out of order, a time that is none, and a day gone by', () => {
    const desk = aBook();
    const [first, second] = [desk.aGuest(3), desk.aGuest(3)];
    desk.make(first);
    desk.takeOut(desk.machines.two);
    const errorOf = (wanted: Parameters<typeof desk.make>[0]) => {
      const made = desk.make(wanted);
      return made.ok ? null : made.error.type;
    };
    const { householdId } = second;
    expect([
      errorOf({ householdId }),
      errorOf({ householdId, machineId: desk.machines.two }),
      errorOf({ householdId, slot: { on: tuesday, from: 545, to: 665 } }),
      errorOf({ householdId, slot: firstTurnOf(addDays(monday, -1)) }),
      errorOf({ householdId, slot: firstTurnOf(addDays(monday, -3)) }),
    ]).toEqual(['SlotTaken', 'MachineOutOfOrder', 'NotASlot', 'NotASlot', 'SlotIsOver']);
  });

  test('past the household\u2019s number wants a reason, which is kept', () => {
    const desk = aBook();
    const { householdId } = desk.aGuest(3);
    for (const days of [1, 2]) desk.make({ householdId, slot: firstTurnOf(addDays(monday, days)) });
    const third = { householdId, slot: firstTurnOf(addDays(monday, 3)), bookingId: desk.bookingId() };
    expect(desk.make(third)).toEqual({ ok: false, error: { type: 'TooManyBookings', most: 2 } });
    expect(desk.make({ ...third, override: 'newborn' })).toEqual({ ok: true, value: null });
    const recorded = findOperation(desk.db, operationIdSchema.parse(third.bookingId));
    expect(recorded?.operation.body).toContain('"override":"newborn"');
  });

  test('at another laundry is shown where it is known, and does not count here', () => {
    const desk = aBook();
    const { householdId } = desk.aGuest(3);
    const { organisationId, laundrySiteId: here, operator } = desk;
    const other = { ...operator, siteId: desk.siteId };
    desk.write(siteSet, {
      siteId: desk.siteId,
      organisationId,
      name: 'Lavanderia Due',
      shortName: 'DUE',
      kind: 'laundry',
      isActive: true,
    });
    expect(other.siteId).not.toBe(here);
    desk.aBookingAt(desk.siteId, householdId, firstTurnOf(tuesday));
    expect(desk.guestOf(householdId).turns).toMatchObject([{ siteName: 'Lavanderia Due', isHere: false }]);
    expect(desk.readBook().turns).toEqual([]);
  });
});

describe('a turn that nobody comes for', () => {
  test('is free again after the minutes of grace, counts, warns, suspends, and is forgiven with a reason', () => {
    const desk = aBook();
    const { householdId } = desk.aGuest(3);
    const missed: BookingId[] = [];
    for (const days of [0, 1, 2]) {
      const on = addDays(monday, days);
      const bookingId = desk.bookingId();
      missed.push(bookingId);
      expect(desk.make({ householdId, bookingId, slot: { on, from: 660, to: 780 } }).ok).toBe(true);
      desk.pass(51); // 11:21, a minute after the grace of the turn at 11
      desk.tick();
      expect(desk.guestOf(householdId).missed).toHaveLength(days + 1);
      desk.pass(24 * 60 - 51);
      desk.clock.today = addDays(on, 1);
    }
    expect(desk.guestOf(householdId)).toMatchObject({ warnsOfMissed: true, isSuspended: true });
    const wanted = { householdId, slot: firstTurnOf(addDays(monday, 4)) };
    expect(desk.make(wanted)).toEqual({ ok: false, error: { type: 'MissedTooOften', times: 3 } });
    const forgive = (bookingId: BookingId) =>
      settled(
        desk.book['laundryBookings.forgive'](desk.caller, {
          operationId: desk.operationId(),
          bookingId,
          reason: 'illness',
        }),
      );
    const [first] = missed;
    if (first === undefined) throw new Error('three were missed');
    expect([forgive(first), forgive(first)]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(desk.guestOf(householdId)).toMatchObject({ warnsOfMissed: true, isSuspended: false });
    expect(desk.make(wanted)).toEqual({ ok: true, value: null });
  });
});

describe('a turn that is given up', () => {
  test('is free, and says who waits for it, the first who asked first', () => {
    const desk = aBook();
    const [has, later, sooner, elsewhere] = [desk.aGuest(3), desk.aGuest(3), desk.aGuest(3), desk.aGuest(3)];
    const bookingId = desk.bookingId();
    desk.make({ ...pick(has), bookingId });
    desk.wait(sooner.householdId, 540);
    desk.wait(later.householdId);
    desk.wait(elsewhere.householdId, 660);
    const given = desk.giveUp(bookingId);
    expect(given.ok && given.value.waiting.map(({ householdId }) => householdId)).toEqual([
      sooner.householdId,
      later.householdId,
    ]);
    expect(desk.make(pick(sooner))).toEqual({ ok: true, value: null });
    expect(desk.readBook().waiting.map(({ householdId }) => householdId)).toEqual([
      later.householdId,
      elsewhere.householdId,
    ]);
  });

  test('twice is once, and a turn that was kept is not given up', () => {
    const desk = aBook();
    const guest = desk.aGuest(3);
    const bookingId = desk.bookingId();
    desk.make({ ...pick(guest), bookingId, slot: { on: monday, from: 660, to: 780 } });
    settled(
      desk.handlers['laundry.checkIn'](desk.caller, {
        visitId: desk.newVisitId(),
        householdId: guest.householdId,
        bags: 1,
        bookingId,
      }),
    );
    expect(desk.giveUp(bookingId)).toEqual({ ok: false, error: { type: 'BookingOver' } });
    const other = desk.bookingId();
    desk.make({ ...pick(guest), bookingId: other });
    const before = desk.countOperations();
    expect([desk.giveUp(other).ok, desk.giveUp(other).ok]).toEqual([true, true]);
    expect(desk.countOperations()).toBe(before + 1);
  });
});

describe('waiting', () => {
  test('is for a time when it is open and not gone by, once, and ends when it is no longer wanted', () => {
    const desk = aBook();
    const { householdId } = desk.aGuest(3);
    expect([desk.wait(householdId), desk.wait(householdId), desk.wait(householdId, 1)]).toEqual([
      { ok: true, value: null },
      { ok: false, error: { type: 'AlreadyWaiting' } },
      { ok: false, error: { type: 'NotASlot' } },
    ]);
    const stop = (waitingId: WaitingId) =>
      settled(
        desk.book['laundryBookings.stopWaiting'](desk.caller, { operationId: desk.operationId(), waitingId }),
      );
    for (const { waitingId } of desk.readBook().waiting)
      expect(stop(waitingId)).toEqual({ ok: true, value: null });
    expect(desk.readBook().waiting).toEqual([]);
  });
});

describe('a series', () => {
  test('is one booking a week, tied to the first; what cannot be booked is listed', () => {
    const desk = aBook();
    const [regular, other] = [desk.aGuest(3), desk.aGuest(3)];
    desk.make({ ...pick(other), slot: firstTurnOf(addDays(tuesday, 7)) });
    desk.setRules({ closures: [addDays(tuesday, 14)] });
    const wanted = { ...pick(regular), untilOn: addDays(tuesday, 28) };
    expect(desk.makeSeries(wanted)).toEqual({ ok: false, error: { type: 'TooManyBookings', most: 2 } });
    const made = desk.makeSeries({ ...wanted, override: 'newborn' });
    expect(made).toEqual({
      ok: true,
      value: {
        weeks: [
          { on: tuesday, refusal: null },
          { on: addDays(tuesday, 7), refusal: 'SlotTaken' },
          { on: addDays(tuesday, 14), refusal: 'Closed' },
          { on: addDays(tuesday, 21), refusal: null },
          { on: addDays(tuesday, 28), refusal: null },
        ],
      },
    });
    const own = desk.allTurns().filter(({ householdId }) => householdId === regular.householdId);
    const causes = own.map(({ bookingId }) => desk.causeOf(bookingId));
    expect(causes).toEqual([undefined, own[0]?.bookingId, own[0]?.bookingId]);
  });
});

describe('bad days', () => {
  test('a machine out of order hands on its turns in one act, or not at all', () => {
    const desk = aBook();
    const [first, second] = [desk.aGuest(3), desk.aGuest(3)];
    desk.make(pick(first));
    desk.make({ ...pick(second), slot: { on: tuesday, from: 660, to: 780 } });
    desk.takeOut(desk.machines.one);
    const moves = desk.movesOf(desk.machines.one);
    expect(moves.map(({ to }) => to?.number)).toEqual([2, 2]);
    const accepted = moves.map(({ turn }) => ({ bookingId: turn.bookingId, toMachineId: desk.machines.two }));
    // Somebody takes one of them meanwhile: nothing moves.
    const third = desk.bookingId();
    desk.make({ ...pick(desk.aGuest(3)), machineId: desk.machines.two, bookingId: third });
    expect(desk.accept(desk.machines.one, accepted)).toEqual({
      ok: false,
      error: { type: 'SlotTaken', number: 2 },
    });
    expect(desk.readBook().stranded.map(({ because }) => because)).toEqual(['outOfOrder', 'outOfOrder']);
    desk.giveUp(third);
    expect(desk.accept(desk.machines.one, accepted)).toEqual({ ok: true, value: null });
    expect(desk.readBook().stranded).toEqual([]);
    expect(desk.readBook().turns.map(({ machineId }) => machineId)).toEqual([
      desk.machines.two,
      desk.machines.two,
    ]);
    expect(desk.overlaps()).toEqual([]);
  });

  test('a booking for a day of closure is refused, and one that was there before says that it is stranded', () => {
    const desk = aBook();
    const guest = desk.aGuest(3);
    desk.make(pick(guest));
    desk.setRules({ closures: [tuesday] });
    expect(desk.make({ ...pick(desk.aGuest(3)), machineId: desk.machines.two })).toEqual({
      ok: false,
      error: { type: 'NotASlot' },
    });
    const book = desk.readBook();
    expect(book.stranded).toMatchObject([
      { because: 'closed', machineNumber: 1, slot: firstTurnOf(tuesday) },
    ]);
    expect(book.days.find(({ on }) => on === tuesday)).toEqual({ on: tuesday, isClosed: true, slots: [] });
  });

  test.each([
    // Set forward: 2:30 is not on the wall, the turn begins at 3:00 (1:00 UTC).
    { night: '2026-03-29', kept: '01:20', missed: '01:21' },
    // Set back: 2:30 comes twice (0:30 and 1:30 UTC), the second one counts.
    { night: '2026-10-25', kept: '01:50', missed: '01:51' },
  ])('the night of $night has one turn at 2:30, with all its minutes of grace', ({ night, kept, missed }) => {
    const desk = aBook();
    const on = localDateSchema.parse(night);
    desk.clock.today = addDays(on, -1);
    desk.clock.now = Date.parse(`${addDays(on, -1)}T12:00:00Z`);
    const allNight = [{ from: 30, to: 390 }];
    desk.setRules({ openings: Array.from({ length: 7 }, () => allNight) });
    const slot = { on, from: 150, to: 270 };
    const guest = desk.aGuest(3);
    expect(desk.make({ ...pick(guest), slot })).toEqual({ ok: true, value: null });
    expect(desk.make({ ...pick(desk.aGuest(3)), slot })).toMatchObject({ error: { type: 'SlotTaken' } });
    desk.clock.today = on;
    const stateAt = (utc: string) => {
      desk.clock.now = Date.parse(`${night}T${utc}:00Z`);
      desk.tick();
      return desk.allTurns().map(({ state }) => state);
    };
    expect([stateAt(kept), stateAt(missed)]).toEqual([['active'], ['missed']]);
  });
});

test('the day on paper has short codes and initials, and nobody\u2019s surname', async () => {
  const desk = aBook();
  const guest = desk.aGuest(3, { displayName: 'Rossi Anna' });
  desk.make(pick(guest));
  const answer = await desk.book['laundryBookings.dayPdf'](desk.caller, {
    on: tuesday,
    words: desk.dayWords,
  });
  expect(answer).toEqual({ ok: true, value: { pdfBase64: 'JVBERg==' } });
  expect(desk.printed[0]?.rows).toEqual([
    ['09:00-11:00', '1  Lavatrice', guest.householdId.slice(-4).toUpperCase(), 'R. A.', ''],
  ]);
  const printed = await desk.book['laundryBookings.printDay'](desk.caller, {
    on: tuesday,
    words: desk.dayWords,
  });
  expect(printed).toEqual({ ok: true, value: { printer: 'ufficio' } });
});

test('the book made again from the log is the same book', () => {
  const desk = aBook();
  const [first, second] = [desk.aGuest(3), desk.aGuest(3)];
  const missed = desk.bookingId();
  desk.make({ ...pick(first), bookingId: missed, slot: { on: monday, from: 660, to: 780 } });
  desk.makeSeries({ ...pick(second), untilOn: addDays(tuesday, 7) });
  desk.wait(first.householdId);
  desk.pass(51);
  desk.tick();
  desk.takeOut(desk.machines.one);
  const moves = desk.movesOf(desk.machines.one);
  desk.accept(
    desk.machines.one,
    moves.map(({ turn }) => ({ bookingId: turn.bookingId, toMachineId: desk.machines.two })),
  );
  const reason = 'other' as const;
  const forgiven = { operationId: desk.operationId(), bookingId: missed, reason };
  const live = () => [desk.allTurns(), desk.readBook(), desk.guestOf(first.householdId)];
  const before = live();
  rebuildProjections(desk.inTransaction);
  expect(live()).toEqual(before);
  // The miss that is taken back is still known by the operation that said it.
  expect(settled(desk.book['laundryBookings.forgive'](desk.caller, forgiven))).toEqual({
    ok: true,
    value: null,
  });
  expect(desk.guestOf(first.householdId).missed).toEqual([]);
});

test('a site that is no laundry has no book', () => {
  const desk = aBook();
  const caller = { ...desk.caller, operator: () => ({ ...desk.operator, siteId: desk.siteId }) };
  expect(settled(desk.book['laundryBookings.book'](caller, { from: monday, days: 1 }))).toEqual({
    ok: false,
    error: { type: 'NoLaundryHere' },
  });
});

const pick = ({
  householdId,
}: {
  householdId: ReturnType<ReturnType<typeof aBook>['aGuest']>['householdId'];
}) => ({
  householdId,
});

describe('laws of the book, by whatever command of the desk', () => {
  const act = fc.record({
    what: fc.constantFrom(
      'make',
      'make',
      'make',
      'series',
      'giveUp',
      'takeOut',
      'putBack',
      'move',
      'pass' as const,
    ),
    machine: fc.integer({ min: 0, max: 2 }),
    household: fc.integer({ min: 0, max: 3 }),
    slot: fc.nat(30),
    isOverridden: fc.boolean(),
  });

  test('a machine has one turn at a time, and nobody more turns than the rules say without a reason', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 5, maxLength: 30 }), (acts) => {
        const desk = aBook();
        const households = [0, 1, 2, 3].map(() => desk.aGuest(0).householdId);
        const machines = Object.values(desk.machines);
        const slots = [0, 1, 2, 3, 4].flatMap((days) =>
          slotsOn(usualLaundryRules(desk.laundrySiteId).hours, addDays(monday, days)),
        );
        const overridden = new Set<string>();
        for (const { what, ...asked } of acts) {
          const householdId = households[asked.household] ?? households[0];
          const machineId = machines[asked.machine] ?? desk.machines.one;
          const slot = slots[asked.slot % slots.length];
          if (householdId === undefined || slot === undefined) throw new Error('there are some');
          const override = asked.isOverridden ? { override: 'urgent' as const } : {};
          const wanted = { householdId, machineId, slot, ...override };
          if (what === 'make' && desk.make(wanted).ok && asked.isOverridden) overridden.add(householdId);
          if (what === 'series') {
            const made = desk.makeSeries({ ...wanted, untilOn: addDays(slot.on, 21) });
            if (made.ok && asked.isOverridden) overridden.add(householdId);
          }
          if (what === 'takeOut') desk.takeOut(machineId);
          if (what === 'putBack') desk.putBack(machineId);
          if (what === 'giveUp') {
            const turn = desk.allTurns().find((each) => each.householdId === householdId);
            if (turn !== undefined) desk.giveUp(turn.bookingId);
          }
          if (what === 'move') {
            const moves = desk
              .movesOf(machineId)
              .flatMap(({ turn, to }) =>
                to === null ? [] : [{ bookingId: turn.bookingId, toMachineId: to.machineId }],
              );
            if (moves.length > 0) expect(desk.accept(machineId, moves)).toEqual({ ok: true, value: null });
          }
          if (what === 'pass') {
            desk.pass(120);
            desk.tick();
          }
          expect(desk.overlaps()).toEqual([]);
          for (const each of households) {
            const active = desk
              .allTurns()
              .filter((turn) => turn.householdId === each && turn.state === 'active').length;
            if (!overridden.has(each)) expect(active).toBeLessThanOrEqual(2);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
