import type { KeptElsewhere, NoLaundryHere } from '../../shared/contract/laundry-contract.ts';
import type { BookingId, MachineId, SiteId } from '../../shared/domain/ids.ts';
import type { Machine, WashProgramme } from '../../shared/domain/laundry-machine.ts';
import type { LaundryRules } from '../../shared/domain/laundry-rules.ts';
import { type Slot, slotAt, wallMinuteAt } from '../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Db } from '../database/database.ts';
import {
  type BookingRow,
  type CycleRow,
  laundryRulesOf,
  listBookings,
  listMachines,
  listOpenCycles,
  listOpenVisits,
  listOutages,
  listWashProgrammes,
  type OutageRow,
  type VisitRow,
} from '../database/laundry.ts';
import { findLaundryDesk } from '../database/laundry-desks.ts';
import { findOwnSite, findSite } from '../database/network.ts';

/** A laundry as it stands now: what every decision of its desk is made from. */
export type LaundrySite = {
  readonly siteId: SiteId;
  /** The one device that starts its machines and gives its turns; others ask it. */
  readonly desk: LaundryDesk;
  readonly rules: LaundryRules;
  readonly machines: readonly Machine[];
  readonly programmes: readonly WashProgramme[];
  readonly outageByMachine: ReadonlyMap<MachineId, OutageRow>;
  readonly cycleByMachine: ReadonlyMap<MachineId, CycleRow>;
  readonly visits: readonly VisitRow[];
  /** Of today, whatever became of them. */
  readonly bookings: readonly BookingRow[];
  readonly bookingById: ReadonlyMap<BookingId, BookingRow>;
  readonly today: LocalDate;
  readonly wallMinute: number;
  /** The slot that runs now; null between slots and when closed. */
  readonly slot: Slot | null;
};

export type LaundryDesk = {
  /** Whether it is this PC. */
  readonly isHere: boolean;
  readonly name: string;
  readonly term: number;
};

export const isLaundry = (db: Db, siteId: SiteId): boolean => findSite(db, siteId)?.kind === 'laundry';

/** Reads the laundry that an operator works at; a site of another kind has none. */
export function readLaundry(
  db: Db,
  siteId: SiteId,
  { now, today }: { readonly now: number; readonly today: LocalDate },
): Result<LaundrySite, { type: 'NoLaundryHere' }> {
  if (!isLaundry(db, siteId)) return err({ type: 'NoLaundryHere' });
  const rules = laundryRulesOf(db, siteId);
  const bookings = listBookings(db, siteId, today, today);
  const wallMinute = wallMinuteAt(now);
  return ok({
    siteId,
    desk: deskOf(db, siteId),
    rules,
    machines: listMachines(db, siteId),
    programmes: listWashProgrammes(db, siteId),
    outageByMachine: new Map(listOutages(db, siteId).map((each) => [each.machineId, each])),
    cycleByMachine: new Map(listOpenCycles(db, siteId).map((each) => [each.machineId, each])),
    visits: listOpenVisits(db, siteId),
    bookings,
    bookingById: new Map(bookings.map((each) => [each.bookingId, each])),
    today,
    wallMinute,
    slot: slotAt(rules.hours, today, wallMinute),
  });
}

/** Turns of a machine today that nobody has come for and that are not over, the next one first. */
export const turnsAhead = (site: LaundrySite, machineId: MachineId): BookingRow[] =>
  site.bookings.filter(
    ({ state, slot, machineId: at }) => state === 'active' && at === machineId && slot.to > site.wallMinute,
  );

/** Whose laundry is in a machine, by its tag; null where the drum is empty. */
export function drumTagOf(site: LaundrySite, machineId: MachineId): number | null {
  const cycle = site.cycleByMachine.get(machineId);
  if (cycle === undefined) return null;
  return site.visits.find(({ visitId }) => visitId === cycle.visitId)?.tag ?? 0;
}

function deskOf(db: Db, siteId: SiteId): LaundryDesk {
  const own = findOwnSite(db);
  const desk = findLaundryDesk(db, siteId);
  if (desk === null) return { isHere: own?.siteId === siteId, name: '?', term: 0 };
  return { isHere: desk.deviceId === own?.deviceId, name: desk.name, term: desk.term };
}

/** The laundry for who would change something of its machines or its book: only at the desk that keeps them. */
export function readKeptLaundry(
  ...asked: Parameters<typeof readLaundry>
): Result<LaundrySite, NoLaundryHere | KeptElsewhere> {
  const site = readLaundry(...asked);
  if (!site.ok || site.value.desk.isHere) return site;
  return err({ type: 'LaundryKeptElsewhere', deskName: site.value.desk.name });
}
