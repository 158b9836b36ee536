import type {
  BookingId,
  CardId,
  CycleId,
  HouseholdId,
  MachineId,
  OperationId,
  SiteId,
  VisitId,
  WashProgrammeId,
} from '../../shared/domain/ids.ts';
import type { Booking } from '../../shared/domain/laundry-booking.ts';
import type { Cycle, CyclePhase, StopReason } from '../../shared/domain/laundry-cycle.ts';
import {
  type Machine,
  machineSchema,
  type OutOfOrderReason,
  type WashCost,
  type WashProgramme,
  washProgrammeSchema,
} from '../../shared/domain/laundry-machine.ts';
import {
  type LaundryRules,
  laundryRulesSchema,
  usualLaundryRules,
} from '../../shared/domain/laundry-rules.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query } from './database.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

const listMachinesSql = query<readonly [string], { document: string }>(
  'listMachines',
  'SELECT document FROM machine WHERE site_id = ? ORDER BY number, machine_id',
);

/** Machines of a laundry by their numbers, those that were taken away too. */
export const listMachines = (db: Db, siteId: SiteId): Machine[] =>
  db.all(listMachinesSql, siteId).map(({ document }) => machineSchema.parse(JSON.parse(document)));

const listProgrammesSql = query<readonly [string], { document: string }>(
  'listWashProgrammes',
  'SELECT document FROM wash_programme WHERE site_id = ? ORDER BY wash_programme_id',
);

export const listWashProgrammes = (db: Db, siteId: SiteId): WashProgramme[] =>
  db.all(listProgrammesSql, siteId).map(({ document }) => washProgrammeSchema.parse(JSON.parse(document)));

const findRulesSql = query<readonly [string], { document: string }>(
  'findLaundryRules',
  'SELECT document FROM laundry_rules WHERE site_id = ?',
);

/** The rules of a laundry; those that are usual where nobody has set any. */
export function laundryRulesOf(db: Db, siteId: SiteId): LaundryRules {
  const row = db.one(findRulesSql, siteId);
  return row === undefined ? usualLaundryRules(siteId) : laundryRulesSchema.parse(JSON.parse(row.document));
}

export type OutageRow = {
  readonly outageId: OperationId;
  readonly machineId: MachineId;
  readonly reason: OutOfOrderReason;
};

const listOutagesSql = query<readonly [string], Omit<OutageRow, 'outageId'> & { outageId: Uint8Array }>(
  'listMachineOutages',
  `SELECT outage_id AS outageId, machine_id AS machineId, reason FROM machine
   JOIN machine_outage USING (machine_id) WHERE site_id = ? AND is_lifted = 0 ORDER BY outage_id`,
);

/** What keeps machines of a laundry out of order now; one machine may have several, each lifted by name. */
export const listOutages = (db: Db, siteId: SiteId): OutageRow[] =>
  db.all(listOutagesSql, siteId).map((row) => ({ ...row, outageId: idFromBytes(row.outageId) }));

export type VisitRow = {
  readonly visitId: VisitId;
  readonly siteId: SiteId;
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly cardId: CardId | null;
  readonly tag: number;
  readonly bags: number;
  /** UTC milliseconds. */
  readonly openedAt: number;
  readonly handedOverAt: number | null;
  /** A cycle of it was emptied: unless it is in another machine, it can go home. */
  readonly hasBeenWashed: boolean;
};

type RawVisit = Omit<VisitRow, 'visitId' | 'hasBeenWashed'> & { visitId: Uint8Array; hasBeenWashed: number };

const visitColumns = `visit_id AS visitId, site_id AS siteId, household, household_id AS householdId,
  card_id AS cardId, tag, bags, opened_at AS openedAt, handed_over_at AS handedOverAt,
  EXISTS (SELECT 1 FROM laundry_cycle WHERE laundry_cycle.visit_id = laundry_visit.visit_id
    AND phase = 'emptied') AS hasBeenWashed
  FROM laundry_visit JOIN household_key USING (household)`;

const toVisit = (row: RawVisit): VisitRow => ({
  ...row,
  visitId: idFromBytes<VisitId>(row.visitId),
  hasBeenWashed: row.hasBeenWashed === 1,
});

const listOpenVisitsSql = query<readonly [string], RawVisit>(
  'listOpenLaundryVisits',
  `SELECT ${visitColumns} WHERE site_id = ? AND handed_over_at IS NULL ORDER BY tag`,
);
const listHandedOverSql = query<readonly [string, number], RawVisit>(
  'listHandedOverVisits',
  `SELECT ${visitColumns} WHERE site_id = ? AND handed_over_at > ? AND handed_over_by IS NOT NULL ORDER BY handed_over_at DESC LIMIT 50`,
);
const findVisitSql = query<readonly [Uint8Array], RawVisit>(
  'findLaundryVisit',
  `SELECT ${visitColumns} WHERE visit_id = ?`,
);
const findLastTagSql = query<readonly [string], { tag: number }>(
  'findLastTag',
  'SELECT tag FROM laundry_visit WHERE site_id = ? ORDER BY n DESC LIMIT 1',
);

/** Laundry that is still here, by its tag. */
export const listOpenVisits = (db: Db, siteId: SiteId): VisitRow[] =>
  db.all(listOpenVisitsSql, siteId).map(toVisit);

/** Laundry that went home since a moment, the newest first: what may have gone by mistake. */
export const listHandedOver = (db: Db, siteId: SiteId, since: number): VisitRow[] =>
  db.all(listHandedOverSql, siteId, since).map(toVisit);

export function findVisit(db: Db, visitId: VisitId): VisitRow | null {
  const row = db.one(findVisitSql, idToBytes(visitId));
  return row === undefined ? null : toVisit(row);
}

/** The number that was given last; 0 where none was. */
export const findLastTag = (db: Db, siteId: SiteId): number => db.one(findLastTagSql, siteId)?.tag ?? 0;

export type CycleRow = Cycle & {
  readonly siteId: SiteId;
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly charges: readonly WashCost[];
  readonly startedOn: LocalDate;
};

type RawCycle = {
  cycleId: Uint8Array;
  visitId: Uint8Array;
  siteId: SiteId;
  household: number;
  householdId: HouseholdId;
  machineId: MachineId;
  washProgrammeId: WashProgrammeId;
  minutes: number;
  startedAt: number;
  startedOn: LocalDate;
  charges: string;
  phase: CyclePhase['type'];
  finishedAt: number | null;
  endedAt: number | null;
  stoppedBecause: StopReason | null;
};

const cycleColumns = `cycle_id AS cycleId, visit_id AS visitId, site_id AS siteId, household,
  household_id AS householdId, machine_id AS machineId, wash_programme_id AS washProgrammeId, minutes,
  started_at AS startedAt, started_on AS startedOn, charges, phase, finished_at AS finishedAt,
  ended_at AS endedAt, stopped_because AS stoppedBecause
  FROM laundry_cycle JOIN household_key USING (household)`;

function toCycle({ phase, finishedAt, endedAt, stoppedBecause, ...row }: RawCycle): CycleRow {
  return {
    ...row,
    cycleId: idFromBytes<CycleId>(row.cycleId),
    visitId: idFromBytes<VisitId>(row.visitId),
    charges: JSON.parse(row.charges) as WashCost[], // written by the projector
    phase: toPhase(phase, finishedAt ?? row.startedAt, endedAt ?? row.startedAt, stoppedBecause),
  };
}

function toPhase(
  type: CyclePhase['type'],
  finishedAt: number,
  endedAt: number,
  because: StopReason | null,
): CyclePhase {
  switch (type) {
    case 'running':
      return { type };
    case 'finished':
      return { type, finishedAt };
    case 'emptied':
      return { type, finishedAt, emptiedAt: endedAt };
    case 'stopped':
      return { type, stoppedAt: endedAt, because: because ?? 'machine-fault' };
  }
}

const listOpenCyclesSql = query<readonly [string], RawCycle>(
  'listOpenLaundryCycles',
  `SELECT ${cycleColumns} WHERE machine_id IN (SELECT machine_id FROM machine WHERE site_id = ?)
     AND phase IN ('running', 'finished')`,
);
const findCycleSql = query<readonly [Uint8Array], RawCycle>(
  'findLaundryCycle',
  `SELECT ${cycleColumns} WHERE cycle_id = ?`,
);
const listVisitCyclesSql = query<readonly [Uint8Array], RawCycle>(
  'listCyclesOfVisit',
  `SELECT ${cycleColumns} WHERE visit_id = ? ORDER BY n`,
);

/** What is in the drums of a laundry. */
export const listOpenCycles = (db: Db, siteId: SiteId): CycleRow[] =>
  db.all(listOpenCyclesSql, siteId).map(toCycle);

export function findCycle(db: Db, cycleId: CycleId): CycleRow | null {
  const row = db.one(findCycleSql, idToBytes(cycleId));
  return row === undefined ? null : toCycle(row);
}

/** The cycles of one visit in the order that they were started. */
export const listVisitCycles = (db: Db, visitId: VisitId): CycleRow[] =>
  db.all(listVisitCyclesSql, idToBytes(visitId)).map(toCycle);

export type BookingRow = Booking & { readonly household: number; readonly isForgiven: boolean };

type RawBooking = {
  bookingId: Uint8Array;
  machineId: MachineId;
  household: number;
  householdId: HouseholdId;
  on: LocalDate;
  from: number;
  to: number;
  state: Booking['state'];
  isForgiven: number;
};

const bookingColumns = `booking_id AS bookingId, machine_id AS machineId, household, household_id AS householdId,
  slot_on AS "on", slot_from AS "from", slot_to AS "to", state, is_forgiven AS isForgiven
  FROM laundry_booking JOIN household_key USING (household)`;

const toBooking = ({ bookingId, on, from, to, isForgiven, ...row }: RawBooking): BookingRow => ({
  ...row,
  bookingId: idFromBytes<BookingId>(bookingId),
  slot: { on, from, to },
  isForgiven: isForgiven === 1,
});

const listBookingsSql = query<readonly [string, string, string], RawBooking>(
  'listLaundryBookings',
  `SELECT ${bookingColumns} WHERE site_id = ? AND slot_on >= ? AND slot_on <= ?
   ORDER BY slot_on, slot_from, booking_id`,
);
const findBookingSql = query<readonly [Uint8Array], RawBooking>(
  'findLaundryBooking',
  `SELECT ${bookingColumns} WHERE booking_id = ?`,
);
const countMissedSql = query<readonly [number, string], { times: number }>(
  'countMissedBookings',
  `SELECT count(*) AS times FROM laundry_booking
   WHERE household = ? AND slot_on >= ? AND state = 'missed' AND is_forgiven = 0`,
);

/** Bookings of a laundry of some days, whatever became of them; both days included. */
export const listBookings = (db: Db, siteId: SiteId, from: LocalDate, to: LocalDate): BookingRow[] =>
  db.all(listBookingsSql, siteId, from, to).map(toBooking);

export function findBooking(db: Db, bookingId: BookingId): BookingRow | null {
  const row = db.one(findBookingSql, idToBytes(bookingId));
  return row === undefined ? null : toBooking(row);
}

/** Turns that a household missed since a day and that nobody forgave. */
export const countMissed = (db: Db, household: number, since: LocalDate): number =>
  db.one(countMissedSql, household, since)?.times ?? 0;
