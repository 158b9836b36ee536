import { type BookingId, type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { seriesAhead } from '../../shared/domain/laundry-booking.ts';
import type { Slot } from '../../shared/domain/laundry-slots.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { bookingEnded } from '../../shared/operations/laundry-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findBooking } from '../database/laundry.ts';
import {
  findSiteOfBooking,
  listBookingsOfHousehold,
  listWaiting,
  type WaitingRow,
} from '../database/laundry-bookings.ts';
import { findOperation } from '../database/log.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { LaundrySite } from './laundry-site.ts';
import type { BookedBy } from './make-booking.ts';

type BookingUnknown = { readonly type: 'BookingUnknown' };
/** Kept, missed or moved: there is nothing left to give up. */
type BookingOver = { readonly type: 'BookingOver' };

/** Frees one turn. Answers with who waits for it, the first who asked first; the same booking twice is done already. */
export function giveUpBooking(
  context: ServiceContext,
  tx: Tx,
  by: BookedBy,
  site: LaundrySite,
  { operationId, bookingId }: { readonly operationId: OperationId; readonly bookingId: BookingId },
): Result<readonly WaitingRow[], BookingUnknown | BookingOver> {
  const booking = findHere(tx, site, bookingId);
  if (booking === null) return err({ type: 'BookingUnknown' });
  const waiting = listWhoCouldCome(tx, site, booking);
  if (findOperation(tx, operationId) !== null || booking.state === 'givenUp') return ok(waiting);
  if (booking.state !== 'active') return err({ type: 'BookingOver' });
  recordGivenUp(context, tx, by, site, { ...booking, operationId });
  return ok(waiting);
}

/**
 * Frees a household's turns of one weekday and time from a day on, at whatever machine each is by now. One act: all but the
 * first name the first as their cause. Answers with how many there were.
 */
export function giveUpSeries(
  context: ServiceContext,
  tx: Tx,
  by: BookedBy,
  site: LaundrySite,
  { operationId, bookingId }: { readonly operationId: OperationId; readonly bookingId: BookingId },
): Result<{ readonly slots: readonly Slot[] }, BookingUnknown | BookingOver> {
  const booking = findHere(tx, site, bookingId);
  if (booking === null) return err({ type: 'BookingUnknown' });
  if (findOperation(tx, operationId) !== null) return ok({ slots: [] }); // pressed twice
  if (booking.state !== 'active') return err({ type: 'BookingOver' });
  const series = listSeries(tx, site, booking);
  for (const [index, each] of series.entries()) {
    const isFirst = index === 0;
    recordGivenUp(context, tx, by, site, {
      ...each,
      operationId: isFirst ? operationId : operationIdSchema.parse(context.newId()),
      ...(isFirst ? {} : { firstOfSeries: operationId }),
    });
  }
  return ok({ slots: series.map(({ slot }) => slot) });
}

/** The turns that belong to the habit of one, itself the first. */
export const listSeries = (
  db: Db,
  site: LaundrySite,
  booking: Parameters<typeof seriesAhead>[1] & { readonly household: number },
) =>
  seriesAhead(
    listBookingsOfHousehold(db, booking.household, site.today).filter(({ siteId }) => siteId === site.siteId),
    booking,
  );

function findHere(db: Db, { siteId }: LaundrySite, bookingId: BookingId) {
  const booking = findBooking(db, bookingId);
  return booking === null || findSiteOfBooking(db, bookingId) !== siteId ? null : booking;
}

type Found = NonNullable<ReturnType<typeof findHere>>;

function listWhoCouldCome(db: Db, site: LaundrySite, { slot, machineId }: Found): WaitingRow[] {
  if (slot.on < site.today) return [];
  const kind = site.machines.find((each) => each.machineId === machineId)?.kind;
  return listWaiting(db, site.siteId, slot.on, slot.on).filter(
    (each) => each.kind === kind && (each.from === null || each.from === slot.from),
  );
}

function recordGivenUp(
  context: ServiceContext,
  tx: Tx,
  by: BookedBy,
  { siteId, today }: LaundrySite,
  ended: Pick<Found, 'bookingId' | 'householdId'> & {
    readonly operationId: OperationId;
    readonly firstOfSeries?: OperationId;
  },
): void {
  const { bookingId, householdId, operationId, firstOfSeries } = ended;
  const causeId = firstOfSeries ?? ('requestId' in by ? by.requestId : undefined);
  context.record(tx, {
    id: operationId,
    kind: bookingEnded,
    body: { bookingId, siteId, householdId, as: 'givenUp' },
    businessOn: today,
    ...('operatorId' in by ? { operatorId: by.operatorId } : {}),
    ...(causeId === undefined ? {} : { causeId }),
  });
}
