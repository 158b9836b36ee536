import { bookingIdSchema, operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import { isAboutTheTurn, proposeTurn, type TurnRefusal } from '../../shared/domain/laundry-turn-request.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import { turnAnswered } from '../../shared/operations/laundry-request-operations.ts';
import type { Tx } from '../database/database.ts';
import { listBookings } from '../database/laundry.ts';
import { listOpenTurnRequests, type TurnRequestRow } from '../database/laundry-desks.ts';
import { headOf } from '../database/merges.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { giveUpBooking } from './end-booking.ts';
import { type LaundrySite, readKeptLaundry } from './laundry-site.ts';
import { makeBooking } from './make-booking.ts';

type Answer = BodyOf<typeof turnAnswered>['answer'];

/**
 * What other desks asked for, answered by the desk that keeps the book: decided from the book as it is, and recorded in the
 * same transaction as what it does, so that a power cut leaves both or neither. Returns how many. Called once
 * everything that is at the hub is here: an answer that this desk gave before it was restored has then arrived, and the
 * request is no longer open. Law: each request is answered once; done again it finds nothing to do.
 */
export function answerTurnRequests(context: ServiceContext, tx: Tx, siteId: SiteId): number {
  const open = listOpenTurnRequests(tx, siteId);
  if (open.length === 0) return 0;
  const site = readKeptLaundry(tx, siteId, { now: context.now(), today: context.today() });
  if (!site.ok) return 0; // the desk that keeps the book answers
  for (const request of open) {
    const { requestId } = request;
    const body = { requestId, siteId, householdId: request.householdId };
    const answer = answerOne(context, tx, site.value, request);
    context.record(tx, {
      id: operationIdSchema.parse(context.newId()),
      kind: turnAnswered,
      body: { ...body, answer },
      causeId: operationIdSchema.parse(requestId),
      businessOn: site.value.today,
    });
  }
  return open.length;
}

function answerOne(
  context: ServiceContext,
  tx: Tx,
  site: LaundrySite,
  { requestId, householdId, asks }: TurnRequestRow,
): Answer {
  const by = { requestId: operationIdSchema.parse(requestId) };
  if (asks.type === 'giveUp') {
    const operationId = operationIdSchema.parse(context.newId());
    const ended = giveUpBooking(context, tx, by, site, { operationId, bookingId: asks.bookingId });
    return ended.ok ? { type: 'accepted' } : { type: 'refused', because: ended.error.type };
  }
  const made = makeBooking(context, tx, by, site, {
    bookingId: bookingIdSchema.parse(context.newId()),
    householdId: headOf(tx, householdId), // merged since it was asked
    machineId: asks.machineId,
    slot: asks.slot,
    override: asks.override,
  });
  return made.ok ? { type: 'accepted' } : refuse(tx, site, asks, made.error.type);
}

function refuse(
  tx: Tx,
  site: LaundrySite,
  { machineId, slot }: Extract<TurnRequestRow['asks'], { type: 'book' }>,
  because: TurnRefusal,
): Answer {
  const machine = site.machines.find((each) => each.machineId === machineId);
  if (machine === undefined || !isAboutTheTurn(because)) return { type: 'refused', because };
  const proposal = proposeTurn({ machine, slot }, (on) => ({
    rules: site.rules,
    machines: site.machines,
    outOfOrder: new Set(site.outageByMachine.keys()),
    bookings: listBookings(tx, site.siteId, on, on),
    now: { on: site.today, minute: site.wallMinute },
  }));
  return { type: 'refused', because, ...(proposal === null ? {} : { proposal }) };
}
