import { expect, test } from 'vitest';
import { addDays } from '../../shared/domain/local-date.ts';
import { aBook, monday, settled } from '../laundry-book-fixture.ts';
import { createLaundryFiguresService } from './laundry-figures.ts';

/** A Monday with a wash, a wash that the machine broke off, a machine out of order and a turn that nobody came for. */
function aDayOfWork() {
  const desk = aBook();
  const { handlers, caller } = desk;
  const guest = desk.aGuest(9);
  const missing = desk.aGuest(3);
  desk.make({ householdId: missing.householdId, slot: { on: monday, from: 660, to: 780 } });
  const start = (machineId: typeof desk.machines.one) => {
    const visitId = desk.newVisitId();
    const cycleId = desk.newCycleId();
    settled(handlers['laundry.checkIn'](caller, { visitId, householdId: guest.householdId, bags: 1 }));
    const started = handlers['laundry.start'](caller, {
      cycleId,
      visitId,
      machineId,
      washProgrammeId: desk.programmes.wash,
      detergentDoses: 0,
      capOverride: 'urgent',
    });
    expect(settled(started).ok).toBe(true);
    return cycleId;
  };
  start(desk.machines.two);
  const broken = start(desk.machines.one);
  settled(
    handlers['laundry.stop'](caller, {
      operationId: desk.operationId(),
      cycleId: broken,
      because: 'machine-fault',
      takesOut: 'fault',
    }),
  );
  desk.pass(60);
  desk.tick();
  return { ...desk, figures: createLaundryFiguresService(desk.context).handlers };
}

test('the figures count uses, minutes, faults, missed turns and households once, by machine and by day', () => {
  const { figures, caller, machines } = aDayOfWork();
  const read = (from: typeof monday, to: typeof monday) =>
    settled(figures['laundryFigures.read'](caller, { from, to }));
  expect(read(addDays(monday, -7), monday)).toEqual({
    ok: true,
    value: {
      machines: [
        { machineId: machines.one, number: 1, kind: 'washer', cycles: 0, minutes: 0, faults: 1, outages: 1 },
        { machineId: machines.two, number: 2, kind: 'washer', cycles: 1, minutes: 60, faults: 0, outages: 0 },
        { machineId: machines.dryer, number: 3, kind: 'dryer', cycles: 0, minutes: 0, faults: 0, outages: 0 },
      ],
      days: [{ on: monday, cycles: 1, minutes: 60, faults: 1, missed: 1, households: 1 }],
      totals: { cycles: 1, minutes: 60, faults: 1, missed: 1, households: 1 },
    },
  });
  expect(read(addDays(monday, -7), addDays(monday, -1))).toMatchObject({ ok: true, value: { days: [] } });
});

test('the figures as CSV are what the screen shows, for an Italian spreadsheet', () => {
  const { figures, caller } = aDayOfWork();
  const period = { from: monday, to: monday };
  const kinds = { washer: 'Lavatrice', dryer: 'Asciugatrice' };
  const csvBy = (by: 'machine' | 'day', headings: string[]) => {
    const answer = settled(figures['laundryFigures.csv'](caller, { period, by, headings, kinds }));
    return answer.ok ? answer.value.csv.split('\r\n') : [];
  };
  expect(csvBy('machine', ['N', 'Tipo', 'Usi', 'Minuti', 'Guasti', 'Fermi'])).toEqual([
    '\uFEFFN;Tipo;Usi;Minuti;Guasti;Fermi',
    '1;Lavatrice;0;0;1;1',
    '2;Lavatrice;1;60;0;0',
    '3;Asciugatrice;0;0;0;0',
    '',
  ]);
  expect(csvBy('day', ['Giorno', 'Usi', 'Minuti', 'Guasti', 'Mancati', 'Nuclei'])[1]).toBe(
    '23/11/2026;1;60;1;1;1',
  );
});
