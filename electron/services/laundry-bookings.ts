import type { DayWords, laundryBookingsContract } from '../../shared/contract/laundry-bookings-contract.ts';
import { operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import { slotsOn } from '../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { bookingEnded, noShowForgiven } from '../../shared/operations/laundry-operations.ts';
import { waitingAdded, waitingClosed } from '../../shared/operations/laundry-waiting-operations.ts';
import { logAccess } from '../database/access-log.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { findBooking } from '../database/laundry.ts';
import { findMissOf, findSiteOfBooking, findWaiting, listWaiting } from '../database/laundry-bookings.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findHead } from '../database/merges.ts';
import type { PaperDoor } from '../devices/a4-printer.ts';
import type { DayList } from '../documents/day-list-pdf.ts';
import type { Handlers } from '../handlers.ts';
import { viewBook, viewBookingGuest, viewMonth, viewWaiting } from '../laundry/laundry-book.ts';
import { dayListOf } from '../laundry/laundry-day-paper.ts';
import { readLaundry } from '../laundry/laundry-site.ts';
import { judgeSeries, makeBooking, makeSeries } from '../laundry/make-booking.ts';
import { moveBookings, proposeMovesOf } from '../laundry/move-bookings.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['laundry', 'laundryBookings', 'laundrySetup'];

export type DayListPapers = {
  readonly draw: (list: DayList) => Promise<Uint8Array>;
  readonly paperDoor: PaperDoor;
};

type Part<Name extends keyof typeof laundryBookingsContract> = Handlers<
  Pick<typeof laundryBookingsContract, Name>
>;

/** The book of turns. Every answer is decided from the database at that moment, never from what a screen showed. */
export function createLaundryBookingsService(
  context: ServiceContext,
  papers: DayListPapers,
): { handlers: Handlers<typeof laundryBookingsContract> } {
  const desk = createDesk(context);
  return {
    handlers: {
      ...createReadingHandlers(context, desk),
      ...createBookingHandlers(context, desk),
      ...createEndingHandlers(context, desk),
      ...createWaitingHandlers(desk, context),
      ...createPaperHandlers(context, desk, papers),
    },
  };
}

/** What every part of this service does with the laundry of an operator. */
function createDesk(context: ServiceContext) {
  const { now, today } = context;
  const announce = (tx: Tx) => tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  return {
    laundryOf: (db: Db, siteId: SiteId) => readLaundry(db, siteId, { now: now(), today: today() }),
    announce,
    add: <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => {
      context.record(tx, { ...draft, businessOn: today() });
      announce(tx);
    },
  };
}

type Desk = ReturnType<typeof createDesk>;

const createReadingHandlers = (
  { db, inTransaction, now }: ServiceContext,
  { laundryOf }: Desk,
): Part<
  'laundryBookings.book' | 'laundryBookings.month' | 'laundryBookings.guest' | 'laundryBookings.moves'
> => ({
  'laundryBookings.book': ({ operator }, { from, days }) => {
    const site = laundryOf(db, operator().siteId);
    return site.ok ? ok(viewBook(db, site.value, from, days)) : site;
  },
  'laundryBookings.month': ({ operator }, { month }) => {
    const site = laundryOf(db, operator().siteId);
    if (!site.ok) return site;
    return ok({ today: site.value.today, days: viewMonth(db, site.value, month) });
  },
  'laundryBookings.guest': ({ operator }, { householdId }) =>
    inTransaction((tx) => {
      const { operatorId, siteId } = operator();
      const site = laundryOf(tx, siteId);
      if (!site.ok) return site;
      const household = findHead(tx, householdId);
      if (household === null) return err({ type: 'HouseholdUnknown' });
      const subject = `household:${household.householdId}`;
      logAccess(tx, { readAt: now(), operatorId, action: 'household.read', subject });
      return ok(viewBookingGuest(tx, site.value, household));
    }),
  'laundryBookings.moves': ({ operator }, { machineId }) => {
    const site = laundryOf(db, operator().siteId);
    return site.ok ? proposeMovesOf(db, site.value, machineId) : site;
  },
});

const createBookingHandlers = (
  context: ServiceContext,
  { laundryOf, announce }: Desk,
): Part<
  | 'laundryBookings.make'
  | 'laundryBookings.trySeries'
  | 'laundryBookings.makeSeries'
  | 'laundryBookings.acceptMoves'
> => ({
  'laundryBookings.make': ({ operator }, input) =>
    context.inTransaction((tx) => {
      const site = laundryOf(tx, operator().siteId);
      if (!site.ok) return site;
      announce(tx);
      return makeBooking(context, tx, operator(), site.value, input);
    }),
  'laundryBookings.trySeries': ({ operator }, input) => {
    const site = laundryOf(context.db, operator().siteId);
    if (!site.ok) return site;
    const judged = judgeSeries(context.db, site.value, input);
    if (!judged.ok) return judged;
    const { weeks, needsReason } = judged.value;
    return ok({ weeks: weeks.map(({ on, refusal }) => ({ on, refusal })), needsReason });
  },
  'laundryBookings.makeSeries': ({ operator }, input) =>
    context.inTransaction((tx) => {
      const site = laundryOf(tx, operator().siteId);
      if (!site.ok) return site;
      announce(tx);
      return makeSeries(context, tx, operator(), site.value, input);
    }),
  'laundryBookings.acceptMoves': ({ operator }, input) =>
    context.inTransaction((tx) => {
      const site = laundryOf(tx, operator().siteId);
      if (!site.ok) return site;
      announce(tx);
      return moveBookings(context, tx, operator(), site.value, input);
    }),
});

const createEndingHandlers = (
  { inTransaction }: ServiceContext,
  { laundryOf, add }: Desk,
): Part<'laundryBookings.giveUp' | 'laundryBookings.forgive'> => ({
  'laundryBookings.giveUp': ({ operator }, { operationId, bookingId }) =>
    inTransaction((tx) => {
      const { operatorId, siteId } = operator();
      const site = laundryOf(tx, siteId);
      if (!site.ok) return site;
      const booking = findBooking(tx, bookingId);
      if (booking === null || findSiteOfBooking(tx, bookingId) !== siteId)
        return err({ type: 'BookingUnknown' });
      const { slot, machineId, householdId } = booking;
      const kind = site.value.machines.find((each) => each.machineId === machineId)?.kind;
      const isOver = slot.on < site.value.today;
      const couldCome = listWaiting(tx, siteId, slot.on, slot.on).filter(
        (each) => each.kind === kind && (each.from === null || each.from === slot.from) && !isOver,
      );
      const answer = ok({ waiting: couldCome.map(viewWaiting) });
      if (findOperation(tx, operationId) !== null || booking.state === 'givenUp') return answer;
      if (booking.state !== 'active') return err({ type: 'BookingOver' });
      const body = { bookingId, siteId, householdId, as: 'givenUp' as const };
      add(tx, { id: operationId, kind: bookingEnded, body, operatorId });
      return answer;
    }),
  'laundryBookings.forgive': ({ operator }, { operationId, bookingId, reason }) =>
    inTransaction((tx) => {
      const { operatorId, siteId } = operator();
      const site = laundryOf(tx, siteId);
      if (!site.ok) return site;
      const booking = findBooking(tx, bookingId);
      if (booking === null || findSiteOfBooking(tx, bookingId) !== siteId)
        return err({ type: 'BookingUnknown' });
      if (booking.isForgiven || findOperation(tx, operationId) !== null) return ok(null);
      const reversesId = findMissOf(tx, bookingId);
      if (booking.state !== 'missed' || reversesId === null) return err({ type: 'BookingNotMissed' });
      const body = { bookingId, siteId, householdId: booking.householdId, reason };
      add(tx, { id: operationId, kind: noShowForgiven, body, operatorId, reversesId });
      return ok(null);
    }),
});

const createWaitingHandlers = (
  { laundryOf, add }: Desk,
  { inTransaction }: ServiceContext,
): Part<'laundryBookings.wait' | 'laundryBookings.stopWaiting'> => ({
  'laundryBookings.wait': ({ operator }, { waitingId, householdId, on, from, kind }) =>
    inTransaction((tx) => {
      const { operatorId, siteId } = operator();
      const site = laundryOf(tx, siteId);
      if (!site.ok) return site;
      if (findWaiting(tx, waitingId) !== null) return ok(null); // Enter was pressed twice
      if (findHousehold(tx, householdId) === null) return err({ type: 'HouseholdUnknown' });
      const slots = slotsOn(site.value.rules.hours, on).filter((slot) => from === null || slot.from === from);
      if (slots.length === 0) return err({ type: 'NotASlot' });
      const { today, wallMinute } = site.value;
      if (slots.every(({ to }) => on < today || (on === today && to <= wallMinute))) {
        return err({ type: 'SlotIsOver' });
      }
      const isThere = listWaiting(tx, siteId, on, on).some(
        (each) => each.householdId === householdId && each.from === from && each.kind === kind,
      );
      if (isThere) return err({ type: 'AlreadyWaiting' });
      const id = operationIdSchema.parse(waitingId); // named by the operation that adds it
      const body = { waitingId, siteId, householdId, on, ...(from === null ? {} : { from }), kind };
      add(tx, { id, kind: waitingAdded, body, operatorId });
      return ok(null);
    }),
  'laundryBookings.stopWaiting': ({ operator }, { operationId, waitingId }) =>
    inTransaction((tx) => {
      const { operatorId, siteId } = operator();
      const site = laundryOf(tx, siteId);
      if (!site.ok) return site;
      const waiting = findWaiting(tx, waitingId);
      if (waiting === null || waiting.siteId !== siteId) return err({ type: 'WaitingUnknown' });
      if (!waiting.isOpen || findOperation(tx, operationId) !== null) return ok(null);
      const body = { waitingId, siteId, householdId: waiting.householdId, as: 'givenUp' as const };
      add(tx, { id: operationId, kind: waitingClosed, body, operatorId });
      return ok(null);
    }),
});

function createPaperHandlers(
  { db, now }: ServiceContext,
  { laundryOf }: Desk,
  { draw, paperDoor }: DayListPapers,
): Part<'laundryBookings.dayPdf' | 'laundryBookings.printDay'> {
  const drawDay = async (siteId: SiteId, on: LocalDate, words: DayWords) => {
    const site = laundryOf(db, siteId);
    return site.ok ? ok(await draw(dayListOf(db, site.value, on, words, now()))) : site;
  };
  return {
    'laundryBookings.dayPdf': async ({ operator }, { on, words }) => {
      const pdf = await drawDay(operator().siteId, on, words);
      return pdf.ok ? ok({ pdfBase64: Buffer.from(pdf.value).toString('base64') }) : pdf;
    },
    'laundryBookings.printDay': async ({ operator }, { on, words }) => {
      const pdf = await drawDay(operator().siteId, on, words);
      // The system's queue shows the title to everybody: a day, and nobody's name.
      return pdf.ok ? paperDoor.printPdf(pdf.value, { title: `bancone-${on}`, isDuplex: false }) : pdf;
    },
  };
}
