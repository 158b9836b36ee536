import type {
  BookingId,
  HouseholdId,
  MachineId,
  OperationId,
  SiteId,
  WaitingId,
} from '../../shared/domain/ids.ts';
import type { Booking } from '../../shared/domain/laundry-booking.ts';
import type { MachineKind } from '../../shared/domain/laundry-machine.ts';
import type { Slot } from '../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query } from './database.ts';
import type { BookingRow } from './laundry.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

/** A booking with the laundry it is at. */
export type PlacedBooking = BookingRow & { readonly siteId: SiteId };

type RawBooking = {
  bookingId: Uint8Array;
  siteId: SiteId;
  machineId: MachineId;
  household: number;
  householdId: HouseholdId;
  on: LocalDate;
  from: number;
  to: number;
  state: Booking['state'];
  isForgiven: number;
};

const bookingColumns = `booking_id AS bookingId, site_id AS siteId, machine_id AS machineId, household,
  household_id AS householdId, slot_on AS "on", slot_from AS "from", slot_to AS "to", state,
  is_forgiven AS isForgiven FROM laundry_booking JOIN household_key USING (household)`;

const toBooking = ({ bookingId, on, from, to, isForgiven, ...row }: RawBooking): PlacedBooking => ({
  ...row,
  bookingId: idFromBytes<BookingId>(bookingId),
  slot: { on, from, to },
  isForgiven: isForgiven === 1,
});

const listAheadOfHouseholdSql = query<readonly [number, string], RawBooking>(
  'listBookingsAheadOfHousehold',
  `SELECT ${bookingColumns} WHERE household = ? AND slot_on >= ? AND state = 'active'
   ORDER BY slot_on, slot_from, booking_id`,
);
const listAheadOfMachineSql = query<readonly [string, string], RawBooking>(
  'listBookingsAheadOfMachine',
  `SELECT ${bookingColumns} WHERE machine_id = ? AND slot_on >= ? AND state = 'active'
   ORDER BY slot_on, slot_from, booking_id`,
);
const listTimesAheadSql = query<readonly [string, string], Slot>(
  'listTimesBookedAhead',
  `SELECT DISTINCT slot_on AS "on", slot_from AS "from", slot_to AS "to" FROM laundry_booking
   WHERE site_id = ? AND slot_on >= ? AND state = 'active' ORDER BY slot_on, slot_from, slot_to`,
);
const countAheadSql = query<readonly [string, string], { machineId: MachineId; turns: number }>(
  'countBookingsAheadByMachine',
  `SELECT machine_id AS machineId, count(*) AS turns FROM laundry_booking
   WHERE site_id = ? AND slot_on >= ? AND state = 'active' GROUP BY machine_id`,
);
const listAtTimeSql = query<readonly [string, string, number, number], RawBooking>(
  'listBookingsAtTime',
  `SELECT ${bookingColumns} WHERE site_id = ? AND slot_on = ? AND slot_from = ? AND slot_to = ? AND state = 'active'
   ORDER BY booking_id`,
);
// The index on times answers the inner query by itself: no turn is looked up but those that are doubled.
const listDoubledSql = query<readonly [string, string], RawBooking>(
  'listDoubledBookings',
  `SELECT ${bookingColumns} WHERE state = 'active' AND (site_id, slot_on, slot_from, slot_to, machine_id) IN (
     SELECT site_id, slot_on, slot_from, slot_to, machine_id FROM laundry_booking
     WHERE site_id = ? AND slot_on >= ? AND state = 'active'
     GROUP BY site_id, slot_on, slot_from, slot_to, machine_id HAVING count(*) > 1
   ) ORDER BY slot_on, slot_from, booking_id`,
);
const listMissedSql = query<readonly [number, string], RawBooking>(
  'listMissedBookings',
  `SELECT ${bookingColumns} WHERE household = ? AND slot_on >= ? AND state = 'missed' AND is_forgiven = 0
   ORDER BY slot_on DESC, slot_from DESC`,
);
const findMissSql = query<readonly [Uint8Array], { missedBy: Uint8Array | null }>(
  'findMissOfBooking',
  'SELECT missed_by AS missedBy FROM laundry_booking WHERE booking_id = ?',
);
const findBookingSiteSql = query<readonly [Uint8Array], { siteId: SiteId }>(
  'findSiteOfBooking',
  'SELECT site_id AS siteId FROM laundry_booking WHERE booking_id = ?',
);

/** Turns that a household has yet to come for, at every laundry that this counter knows of. */
export const listBookingsOfHousehold = (db: Db, household: number, from: LocalDate): PlacedBooking[] =>
  db.all(listAheadOfHouseholdSql, household, from).map(toBooking);

/** Turns of a machine that nobody has come for yet. */
export const listBookingsOfMachine = (db: Db, machineId: MachineId, from: LocalDate): PlacedBooking[] =>
  db.all(listAheadOfMachineSql, machineId, from).map(toBooking);

/** When turns of a laundry are that nobody has come for yet, each time once. */
export const listTimesAhead = (db: Db, siteId: SiteId, from: LocalDate): Slot[] =>
  db.all(listTimesAheadSql, siteId, from);

/** How many turns each machine has that nobody has come for yet. */
export const countTurnsAhead = (db: Db, siteId: SiteId, from: LocalDate): ReadonlyMap<MachineId, number> =>
  new Map(db.all(countAheadSql, siteId, from).map(({ machineId, turns }) => [machineId, turns]));

/** Turns of a laundry at one time that nobody has come for yet. */
export const listBookingsAtTime = (db: Db, siteId: SiteId, { on, from, to }: Slot): PlacedBooking[] =>
  db.all(listAtTimeSql, siteId, on, from, to).map(toBooking);

/** Turns to come of one machine at one time that more than one household has: all of them. */
export const listDoubledBookings = (db: Db, siteId: SiteId, from: LocalDate): PlacedBooking[] =>
  db.all(listDoubledSql, siteId, from).map(toBooking);

/** Turns that a household missed since a day and that nobody forgave, the last one first. */
export const listMissedOfHousehold = (db: Db, household: number, since: LocalDate): PlacedBooking[] =>
  db.all(listMissedSql, household, since).map(toBooking);

/** The operation that said that nobody came; null where somebody did, or may still. */
export function findMissOf(db: Db, bookingId: BookingId): OperationId | null {
  const missedBy = db.one(findMissSql, idToBytes(bookingId))?.missedBy ?? null;
  return missedBy === null ? null : idFromBytes(missedBy);
}

export const findSiteOfBooking = (db: Db, bookingId: BookingId): SiteId | null =>
  db.one(findBookingSiteSql, idToBytes(bookingId))?.siteId ?? null;

const listTakenSql = query<
  readonly [string, string, string],
  { machineId: MachineId; on: LocalDate; from: number; to: number }
>(
  'listTakenTurns',
  `SELECT machine_id AS machineId, slot_on AS "on", slot_from AS "from", slot_to AS "to" FROM laundry_booking
   WHERE site_id = ? AND slot_on >= ? AND slot_on <= ? AND state IN ('active', 'kept') ORDER BY slot_on`,
);

/** Turns of some days that somebody has, by machine and without who; both days included. */
export const listTakenTurns = (db: Db, siteId: SiteId, from: LocalDate, to: LocalDate) =>
  db.all(listTakenSql, siteId, from, to);

export type WaitingRow = {
  readonly waitingId: WaitingId;
  readonly siteId: SiteId;
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly on: LocalDate;
  /** Null: any slot of the day. */
  readonly from: number | null;
  readonly kind: MachineKind;
  readonly isOpen: boolean;
};

type RawWaiting = Omit<WaitingRow, 'waitingId' | 'isOpen'> & {
  waitingId: Uint8Array;
  closedAs: string | null;
};

const waitingColumns = `waiting_id AS waitingId, site_id AS siteId, household, household_id AS householdId,
  wanted_on AS "on", wanted_from AS "from", kind, closed_as AS closedAs
  FROM laundry_waiting JOIN household_key USING (household)`;

const toWaiting = ({ waitingId, closedAs, ...row }: RawWaiting): WaitingRow => ({
  ...row,
  waitingId: idFromBytes<WaitingId>(waitingId),
  isOpen: closedAs === null,
});

const listWaitingSql = query<readonly [string, string, string], RawWaiting>(
  'listLaundryWaiting',
  `SELECT ${waitingColumns} WHERE site_id = ? AND wanted_on >= ? AND wanted_on <= ? AND closed_as IS NULL ORDER BY n`,
);
const findWaitingSql = query<readonly [Uint8Array], RawWaiting>(
  'findLaundryWaiting',
  `SELECT ${waitingColumns} WHERE waiting_id = ?`,
);

/** Who waits for a turn of some days at a laundry, the first who asked first; both days included. */
export const listWaiting = (db: Db, siteId: SiteId, from: LocalDate, to: LocalDate): WaitingRow[] =>
  db.all(listWaitingSql, siteId, from, to).map(toWaiting);

export function findWaiting(db: Db, waitingId: WaitingId): WaitingRow | null {
  const row = db.one(findWaitingSql, idToBytes(waitingId));
  return row === undefined ? null : toWaiting(row);
}
