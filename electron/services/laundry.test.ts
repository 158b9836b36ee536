import { describe, expect, test } from 'vitest';
import { usualLaundryRules } from '../../shared/domain/laundry-rules.ts';
import { tagCode } from '../../shared/domain/laundry-tag.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { cardBlocked } from '../../shared/operations/household-operations.ts';
import { laundryRulesSet } from '../../shared/operations/laundry-operations.ts';
import { getPrintJobPaper, listUnprintedJobs } from '../database/print-jobs.ts';
import { aLaundryDesk } from '../laundry-desk-fixture.ts';

const monday = localDateSchema.parse('2026-11-23');

describe('the path of a wash', () => {
  test('goes from check-in to hand-over, takes its credit at the start, and frees tag and machine', () => {
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
    desk.aPrinter();
    const printerId = desk.aPrinter('zpl-network');
    desk.checkIn({ visitId: desk.visitId });
    expect(listUnprintedJobs(desk.db)).toMatchObject([{ printerId, state: 'queued' }]);
  });

  test('gives the credit back on a fault, once, and takes the machine out of order', () => {
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk(4);
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
    const desk = aLaundryDesk();
    desk.checkIn({ visitId: desk.visitId });
    const scanned = desk.handlers['laundry.scan'](desk.caller, { text: tagCode(1) });
    expect(scanned).toMatchObject({ value: { type: 'visit', visit: { tag: 1, bags: 2 } } });
  });

  test('a household with a turn is offered its machine, and its turn is kept', () => {
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk();
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
    const desk = aLaundryDesk(9);
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
