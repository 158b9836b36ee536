import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Input } from '../../shared/contract/contract.ts';
import { usualLaundryRules } from '../../shared/domain/laundry-rules.ts';
import { tagCode } from '../../shared/domain/laundry-tag.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { cardBlocked } from '../../shared/operations/household-operations.ts';
import { laundryRulesSet } from '../../shared/operations/laundry-operations.ts';
import { callerOf } from '../counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { findCycle, listOpenCycles } from '../database/laundry.ts';
import { getPrintJobPaper, listUnprintedJobs } from '../database/print-jobs.ts';
import { aLaundry } from '../laundry-fixture.ts';

const monday = localDateSchema.parse('2026-11-23');

/** These handlers answer at once. */
function settled<T>(outcome: T | Promise<T>): T {
  if (outcome instanceof Promise) throw new Error('answered later');
  return outcome;
}

/** A laundry with its commands at hand, and one household that is here with two bags. */
function aDesk(washes = 3) {
  const laundry = aLaundry();
  const caller = callerOf(laundry.operator);
  let { handlers, tick } = laundry;
  const guest = laundry.aGuest(washes);
  const checkIn = (more: Partial<Input<'laundry.checkIn'>> = {}) =>
    settled(
      handlers['laundry.checkIn'](caller, {
        visitId: laundry.newVisitId(),
        householdId: guest.householdId,
        bags: 2,
        ...more,
      }),
    );
  const visitId = laundry.newVisitId();
  const start = (more: Partial<Input<'laundry.start'>> = {}) =>
    settled(
      handlers['laundry.start'](caller, {
        cycleId: laundry.newCycleId(),
        visitId,
        machineId: laundry.machines.one,
        washProgrammeId: laundry.programmes.wash,
        detergentDoses: 0,
        ...more,
      }),
    );
  const board = () => {
    const view = settled(handlers['laundry.board'](caller, {}));
    if (!view.ok) throw new Error('there is a laundry here');
    return view.value;
  };
  return {
    ...laundry,
    caller,
    guest,
    visitId,
    checkIn,
    start,
    board,
    handlers,
    machine: (number: number) => board().machines.find((each) => each.number === number),
    washesOf: (householdId = guest.householdId) => {
      const household = findHouseholdNumber(laundry.db, householdId);
      return household === null ? 0 : balanceOf(laundry.db, household, 'washes');
    },
    cycleOf: (cycleId: ReturnType<typeof laundry.newCycleId>) => findCycle(laundry.db, cycleId),
    tick: () => tick(),
    restartDesk: () => {
      ({ handlers, tick } = laundry.restart());
    },
  };
}

describe('the path of a wash', () => {
  test('goes from check-in to hand-over, takes its credit at the start, and frees tag and machine', () => {
    const desk = aDesk();
    const { visitId, caller, newOperationId: operationId } = desk;
    expect(desk.checkIn({ visitId })).toEqual({ ok: true, value: { tag: 1, isPrinting: false } });
    expect([desk.washesOf(), desk.board().visits[0]?.state]).toEqual([3, 'waiting']);

    const cycleId = desk.newCycleId();
    expect(desk.start({ cycleId })).toEqual({
      ok: true,
      value: {
        isWithoutCover: false,
        charges: [{ unit: 'washes', amount: 1 }],
        residualWashes: 2,
        residualCents: 0,
      },
    });
    expect(desk.machine(1)).toMatchObject({ state: 'running', drum: { tag: 1, msLeft: 3_600_000 } });
    expect([desk.washesOf(), desk.board().visits[0]?.machineNumbers]).toEqual([2, [1]]);

    desk.pass(61);
    desk.tick();
    expect(desk.machine(1)).toMatchObject({ state: 'finished', drum: { msLeft: 0 } });
    desk.handlers['laundry.empty'](caller, { operationId: operationId(), cycleId });
    expect([desk.machine(1)?.state, desk.board().visits[0]?.state]).toEqual(['free', 'ready']);

    const handOver = { operationId: operationId(), visitId, to: 'holder' as const, by: 'tag' as const };
    expect(desk.handlers['laundry.handOver'](caller, handOver)).toEqual({ ok: true, value: null });
    expect([desk.board().visits, desk.washesOf()]).toEqual([[], 2]);
  });

  test('is one visit with two cycles when the wash goes on to a dryer', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const cycleId = desk.newCycleId();
    desk.start({ cycleId });
    desk.handlers['laundry.empty'](desk.caller, { operationId: desk.newOperationId(), cycleId });
    const { machines, programmes } = desk;
    const dry = desk.start({ machineId: machines.dryer, washProgrammeId: programmes.dry });
    expect([dry.ok, desk.board().visits[0]?.machineNumbers]).toEqual([true, [3]]);
    const early = {
      operationId: desk.newOperationId(),
      visitId: desk.visitId,
      to: 'holder' as const,
      by: 'tag' as const,
    };
    expect(desk.handlers['laundry.handOver'](desk.caller, early)).toEqual({
      ok: false,
      error: { type: 'StillInMachine', number: 3 },
    });
  });

  test('moves to a dryer in one breath: where the dryer cannot start, the washer is not emptied either', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const cycleId = desk.newCycleId();
    desk.start({ cycleId });
    const move = { machineId: desk.machines.dryer, movesFrom: cycleId };
    expect(desk.start({ ...move, washProgrammeId: desk.programmes.wash })).toMatchObject({
      error: { type: 'ProgrammeOfOtherKind' },
    });
    expect(desk.machine(1)?.state).toBe('running');
    const dryingId = desk.newCycleId();
    const dry = () => desk.start({ ...move, cycleId: dryingId, washProgrammeId: desk.programmes.dry });
    expect([dry().ok, dry().ok]).toEqual([true, true]);
    expect([desk.machine(1)?.state, desk.board().visits[0]?.machineNumbers]).toEqual(['free', [3]]);
  });

  test('shows whose laundry it is, and proposes a dryer where one is wanted', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const { visitId } = desk;
    expect(desk.handlers['laundry.visit'](desk.caller, { visitId, kind: 'dryer' })).toMatchObject({
      value: { visit: { tag: 1 }, guest: { displayName: 'Bianchi Maria', proposal: { machineNumber: 3 } } },
    });
    const unknown = { visitId: desk.newVisitId() };
    expect(desk.handlers['laundry.visit'](desk.caller, unknown)).toEqual({
      ok: false,
      error: { type: 'VisitUnknown' },
    });
  });

  test('prints a tag with the check-in, once, and a copy when it is asked for', () => {
    const desk = aDesk();
    const { visitId } = desk;
    const printAgain = () => desk.handlers['laundry.printTag'](desk.caller, { visitId });
    desk.checkIn({ visitId });
    expect(printAgain()).toEqual({ ok: false, error: { type: 'NoPrinter' } });
    const other = desk.newVisitId();
    desk.aPrinter();
    expect([desk.checkIn({ visitId: other }), desk.checkIn({ visitId: other })]).toMatchObject([
      { value: { tag: 2, isPrinting: true } },
      { value: { tag: 2, isPrinting: false } },
    ]);
    const again = desk.handlers['laundry.printTag'](desk.caller, { visitId: other });
    expect(again).toEqual({ ok: true, value: { isAlreadyWaiting: true } });
    expect(printAgain()).toEqual({ ok: true, value: { isAlreadyWaiting: false } });
    const papers = listUnprintedJobs(desk.db).map((job) => getPrintJobPaper(desk.db, job.printJobId).paper);
    expect(papers).toMatchObject([
      { kind: 'laundry-tag', tag: 2, bags: 2, reprint: false },
      { kind: 'laundry-tag', tag: 1, bags: 2, reprint: true },
    ]);
    expect(JSON.stringify(papers)).not.toContain('Bianchi');
  });

  test('prints its tag as a label where the site has a label printer', () => {
    const desk = aDesk();
    desk.aPrinter();
    const printerId = desk.aPrinter('zpl-network');
    desk.checkIn({ visitId: desk.visitId });
    expect(listUnprintedJobs(desk.db)).toMatchObject([{ printerId, state: 'queued' }]);
  });

  test('gives the credit back on a fault, once, and takes the machine out of order', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const cycleId = desk.newCycleId();
    desk.start({ cycleId });
    const stop = () =>
      desk.handlers['laundry.stop'](desk.caller, {
        operationId: desk.newOperationId(),
        cycleId,
        because: 'machine-fault',
        takesOut: 'leak',
      });
    const givenBack = [{ unit: 'washes', amount: 1 }];
    expect([stop(), stop()]).toEqual(Array(2).fill({ ok: true, value: { givenBack } }));
    expect([desk.washesOf(), desk.machine(1)?.state, desk.board().visits[0]?.state]).toEqual([
      3,
      'outOfOrder',
      'waiting',
    ]);
    const again = desk.start({});
    expect(again).toEqual({ ok: false, error: { type: 'MachineOutOfOrder', number: 1 } });
    const putBack = { operationId: desk.newOperationId(), machineId: desk.machines.one };
    desk.handlers['laundry.putBack'](desk.caller, putBack);
    expect(desk.start({}).ok).toBe(true);
  });
});

describe('at check-in', () => {
  test('a card shows what is left, and proposes the smallest machine that holds the load', () => {
    const desk = aDesk(4);
    const scanned = desk.handlers['laundry.scan'](desk.caller, { text: desk.guest.cardNumber });
    expect(scanned).toMatchObject({
      ok: true,
      value: {
        type: 'guest',
        guest: {
          displayName: 'Bianchi Maria',
          residualWashes: 4,
          cardProblem: null,
          caps: [
            { per: 'week', used: 0, allowed: 3, left: 3, renewsOn: '2026-11-30' },
            { per: 'month', used: 0, allowed: 12, left: 12, renewsOn: '2026-12-01' },
          ],
          proposal: { machineNumber: 1, bookingId: null },
        },
      },
    });
    const large = { householdId: desk.guest.householdId, kilograms: 12 };
    expect(desk.handlers['laundry.guest'](desk.caller, large)).toMatchObject({
      value: { proposal: { machineNumber: 2 } },
    });
  });

  test('a tag shows its laundry', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const scanned = desk.handlers['laundry.scan'](desk.caller, { text: tagCode(1) });
    expect(scanned).toMatchObject({ value: { type: 'visit', visit: { tag: 1, bags: 2 } } });
  });

  test('a household with a turn is offered its machine, and its turn is kept', () => {
    const desk = aDesk();
    const slot = { on: monday, from: 540, to: 660 };
    const bookingId = desk.aBooking(desk.machines.two, desk.guest.householdId, slot);
    const other = desk.aGuest(1, { displayName: 'Verdi Luca' });
    expect(desk.machine(2)?.state).toBe('booked');
    const scanned = desk.handlers['laundry.scan'](desk.caller, { text: desk.guest.cardNumber });
    expect(scanned).toMatchObject({
      value: { guest: { proposal: { machineNumber: 2, bookingId }, bookingsToday: [{ machineNumber: 2 }] } },
    });
    const notTheirs = desk.checkIn({ householdId: other.householdId, bookingId });
    expect(notTheirs).toEqual({ ok: false, error: { type: 'BookingUnknown' } });
    expect(desk.checkIn({ visitId: desk.visitId, bookingId }).ok).toBe(true);
    expect(desk.machine(2)?.state).toBe('free');
  });

  test('a blocked card is refused, and an entitlement is asked for where the rules want one', () => {
    const desk = aDesk();
    const { householdId, cardId } = desk.guest;
    desk.write(cardBlocked, { cardId, householdId, reason: 'lost' });
    expect(desk.checkIn({ cardId })).toEqual({ ok: false, error: { type: 'CardBlocked' } });
    const rules = { ...usualLaundryRules(desk.laundrySiteId), needsEntitlement: true };
    desk.write(laundryRulesSet, rules);
    const ended = desk.aGuest(1, { startsOn: '2026-01-01', endsOn: '2026-06-30' });
    expect(desk.checkIn({ householdId: ended.householdId })).toEqual({
      ok: false,
      error: { type: 'EntitlementExpired', endedOn: '2026-06-30' },
    });
  });

  test('a cap is passed only with a reason', () => {
    const desk = aDesk(9);
    desk.checkIn({ visitId: desk.visitId });
    const washOnce = () => {
      const cycleId = desk.newCycleId();
      const started = desk.start({ cycleId });
      desk.handlers['laundry.empty'](desk.caller, { operationId: desk.newOperationId(), cycleId });
      return started.ok;
    };
    expect([washOnce(), washOnce(), washOnce()]).toEqual([true, true, true]);
    expect(desk.start({})).toMatchObject({ error: { type: 'CapReached', cap: { per: 'week', used: 3 } } });
    expect(desk.start({ capOverride: 'newborn' }).ok).toBe(true);
  });
});

describe('on a bad day', () => {
  test('start pressed twice is one cycle and takes one credit', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const cycleId = desk.newCycleId();
    const taken = {
      isWithoutCover: false,
      charges: [{ unit: 'washes', amount: 1 }],
      residualWashes: 2,
      residualCents: 0,
    };
    expect([desk.start({ cycleId }), desk.start({ cycleId })]).toEqual(
      Array(2).fill({ ok: true, value: taken }),
    );
    expect(desk.washesOf()).toBe(2);
  });

  test('one card checked in twice is two visits with two tags, and one machine is never started twice', () => {
    const desk = aDesk();
    const first = desk.checkIn({ visitId: desk.visitId });
    const second = desk.checkIn();
    expect([first, second]).toMatchObject([{ value: { tag: 1 } }, { value: { tag: 2 } }]);
    desk.start({});
    expect(desk.start({})).toEqual({ ok: false, error: { type: 'MachineBusy', number: 1, tag: 1 } });
  });

  test('an end before the start, by a clock set back, ends a cycle as it starts', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    const cycleId = desk.newCycleId();
    desk.start({ cycleId });
    desk.clock.now -= 3_600_000;
    const finish = { operationId: desk.newOperationId(), cycleId };
    expect(desk.handlers['laundry.finish'](desk.caller, finish)).toEqual({ ok: true, value: null });
    const [cycle] = listOpenCycles(desk.db, desk.laundrySiteId);
    expect(cycle?.phase).toEqual({ type: 'finished', finishedAt: cycle?.startedAt });
  });

  test('a power cut in a cycle: after the restart it has run on, and its end is found', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    desk.start({});
    desk.pass(40);
    desk.pc.uptimeMs = 20_000;
    desk.restartDesk();
    expect(desk.machine(1)).toMatchObject({ state: 'running', drum: { msLeft: 20 * 60_000 } });
    desk.pass(21);
    desk.tick();
    expect(desk.machine(1)?.state).toBe('finished');
    // What is over stays over, whatever the clock says later.
    desk.clock.now -= 30 * 60_000;
    desk.restartDesk();
    expect(desk.machine(1)?.state).toBe('finished');
  });

  test('a turn that nobody came for is free again after the minutes of grace, and is counted', () => {
    const desk = aDesk();
    desk.aBooking(desk.machines.one, desk.guest.householdId, { on: monday, from: 660, to: 780 });
    desk.pass(50); // 11:20
    desk.tick();
    expect(desk.machine(1)?.nextBooking).not.toBeNull();
    desk.pass(1);
    desk.tick();
    desk.tick();
    expect(desk.machine(1)?.nextBooking).toBeNull();
    const scanned = desk.handlers['laundry.scan'](desk.caller, { text: desk.guest.cardNumber });
    expect(scanned).toMatchObject({ value: { guest: { missedBookings: 1, warnsOfMissed: false } } });
  });

  test('no tag is left', () => {
    const desk = aDesk();
    for (let tag = 1; tag <= 99; tag++) expect(desk.checkIn().ok).toBe(true);
    expect(desk.checkIn()).toEqual({ ok: false, error: { type: 'TagsExhausted', most: 99 } });
  });

  test('no credit: nothing starts and nothing is taken', () => {
    const desk = aDesk(0);
    desk.checkIn({ visitId: desk.visitId });
    expect(desk.start({})).toEqual({ ok: false, error: { type: 'InsufficientWashes', missing: 1 } });
    expect([desk.washesOf(), desk.machine(1)?.state]).toEqual([0, 'free']);
  });

  test('laundry that stays for long is on the list of the forgotten', () => {
    const desk = aDesk();
    desk.checkIn({ visitId: desk.visitId });
    desk.pass(24 * 60);
    expect(desk.board().visits[0]?.isForgotten).toBe(false);
    desk.pass(1);
    expect(desk.board().visits[0]?.isForgotten).toBe(true);
  });

  test('an emporio has no laundry', () => {
    const desk = aDesk();
    const elsewhere = callerOf({ ...desk.operator, siteId: desk.siteId });
    expect(desk.handlers['laundry.board'](elsewhere, {})).toEqual({
      ok: false,
      error: { type: 'NoLaundryHere' },
    });
  });
});

test('law: whatever the order of acts, no machine is in two cycles, credit taken is what stands, and all laundry can go home', () => {
  const act = fc.record({
    act: fc.constantFrom(
      'checkIn',
      'start',
      'finish',
      'empty',
      'stop',
      'handOver',
      'undo',
      'takeOut',
      'pass',
    ),
    which: fc.nat({ max: 5 }),
    machine: fc.constantFrom('one' as const, 'two' as const, 'dryer' as const),
    minutes: fc.integer({ min: 1, max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const desk = aDesk(20);
      const { caller, handlers } = desk;
      const visits = [desk.visitId];
      const cycles = [desk.newCycleId()];
      for (const { act: name, which, machine, minutes } of acts) {
        const visitId = visits[which % visits.length] ?? desk.visitId;
        const cycleId = cycles[which % cycles.length] ?? desk.newCycleId();
        const operationId = desk.newOperationId();
        switch (name) {
          case 'checkIn':
            visits.push(desk.newVisitId());
            desk.checkIn({ visitId: visits.at(-1) ?? visitId });
            break;
          case 'start': {
            const next = desk.newCycleId();
            const washProgrammeId = machine === 'dryer' ? desk.programmes.dry : desk.programmes.wash;
            const machineId = desk.machines[machine];
            const input = { cycleId: next, visitId, machineId, washProgrammeId };
            if (desk.start({ ...input, capOverride: 'urgent' }).ok) cycles.push(next);
            break;
          }
          case 'finish':
            handlers['laundry.finish'](caller, { operationId, cycleId });
            break;
          case 'empty':
            handlers['laundry.empty'](caller, { operationId, cycleId });
            break;
          case 'stop':
            handlers['laundry.stop'](caller, { operationId, cycleId, because: 'power-cut' });
            break;
          case 'handOver':
            handlers['laundry.handOver'](caller, { operationId, visitId, to: 'holder', by: 'search' });
            break;
          case 'undo':
            handlers['laundry.undoHandOver'](caller, { operationId, visitId });
            break;
          case 'takeOut': {
            const machineId = desk.machines[machine];
            handlers['laundry.takeOut'](caller, { operationId, machineId, reason: 'fault' });
            break;
          }
          case 'pass':
            desk.pass(minutes);
            desk.tick();
        }
        const drums = listOpenCycles(desk.db, desk.laundrySiteId).map(({ machineId }) => machineId);
        expect(new Set(drums).size).toBe(drums.length);
      }
      const standing = cycles
        .map((cycleId) => desk.cycleOf(cycleId))
        .filter((cycle) => cycle !== null && cycle.phase.type !== 'stopped')
        .flatMap((cycle) => cycle?.charges ?? [])
        .reduce((sum, { amount }) => sum + amount, 0);
      expect(desk.washesOf()).toBe(20 - standing);
      // Every path from check-in ends: the drums are emptied, then each bag goes home under a number of its own.
      for (const { cycleId } of listOpenCycles(desk.db, desk.laundrySiteId)) {
        handlers['laundry.empty'](caller, { operationId: desk.newOperationId(), cycleId });
      }
      const here = desk.board().visits;
      expect(new Set(here.map(({ tag }) => tag)).size).toBe(here.length);
      for (const { visitId } of here) {
        const operationId = desk.newOperationId();
        const home = { operationId, visitId, to: 'holder' as const, by: 'search' as const };
        expect(handlers['laundry.handOver'](caller, home)).toEqual({ ok: true, value: null });
      }
      expect(desk.board().visits).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 30_000);
