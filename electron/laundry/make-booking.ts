import type { SeriesWeek } from '../../shared/contract/laundry-bookings-contract.ts';
import {
  type BookingId,
  bookingIdSchema,
  type HouseholdId,
  type MachineId,
  type OperationId,
  type OperatorId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import {
  type BookingRefusal,
  type BookingRequest,
  type BookingSituation,
  judgeBooking,
  type OverridableBookingRefusal,
  seriesOf,
} from '../../shared/domain/laundry-booking.ts';
import type { LaundryOverrideReason } from '../../shared/domain/laundry-rules.ts';
import type { Slot } from '../../shared/domain/laundry-slots.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { bookingMade } from '../../shared/operations/laundry-operations.ts';
import { waitingClosed } from '../../shared/operations/laundry-waiting-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import { countMissed, findBooking, listBookings } from '../database/laundry.ts';
import { listBookingsOfHousehold, listWaiting } from '../database/laundry-bookings.ts';
import { findOperation } from '../database/log.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { cyclesUsed } from './laundry-guest.ts';
import type { LaundrySite } from './laundry-site.ts';

type Desired = {
  readonly householdId: HouseholdId;
  readonly machineId: MachineId;
  readonly slot: Slot;
};
type Override = { readonly override?: LaundryOverrideReason | undefined };
/** An operator at this desk, or what another desk asked for: that one has no operator here. */
export type BookedBy = { readonly operatorId: OperatorId } | { readonly requestId: OperationId };
type HouseholdUnknown = { readonly type: 'HouseholdUnknown' };

/** What a booking on a day is decided from: the turns of that day, and all that the household has yet to come for. */
export function situationOn(
  db: Db,
  site: LaundrySite,
  household: HouseholdRow,
  on: LocalDate,
): BookingSituation {
  const ofDay = listBookings(db, site.siteId, on, on);
  const own = listBookingsOfHousehold(db, household.household, site.today).filter(
    ({ siteId, slot }) => siteId === site.siteId && slot.on !== on,
  );
  return {
    rules: site.rules,
    machines: site.machines,
    outOfOrder: new Set(site.outageByMachine.keys()),
    bookings: [...ofDay, ...own],
    noShows: countMissed(db, household.household, addDays(site.today, -site.rules.noShowDays)),
    size: household.size,
    uses: cyclesUsed(db, household, on),
    now: { on: site.today, minute: site.wallMinute },
  };
}

/** Gives a turn to a household. Everything is decided again here, whatever the book on the screen showed. */
export function makeBooking(
  context: ServiceContext,
  tx: Tx,
  by: BookedBy,
  site: LaundrySite,
  { bookingId, override, ...desired }: Desired & Override & { readonly bookingId: BookingId },
): Result<null, HouseholdUnknown | BookingRefusal | OverridableBookingRefusal> {
  if (findBooking(tx, bookingId) !== null) return ok(null); // Enter was pressed twice
  const household = findHousehold(tx, desired.householdId);
  if (household === null) return err({ type: 'HouseholdUnknown' });
  const judged = judgeBooking(desired, situationOn(tx, site, household, desired.slot.on));
  if (!judged.ok) return judged;
  const [refusal] = judged.value.overridable;
  if (refusal !== undefined && override === undefined) return err(refusal);
  recordBooking(context, tx, by, site, { ...desired, bookingId, override: refusal && override });
  return ok(null);
}

/** A booking is named by the operation that makes it. Who waited for such a turn waits no longer. */
function recordBooking(
  context: ServiceContext,
  tx: Tx,
  by: BookedBy,
  site: LaundrySite,
  made: Desired & Override & { readonly bookingId: BookingId; readonly firstOfSeries?: BookingId },
): void {
  const { bookingId, householdId, machineId, slot, override, firstOfSeries } = made;
  const { siteId } = site;
  const id = operationIdSchema.parse(bookingId);
  const about = {
    businessOn: site.today,
    ...('operatorId' in by ? { operatorId: by.operatorId } : {}),
  };
  const isFirst = firstOfSeries === undefined || firstOfSeries === bookingId;
  const asked = 'requestId' in by ? { causeId: by.requestId } : {};
  context.record(tx, {
    ...about,
    id,
    kind: bookingMade,
    body: {
      bookingId,
      siteId,
      machineId,
      householdId,
      slot,
      ...(override === undefined ? {} : { override }),
    },
    ...(isFirst ? asked : { causeId: operationIdSchema.parse(firstOfSeries) }),
  });
  const kind = site.machines.find((each) => each.machineId === machineId)?.kind;
  for (const waiting of listWaiting(tx, siteId, slot.on, slot.on)) {
    const isServed = waiting.kind === kind && (waiting.from === null || waiting.from === slot.from);
    if (waiting.householdId !== householdId || !isServed) continue;
    context.record(tx, {
      ...about,
      id: operationIdSchema.parse(context.newId()),
      kind: waitingClosed,
      body: { waitingId: waiting.waitingId, siteId, householdId, as: 'booked' },
      causeId: id,
    });
  }
}

export type JudgedSeries = {
  readonly weeks: readonly (SeriesWeek & { readonly slot: Slot | null })[];
  /** What a reason would be needed for; null where none is. */
  readonly needsReason: OverridableBookingRefusal | null;
};

/** "Every Tuesday until": each week by itself, as if those before it were booked already. */
export function judgeSeries(
  db: Db,
  site: LaundrySite,
  { untilOn, ...desired }: Desired & { readonly untilOn: LocalDate },
): Result<JudgedSeries, HouseholdUnknown> {
  const household = findHousehold(db, desired.householdId);
  if (household === null) return err({ type: 'HouseholdUnknown' });
  const openWeeks = new Map(seriesOf(site.rules.hours, desired.slot, untilOn).map((slot) => [slot.on, slot]));
  const lastOn = [...openWeeks.keys()].at(-1) ?? desired.slot.on;
  const made: BookingRequest[] = [];
  const weeks: JudgedSeries['weeks'][number][] = [];
  let needsReason: OverridableBookingRefusal | null = null;
  for (let on = desired.slot.on; on <= lastOn; on = addDays(on, 7)) {
    const slot = openWeeks.get(on) ?? null;
    if (slot === null) {
      weeks.push({ on, slot, refusal: 'Closed' });
      continue;
    }
    const situation = situationOn(db, site, household, on);
    const before = made.map((each) => ({ ...each, bookingId: NOT_YET, state: 'active' as const }));
    const request = { ...desired, slot };
    const judged = judgeBooking(request, { ...situation, bookings: [...situation.bookings, ...before] });
    weeks.push({ on, slot, refusal: judged.ok ? null : judged.error.type });
    if (!judged.ok) continue;
    needsReason ??= judged.value.overridable[0] ?? null;
    made.push(request);
  }
  return ok({ weeks, needsReason });
}

/** Stands for a booking of the same series that is decided and not recorded yet. */
const NOT_YET = bookingIdSchema.parse('00000000-0000-7000-8000-000000000000');

/** Books a series, or none of it where it needs a reason that was not given. One act: all name the first as their cause. */
export function makeSeries(
  context: ServiceContext,
  tx: Tx,
  by: BookedBy,
  site: LaundrySite,
  {
    operationId,
    override,
    ...wanted
  }: Desired & Override & { readonly operationId: string; readonly untilOn: LocalDate },
): Result<
  { readonly weeks: readonly SeriesWeek[] },
  HouseholdUnknown | OverridableBookingRefusal | { readonly type: 'NothingToBook' }
> {
  const firstOfSeries = bookingIdSchema.parse(operationId);
  if (findOperation(tx, operationIdSchema.parse(operationId)) !== null) return ok({ weeks: [] }); // pressed twice
  const judged = judgeSeries(tx, site, wanted);
  if (!judged.ok) return judged;
  const { weeks, needsReason } = judged.value;
  if (needsReason !== null && override === undefined) return err(needsReason);
  const free = weeks.flatMap(({ slot, refusal }) => (slot !== null && refusal === null ? [slot] : []));
  if (free.length === 0) return err({ type: 'NothingToBook' });
  for (const [index, slot] of free.entries()) {
    recordBooking(context, tx, by, site, {
      householdId: wanted.householdId,
      machineId: wanted.machineId,
      slot,
      bookingId: index === 0 ? firstOfSeries : bookingIdSchema.parse(context.newId()),
      firstOfSeries,
      override: needsReason === null ? undefined : override,
    });
  }
  return ok({ weeks: weeks.map(({ on, refusal }) => ({ on, refusal })) });
}
