import type {
  Book,
  BookingGuest,
  BookMachine,
  HouseholdTurn,
  StrandedTurn,
  Turn,
  WaitingTurn,
} from '../../shared/contract/laundry-bookings-contract.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import type { MachineId } from '../../shared/domain/ids.ts';
import { availabilityOf, type DayAvailability } from '../../shared/domain/laundry-availability.ts';
import { seriesAhead } from '../../shared/domain/laundry-booking.ts';
import type { Machine } from '../../shared/domain/laundry-machine.ts';
import { type Slot, slotsOn, slotsOverlap } from '../../shared/domain/laundry-slots.ts';
import { addDays, addMonths, type LocalDate, localDateSchema } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import { type HouseholdRow, listEntitlements } from '../database/households.ts';
import { type BookingRow, listBookings, listMachines } from '../database/laundry.ts';
import {
  listBookingsAtTime,
  listBookingsOfHousehold,
  listBookingsOfMachine,
  listDoubledBookings,
  listMissedOfHousehold,
  listTakenTurns,
  listTimesAhead,
  listWaiting,
  type PlacedBooking,
  type WaitingRow,
} from '../database/laundry-bookings.ts';
import { findSite, listSites } from '../database/network.ts';
import type { LaundrySite } from './laundry-site.ts';

/** The end of all days: years are four digits. */
export const FOR_EVER = localDateSchema.parse('9999-12-31');

export const viewTurn = ({
  bookingId,
  machineId,
  householdId,
  slot,
  state,
  isForgiven,
}: Omit<BookingRow, 'household'>): Turn => ({
  bookingId,
  machineId,
  householdId,
  shortCode: householdShortCode(householdId),
  slot,
  state,
  isForgiven,
});

export const viewWaiting = ({ waitingId, householdId, on, from, kind }: WaitingRow): WaitingTurn => ({
  waitingId,
  householdId,
  shortCode: householdShortCode(householdId),
  on,
  from,
  kind,
});

/** The book of some days, and the turns to come that cannot be kept as they stand. */
export function viewBook(db: Db, site: LaundrySite, from: LocalDate, days: number): Book {
  const to = addDays(from, days - 1);
  const turns = listBookings(db, site.siteId, from, to)
    .filter(({ state }) => state !== 'givenUp' && state !== 'moved')
    .map(viewTurn);
  const stranded = listStranded(db, site);
  const withTurns = new Set([...turns, ...stranded].map(({ machineId }) => machineId));
  return {
    siteId: site.siteId,
    siteName: findSite(db, site.siteId)?.name ?? '?',
    keptBy: site.desk.isHere ? null : site.desk.name,
    today: site.today,
    wallMinute: site.wallMinute,
    days: Array.from({ length: days }, (_, index) => {
      const on = addDays(from, index);
      const slots = slotsOn(site.rules.hours, on);
      return { on, isClosed: slots.length === 0, slots };
    }),
    machines: site.machines
      .filter(({ active, machineId }) => active || withTurns.has(machineId))
      .map((machine) => viewMachine(site, machine)),
    turns,
    waiting: listWaiting(db, site.siteId, from, to).map(viewWaiting),
    stranded,
  };
}

function viewMachine(site: LaundrySite, machine: Machine): BookMachine {
  const { machineId, number, kind, capacityKilograms, active } = machine;
  const outOfOrder = site.outageByMachine.get(machineId)?.reason ?? null;
  return { machineId, number, kind, capacityKilograms, isActive: active, outOfOrder };
}

/**
 * Turns to come of a machine that is away or out of order, or on hours when it is closed by now. Only what is in question
 * is read: a book that is full for a year has thousands of turns, and all but a few of them stand.
 */
export function listStranded(db: Db, site: LaundrySite): StrandedTurn[] {
  const { siteId, today, rules } = site;
  const slots = new Map<LocalDate, readonly Slot[]>();
  const isOpenAt = (time: Slot): boolean => {
    const ofDay = slots.get(time.on) ?? slotsOn(rules.hours, time.on);
    slots.set(time.on, ofDay);
    return ofDay.some((slot) => slotsOverlap(slot, time));
  };
  const numbers = new Map(site.machines.map(({ machineId, number }) => [machineId, number]));
  const view = (booking: PlacedBooking, because: StrandedTurn['because']): StrandedTurn => ({
    ...viewTurn(booking),
    machineNumber: numbers.get(booking.machineId) ?? 0,
    because,
  });
  const closed = listTimesAhead(db, siteId, today)
    .filter((time) => !isOpenAt(time))
    .flatMap((time) => listBookingsAtTime(db, siteId, time))
    .map((booking) => view(booking, 'closed'));
  const unusable = site.machines
    .filter(({ active, machineId }) => !active || site.outageByMachine.has(machineId))
    .flatMap(({ machineId, active }) =>
      listBookingsOfMachine(db, machineId, today)
        .filter(({ slot }) => isOpenAt(slot))
        .map((booking) => view(booking, active ? 'outOfOrder' : 'removed')),
    );
  // Only where the book has ever changed hands: two desks may then have given one turn away.
  const doubled = site.desk.term < 2 ? [] : listDoubledBookings(db, siteId, today);
  return [...closed, ...unusable, ...doubled.map((booking) => view(booking, 'doubled'))].sort(
    (a, b) => a.slot.on.localeCompare(b.slot.on) || a.slot.from - b.slot.from,
  );
}

/** How many turns of each day of a month are free, read without who has the others. */
export function viewMonth(db: Db, site: LaundrySite, month: string): DayAvailability[] {
  const first = localDateSchema.parse(`${month}-01`);
  const next = addMonths(first, 1);
  const days: LocalDate[] = [];
  for (let on = first; on < next; on = addDays(on, 1)) days.push(on);
  const taken = listTakenTurns(db, site.siteId, first, addDays(next, -1));
  return availabilityOf(site.rules.hours, site.machines, taken, days);
}

/** Who wants a turn: what it has already, here and elsewhere, and what it missed. */
export function viewBookingGuest(db: Db, site: LaundrySite, household: HouseholdRow): BookingGuest {
  const { householdId, size } = household;
  const { rules, today } = site;
  const turns = listBookingsOfHousehold(db, household.household, today);
  const viewPlaced = placer(db, site, turns);
  const missed = listMissedOfHousehold(db, household.household, addDays(today, -rules.noShowDays));
  const entitlement = entitlementOn(listEntitlements(db, household.household), today);
  return {
    householdId,
    displayName: household.displayName ?? '?',
    shortCode: householdShortCode(householdId),
    size,
    entitlement: rules.needsEntitlement
      ? entitlement.ok
        ? { endsOn: entitlement.value.endsOn }
        : entitlement.error
      : null,
    turns: turns.map(viewPlaced),
    waiting: listWaiting(db, site.siteId, today, FOR_EVER)
      .filter((each) => each.householdId === householdId)
      .map(viewWaiting),
    missed: missed.map(viewPlaced),
    mostBookings: rules.mostActiveBookings,
    warnsOfMissed: missed.length >= rules.warnAtNoShows,
    isSuspended: missed.length >= rules.suspendAtNoShows,
  };
}

/** Says where a turn is: numbers of machines at other laundries are read once for each. */
function placer(
  db: Db,
  site: LaundrySite,
  turns: readonly PlacedBooking[],
): (booking: PlacedBooking) => HouseholdTurn {
  const siteNames = new Map(listSites(db).map((each) => [each.siteId, each.name]));
  const machinesBySite = new Map([[site.siteId, byId(site.machines)]]);
  return (booking) => {
    const { bookingId, siteId, machineId, slot } = booking;
    const ofSite = turns.filter((each) => each.siteId === siteId);
    const machines = machinesBySite.get(siteId) ?? byId(listMachines(db, siteId));
    machinesBySite.set(siteId, machines);
    const machine = machines.get(machineId);
    return {
      bookingId,
      slot,
      machineNumber: machine?.number ?? 0,
      kind: machine?.kind ?? 'washer',
      siteName: siteNames.get(siteId) ?? '?',
      isHere: siteId === site.siteId,
      turnsOfSeries: seriesAhead(ofSite, booking).length,
    };
  };
}

const byId = (machines: readonly Machine[]): Map<MachineId, Machine> =>
  new Map(machines.map((each) => [each.machineId, each]));
