import { expect, test } from 'vitest';
import { bookingIdSchema } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import type { RecordOperation } from '../database/log.ts';
import { aBook, firstTurnOf, monday, settled, tuesday } from '../laundry-book-fixture.ts';
import { createLaundryService } from '../services/laundry.ts';
import { createLaundryBookingsService } from '../services/laundry-bookings.ts';

class PowerCut extends Error {}

/** A laundry whose power can be cut at any operation of a step: what was not committed by then is gone. */
function aFragileDesk() {
  const desk = aBook();
  let cutAt: number | null = null;
  let recorded = 0;
  const record: RecordOperation = (tx, draft) => {
    const done = desk.context.record(tx, draft);
    recorded += 1;
    if (recorded === cutAt) throw new PowerCut('the power is cut');
    return done;
  };
  const context = { ...desk.context, record };
  const { handlers } = createLaundryService(context, { uptimeMs: () => desk.pc.uptimeMs });
  const book = createLaundryBookingsService(context, {
    draw: () => Promise.reject(new Error('nothing is printed')),
    paperDoor: {
      printPdf: () => Promise.reject(new Error('nothing is printed')),
      printFile: () => Promise.reject(new Error('nothing is printed')),
    },
  }).handlers;
  const guest = desk.aGuest(5);
  const household = findHouseholdNumber(desk.db, guest.householdId) ?? 0;
  return {
    ...desk,
    handlers,
    book,
    guest,
    washes: () => balanceOf(desk.db, household, 'washes'),
    /** Everything that the desk shows, and how much is in the log. */
    shown: () => [
      settled(handlers['laundry.board'](desk.caller, {})),
      desk.allTurns(),
      desk.guestOf(guest.householdId).waiting,
      balanceOf(desk.db, household, 'washes'),
      desk.countOperations(),
    ],
    /** Does the step once whole, after it was cut at each of its operations; gives how many there are. */
    cutAndDo: (step: () => { readonly ok: boolean }, shown: () => unknown): number => {
      const before = shown();
      for (let at = 1; ; at += 1) {
        [recorded, cutAt] = [0, at];
        try {
          expect(step().ok).toBe(true);
          cutAt = null;
          return recorded;
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
          expect(shown()).toEqual(before); // all of it or nothing
        }
      }
    },
  };
}

test('a power cut during any step leaves all of it or nothing, and the same step done again is done once', () => {
  const desk = aFragileDesk();
  const { caller, handlers, book, guest, machines, programmes, newOperationId: operationId } = desk;
  const { householdId } = guest;
  const [visitId, otherVisitId] = [desk.newVisitId(), desk.newVisitId()];
  const [wash, dry, broken] = [desk.newCycleId(), desk.newCycleId(), desk.newCycleId()];
  const start = { washProgrammeId: programmes.wash, detergentDoses: 0, machineId: machines.one };
  const bookingId = bookingIdSchema.parse(operationId());
  const turn = { householdId, machineId: machines.one, slot: firstTurnOf(tuesday) };
  const ids = Array.from({ length: 12 }, () => operationId());
  const idOf = (index: number) => ids[index] ?? operationId();
  const first = { visitId, to: 'holder' as const, by: 'tag' as const };
  desk.wait(householdId);
  const steps: Readonly<Record<string, readonly [operations: number, () => unknown]>> = {
    // Who waited for it waits no longer: two operations.
    book: [2, () => book['laundryBookings.make'](caller, { ...turn, bookingId })],
    giveUp: [1, () => book['laundryBookings.giveUp'](caller, { operationId: idOf(0), bookingId })],
    series: [
      3,
      () =>
        book['laundryBookings.makeSeries'](caller, {
          ...turn,
          operationId: idOf(1),
          untilOn: addDays(tuesday, 14),
          override: 'illness',
        }),
    ],
    checkIn: [1, () => handlers['laundry.checkIn'](caller, { visitId, householdId, bags: 2 })],
    start: [1, () => handlers['laundry.start'](caller, { ...start, cycleId: wash, visitId })],
    extend: [
      1,
      () => handlers['laundry.extend'](caller, { operationId: idOf(2), cycleId: wash, minutes: 5 }),
    ],
    finish: [1, () => handlers['laundry.finish'](caller, { operationId: idOf(3), cycleId: wash })],
    toDryer: [
      2,
      () =>
        handlers['laundry.start'](caller, {
          cycleId: dry,
          visitId,
          machineId: machines.dryer,
          washProgrammeId: programmes.dry,
          detergentDoses: 0,
          movesFrom: wash,
        }),
    ],
    empty: [1, () => handlers['laundry.empty'](caller, { operationId: idOf(4), cycleId: dry })],
    handOver: [1, () => handlers['laundry.handOver'](caller, { ...first, operationId: idOf(5) })],
    undo: [1, () => handlers['laundry.undoHandOver'](caller, { operationId: idOf(6), visitId })],
    checkInAgain: [
      1,
      () => handlers['laundry.checkIn'](caller, { visitId: otherVisitId, householdId, bags: 1 }),
    ],
    startAgain: [
      1,
      () => handlers['laundry.start'](caller, { ...start, cycleId: broken, visitId: otherVisitId }),
    ],
    fault: [
      2,
      () =>
        handlers['laundry.stop'](caller, {
          operationId: idOf(7),
          cycleId: broken,
          because: 'machine-fault',
          takesOut: 'fault',
        }),
    ],
    move: [
      6,
      () =>
        book['laundryBookings.acceptMoves'](caller, {
          operationId: idOf(8),
          machineId: machines.one,
          moves: desk
            .allTurns()
            .filter(({ state }) => state === 'active')
            .map((each) => ({ bookingId: each.bookingId, toMachineId: machines.two })),
        }),
    ],
    putBack: [
      1,
      () => handlers['laundry.putBack'](caller, { operationId: idOf(9), machineId: machines.one }),
    ],
    giveUpSeries: [
      3,
      () => {
        const [next] = desk.allTurns().filter(({ state }) => state === 'active');
        const id = next?.bookingId ?? bookingId;
        return book['laundryBookings.giveUpSeries'](caller, { operationId: idOf(10), bookingId: id });
      },
    ],
  };
  const done = Object.entries(steps).map(([name, [, step]]) => {
    const doIt = () => settled(step() as { ok: boolean } | Promise<{ ok: boolean }>); // every command answers so
    const operations = desk.cutAndDo(doIt, desk.shown);
    return [name, operations];
  });
  expect(done).toEqual(Object.entries(steps).map(([name, [operations]]) => [name, operations]));
  expect(desk.washes()).toBe(4); // one wash stands; the broken one was given back
  expect(desk.readBook(monday).stranded).toEqual([]);
});
