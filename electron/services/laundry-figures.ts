import {
  DAY_COLUMNS,
  type DayFigures,
  type LaundryFigures,
  type laundryFiguresContract,
  MACHINE_COLUMNS,
  type MachineFigures,
} from '../../shared/contract/laundry-figures-contract.ts';
import type { SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Db } from '../database/database.ts';
import { listMachines } from '../database/laundry.ts';
import { countLaundry } from '../database/laundry-figures.ts';
import { findSite } from '../database/network.ts';
import { type CsvCell, rowsToCsv } from '../documents/write-csv.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

type Period = { readonly from: LocalDate; readonly to: LocalDate };

/** What a laundry reports: counts, from day to day. */
export const createLaundryFiguresService = ({
  db,
}: Pick<ServiceContext, 'db'>): { handlers: Handlers<typeof laundryFiguresContract> } => ({
  handlers: {
    'laundryFigures.read': ({ operator }, period) => readFigures(db, operator().siteId, period),
    'laundryFigures.csv': ({ operator }, { period, by, headings, kinds }) => {
      const figures = readFigures(db, operator().siteId, period);
      if (!figures.ok) return figures;
      const { machines, days } = figures.value;
      const rows = by === 'machine' ? machines.map((each) => machineCells(each, kinds)) : days.map(dayCells);
      return ok({ csv: rowsToCsv([headings, ...rows]) });
    },
  },
});

function readFigures(
  db: Db,
  siteId: SiteId,
  { from, to }: Period,
): Result<LaundryFigures, { readonly type: 'NoLaundryHere' }> {
  if (findSite(db, siteId)?.kind !== 'laundry') return err({ type: 'NoLaundryHere' });
  const counted = countLaundry(db, siteId, from, to);
  const byMachine = new Map(counted.byMachine.map((each) => [each.machineId, each]));
  const outages = new Map(counted.outages.map((each) => [each.machineId, each.outages]));
  const machines = listMachines(db, siteId)
    .filter(({ active, machineId }) => active || byMachine.has(machineId) || outages.has(machineId))
    .map(({ machineId, number, kind }): MachineFigures => {
      const { cycles, minutes, faults } = byMachine.get(machineId) ?? { cycles: 0, minutes: 0, faults: 0 };
      return { machineId, number, kind, cycles, minutes, faults, outages: outages.get(machineId) ?? 0 };
    });
  const days = new Map<LocalDate, DayFigures>(counted.byDay.map((each) => [each.on, { ...each, missed: 0 }]));
  for (const { on, missed } of counted.missedByDay) {
    const day = days.get(on) ?? { on, cycles: 0, minutes: 0, faults: 0, households: 0, missed: 0 };
    days.set(on, { ...day, missed });
  }
  const sorted = [...days.values()].sort((a, b) => (a.on < b.on ? -1 : 1));
  const sum = (of: 'cycles' | 'minutes' | 'faults' | 'missed') =>
    sorted.reduce((total, day) => total + day[of], 0);
  return ok({
    machines,
    days: sorted,
    totals: {
      cycles: sum('cycles'),
      minutes: sum('minutes'),
      faults: sum('faults'),
      missed: sum('missed'),
      households: counted.households,
    },
  });
}

const figure = (count: number): CsvCell => ({ figure: String(count) });

const machineCells = (
  machine: MachineFigures,
  kinds: Readonly<Record<MachineFigures['kind'], string>>,
): CsvCell[] =>
  MACHINE_COLUMNS.map((column) => (column === 'kind' ? kinds[machine.kind] : figure(machine[column])));

const dayCells = (day: DayFigures): CsvCell[] =>
  DAY_COLUMNS.map((column) =>
    column === 'on' ? day.on.split('-').reverse().join('/') : figure(day[column]),
  );
