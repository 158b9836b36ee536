import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { callerOf } from '../counter-fixture.ts';
import { listOpenCycles } from '../database/laundry.ts';
import { aLaundryDesk } from '../laundry-desk-fixture.ts';

const monday = localDateSchema.parse('2026-11-23');

describe('on a bad day', () => {
  test('start pressed twice is one cycle and takes one credit', () => {
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
    const first = desk.checkIn({ visitId: desk.visitId });
    const second = desk.checkIn();
    expect([first, second]).toMatchObject([{ value: { tag: 1 } }, { value: { tag: 2 } }]);
    desk.start({});
    expect(desk.start({})).toEqual({ ok: false, error: { type: 'MachineBusy', number: 1, tag: 1 } });
  });

  test('an end before the start, by a clock set back, ends a cycle as it starts', () => {
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
    for (let tag = 1; tag <= 99; tag++) expect(desk.checkIn().ok).toBe(true);
    expect(desk.checkIn()).toEqual({ ok: false, error: { type: 'TagsExhausted', most: 99 } });
  });

  test('no credit: nothing starts and nothing is taken', () => {
    const desk = aLaundryDesk(0);
    desk.checkIn({ visitId: desk.visitId });
    expect(desk.start({})).toEqual({ ok: false, error: { type: 'InsufficientWashes', missing: 1 } });
    expect([desk.washesOf(), desk.machine(1)?.state]).toEqual([0, 'free']);
  });

  test('laundry that stays for long is on the list of the forgotten', () => {
    const desk = aLaundryDesk();
    desk.checkIn({ visitId: desk.visitId });
    desk.pass(24 * 60);
    expect(desk.board().visits[0]?.isForgotten).toBe(false);
    desk.pass(1);
    expect(desk.board().visits[0]?.isForgotten).toBe(true);
  });

  test('an emporio has no laundry', () => {
    const desk = aLaundryDesk();
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
      const desk = aLaundryDesk(20);
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
