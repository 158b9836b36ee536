import { assert } from '../../../shared/domain/result.ts';
import {
  bookingEnded,
  bookingMade,
  bookingMissed,
  cycleEmptied,
  cycleExtended,
  cycleFinished,
  cycleRanOut,
  cycleStarted,
  cycleStopped,
  laundryRulesSet,
  machinePutBack,
  machineSet,
  machineTakenOut,
  noShowForgiven,
  visitHandedOver,
  visitHandOverUndone,
  visitOpened,
  washProgrammeSet,
} from '../../../shared/operations/laundry-operations.ts';
import { waitingAdded, waitingClosed } from '../../../shared/operations/laundry-waiting-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const upsertMachine = query<readonly [string, string, number, string]>(
  'upsertMachine',
  `INSERT INTO machine (machine_id, site_id, number, document) VALUES (?, ?, ?, ?)
   ON CONFLICT (machine_id) DO UPDATE SET number = excluded.number, document = excluded.document`,
);
const upsertOutage = query<readonly [Uint8Array, string, string, string]>(
  'upsertMachineOutage',
  `INSERT INTO machine_outage (outage_id, machine_id, reason, business_on) VALUES (?, ?, ?, ?)
   ON CONFLICT (outage_id) DO UPDATE SET machine_id = excluded.machine_id, reason = excluded.reason,
     business_on = excluded.business_on`,
);
const liftOutage = query<readonly [Uint8Array]>(
  'liftMachineOutage',
  `INSERT INTO machine_outage (outage_id, is_lifted) VALUES (?, 1)
   ON CONFLICT (outage_id) DO UPDATE SET is_lifted = 1`,
);
const upsertWashProgramme = query<readonly [string, string, string]>(
  'upsertWashProgramme',
  `INSERT INTO wash_programme (wash_programme_id, site_id, document) VALUES (?, ?, ?)
   ON CONFLICT (wash_programme_id) DO UPDATE SET document = excluded.document`,
);
const upsertRules = query<readonly [string, string]>(
  'upsertLaundryRules',
  `INSERT INTO laundry_rules (site_id, document) VALUES (?, ?)
   ON CONFLICT (site_id) DO UPDATE SET document = excluded.document`,
);
const insertVisit = query<
  readonly [Uint8Array, number, string, number, string | null, number, number, Uint8Array | null, number]
>(
  'insertLaundryVisit',
  `INSERT INTO laundry_visit (visit_id, n, site_id, household, card_id, tag, bags, booking_id, opened_at)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);
const handOver = query<readonly [number, string, Uint8Array, Uint8Array]>(
  'handOverLaundryVisit',
  'UPDATE laundry_visit SET handed_over_at = ?, handed_over_to = ?, handed_over_by = ? WHERE visit_id = ?',
);
const undoHandOver = query<readonly [number, Uint8Array]>(
  'undoHandOverOfLaundryVisit',
  `UPDATE laundry_visit SET handed_over_at = NULL, handed_over_to = NULL, handed_over_by = NULL, tag = ?
   WHERE visit_id = ?`,
);
const insertCycle = query<
  readonly [Uint8Array, number, Uint8Array, string, number, string, string, number, number, string, string]
>(
  'insertLaundryCycle',
  `INSERT INTO laundry_cycle (cycle_id, n, visit_id, site_id, household, machine_id, wash_programme_id, minutes,
     started_at, started_on, charges, phase)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')`,
);
const extendCycle = query<readonly [number, Uint8Array]>(
  'extendLaundryCycle',
  'UPDATE laundry_cycle SET minutes = minutes + ? WHERE cycle_id = ?',
);
// A moment before the start is a clock that was set back: the cycle then ends as it started.
const finishCycle = query<readonly [number, Uint8Array]>(
  'finishLaundryCycle',
  `UPDATE laundry_cycle SET phase = 'finished', finished_at = max(started_at, ?)
   WHERE cycle_id = ? AND phase = 'running'`,
);
const emptyCycle = query<readonly [number, number, Uint8Array]>(
  'emptyLaundryCycle',
  `UPDATE laundry_cycle SET phase = 'emptied', finished_at = coalesce(finished_at, max(started_at, ?)),
     ended_at = max(coalesce(finished_at, started_at), ?) WHERE cycle_id = ?`,
);
const stopCycle = query<readonly [number, string, Uint8Array]>(
  'stopLaundryCycle',
  `UPDATE laundry_cycle SET phase = 'stopped', ended_at = max(started_at, ?), stopped_because = ?
   WHERE cycle_id = ?`,
);
const insertBooking = query<readonly [Uint8Array, number, string, string, number, string, number, number]>(
  'insertLaundryBooking',
  `INSERT INTO laundry_booking (booking_id, n, site_id, machine_id, household, slot_on, slot_from, slot_to, state)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active')`,
);
const setBookingState = query<readonly [string, Uint8Array]>(
  'setLaundryBookingState',
  'UPDATE laundry_booking SET state = ? WHERE booking_id = ?',
);
const missBooking = query<readonly [Uint8Array, Uint8Array]>(
  'missLaundryBooking',
  "UPDATE laundry_booking SET state = 'missed', missed_by = ? WHERE booking_id = ?",
);
const insertWaiting = query<readonly [Uint8Array, number, string, number, string, number | null, string]>(
  'insertLaundryWaiting',
  `INSERT INTO laundry_waiting (waiting_id, n, site_id, household, wanted_on, wanted_from, kind)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const closeWaiting = query<readonly [string, Uint8Array]>(
  'closeLaundryWaiting',
  'UPDATE laundry_waiting SET closed_as = ? WHERE waiting_id = ?',
);
const forgiveBooking = query<readonly [Uint8Array]>(
  'forgiveLaundryBooking',
  'UPDATE laundry_booking SET is_forgiven = 1 WHERE booking_id = ?',
);

/** Everything of a laundry is in its site's stream, so that one thing always arrives after what it follows. */
export const laundryProjectors: readonly ProjectorEntry[] = [
  projector(machineSet, (tx, { body }) => {
    tx.run(upsertMachine, body.machineId, body.siteId, body.number, JSON.stringify(body));
  }),
  projector(machineTakenOut, (tx, { body, operation }) => {
    tx.run(upsertOutage, idToBytes(operation.id), body.machineId, body.reason, operation.businessOn);
  }),
  projector(machinePutBack, (tx, { operation }) => {
    assert(operation.reversesId !== undefined, 'a lift names what it lifts');
    tx.run(liftOutage, idToBytes(operation.reversesId));
  }),
  projector(washProgrammeSet, (tx, { body }) => {
    tx.run(upsertWashProgramme, body.washProgrammeId, body.siteId, JSON.stringify(body));
  }),
  projector(laundryRulesSet, (tx, { body }) => {
    tx.run(upsertRules, body.siteId, JSON.stringify(body));
  }),
  projector(visitOpened, (tx, { n, body, operation }) => {
    const household = numberOfHousehold(tx, body.householdId);
    const bookingId = body.bookingId === undefined ? null : idToBytes(body.bookingId);
    const { siteId, cardId = null, tag, bags } = body;
    const opened = operation.occurredAt;
    tx.run(insertVisit, idToBytes(body.visitId), n, siteId, household, cardId, tag, bags, bookingId, opened);
    if (bookingId !== null) tx.run(setBookingState, 'kept', bookingId);
  }),
  projector(visitHandedOver, (tx, { body, operation }) => {
    tx.run(handOver, operation.occurredAt, body.to, idToBytes(operation.id), idToBytes(body.visitId));
  }),
  projector(visitHandOverUndone, (tx, { body }) => {
    tx.run(undoHandOver, body.tag, idToBytes(body.visitId));
  }),
  projector(cycleStarted, (tx, { n, body, operation }) => {
    tx.run(
      insertCycle,
      idToBytes(body.cycleId),
      n,
      idToBytes(body.visitId),
      body.siteId,
      numberOfHousehold(tx, body.householdId),
      body.machineId,
      body.washProgrammeId,
      body.minutes,
      operation.occurredAt,
      body.startedOn,
      JSON.stringify(body.charges),
    );
  }),
  projector(cycleExtended, (tx, { body }) => {
    tx.run(extendCycle, body.minutes, idToBytes(body.cycleId));
  }),
  projector(cycleFinished, (tx, { body, operation }) => {
    tx.run(finishCycle, operation.occurredAt, idToBytes(body.cycleId));
  }),
  projector(cycleRanOut, (tx, { body, operation }) => {
    tx.run(finishCycle, operation.occurredAt, idToBytes(body.cycleId));
  }),
  projector(cycleEmptied, (tx, { body, operation }) => {
    tx.run(emptyCycle, operation.occurredAt, operation.occurredAt, idToBytes(body.cycleId));
  }),
  projector(cycleStopped, (tx, { body, operation }) => {
    tx.run(stopCycle, operation.occurredAt, body.because, idToBytes(body.cycleId));
  }),
  projector(bookingMade, (tx, { n, body }) => {
    const { on, from, to } = body.slot;
    const household = numberOfHousehold(tx, body.householdId);
    const bookingId = idToBytes(body.bookingId);
    tx.run(insertBooking, bookingId, n, body.siteId, body.machineId, household, on, from, to);
  }),
  projector(bookingEnded, (tx, { body }) => {
    tx.run(setBookingState, body.as, idToBytes(body.bookingId));
  }),
  projector(bookingMissed, (tx, { body, operation }) => {
    tx.run(missBooking, idToBytes(operation.id), idToBytes(body.bookingId));
  }),
  projector(noShowForgiven, (tx, { body }) => {
    tx.run(forgiveBooking, idToBytes(body.bookingId));
  }),
  projector(waitingAdded, (tx, { n, body }) => {
    const { waitingId, siteId, on, from = null, kind } = body;
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(insertWaiting, idToBytes(waitingId), n, siteId, household, on, from, kind);
  }),
  projector(waitingClosed, (tx, { body }) => {
    tx.run(closeWaiting, body.as, idToBytes(body.waitingId));
  }),
];
