import type { LaundryBoard, MachineTile, VisitTile } from '../../shared/contract/laundry-contract.ts';
import type { BilingualName } from '../../shared/domain/category.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import type { WashProgrammeId } from '../../shared/domain/ids.ts';
import type { Machine } from '../../shared/domain/laundry-machine.ts';
import type { CycleRow, VisitRow } from '../database/laundry.ts';
import type { CycleClock } from './cycle-clock.ts';
import { type LaundrySite, turnsAhead } from './laundry-site.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** The one screen of the attendant: every machine, and all laundry that is here. */
export function viewBoard(site: LaundrySite, clock: CycleClock, now: number): LaundryBoard {
  const tagByVisit = new Map(site.visits.map(({ visitId, tag }) => [visitId, tag]));
  const names = new Map(site.programmes.map(({ washProgrammeId, name }) => [washProgrammeId, name]));
  return {
    machines: site.machines
      .filter(({ active, machineId }) => active || site.cycleByMachine.has(machineId))
      .map((machine) => viewMachine(site, machine, tagByVisit, names, clock)),
    visits: site.visits.map((visit) => viewVisit(site, visit, now)),
    today: site.today,
    slot: site.slot,
    keptBy: site.desk.isHere ? null : site.desk.name,
  };
}

function viewMachine(
  site: LaundrySite,
  machine: Machine,
  tagByVisit: ReadonlyMap<string, number>,
  names: ReadonlyMap<WashProgrammeId, BilingualName>,
  clock: CycleClock,
): MachineTile {
  const { machineId, number, kind, capacityKilograms } = machine;
  const cycle = site.cycleByMachine.get(machineId);
  const outage = site.outageByMachine.get(machineId);
  const [next] = turnsAhead(site, machineId);
  const isTurnNow = next !== undefined && next.slot.from <= site.wallMinute;
  const msLeft = cycle === undefined ? 0 : cycle.minutes * MS_PER_MINUTE - clock.elapsedMs(cycle);
  return {
    machineId,
    number,
    kind,
    capacityKilograms,
    state: stateOf(cycle, msLeft, outage !== undefined, isTurnNow),
    drum:
      cycle === undefined
        ? null
        : {
            cycleId: cycle.cycleId,
            visitId: cycle.visitId,
            tag: tagByVisit.get(cycle.visitId) ?? 0,
            programmeName: names.get(cycle.washProgrammeId) ?? { it: '?', en: '?' },
            minutes: cycle.minutes,
            msLeft: cycle.phase.type === 'running' ? Math.max(0, msLeft) : 0,
            finishedAt: cycle.phase.type === 'finished' ? cycle.phase.finishedAt : null,
          },
    outOfOrder: outage?.reason ?? null,
    nextBooking:
      next === undefined ? null : { slot: next.slot, shortCode: householdShortCode(next.householdId) },
  };
}

/** What is in the drum goes before an outage: laundry in a broken machine must be taken out. */
function stateOf(
  cycle: CycleRow | undefined,
  msLeft: number,
  isOut: boolean,
  isTurnNow: boolean,
): MachineTile['state'] {
  if (cycle !== undefined) return cycle.phase.type === 'running' && msLeft > 0 ? 'running' : 'finished';
  if (isOut) return 'outOfOrder';
  return isTurnNow ? 'booked' : 'free';
}

/** Laundry that is here, by its tag; `isForgotten` once it is here for longer than the rules say. */
export function viewVisit(site: LaundrySite, visit: VisitRow, now: number): VisitTile {
  const { visitId, tag, bags, openedAt } = visit;
  const numbers = site.machines
    .filter(({ machineId }) => site.cycleByMachine.get(machineId)?.visitId === visitId)
    .map(({ number }) => number);
  return {
    visitId,
    tag,
    bags,
    openedAt,
    machineNumbers: numbers,
    state: numbers.length > 0 ? 'inMachine' : visit.hasBeenWashed ? 'ready' : 'waiting',
    isForgotten: now - openedAt > site.rules.forgottenAfterHours * MS_PER_HOUR,
  };
}
