import type { DayWords, laundryBookingsContract } from '../../shared/contract/laundry-bookings-contract.ts';
import type { KeptElsewhere, NoLaundryHere } from '../../shared/contract/laundry-contract.ts';
import { operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import { slotsOn } from '../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { noShowForgiven } from '../../shared/operations/laundry-operations.ts';
import { waitingAdded, waitingClosed } from '../../shared/operations/laundry-waiting-operations.ts';
import { logAccess } from '../database/access-log.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { findBooking } from '../database/laundry.ts';
import { findMissOf, findSiteOfBooking, findWaiting, listWaiting } from '../database/laundry-bookings.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findHead, headOf } from '../database/merges.ts';
import type { PaperDoor } from '../devices/a4-printer.ts';
import type { DayList } from '../documents/day-list-pdf.ts';
import type { Caller, Handlers } from '../handlers.ts';
import { askForTurn, viewTurnRequests } from '../laundry/ask-for-turn.ts';
import { giveUpBooking, giveUpSeries } from '../laundry/end-booking.ts';
import { findByCode } from '../laundry/find-by-code.ts';
import { laundryInReach, listLaundriesInReach } from '../laundry/laundries-in-reach.ts';
import { viewBook, viewBookingGuest, viewMonth, viewWaiting } from '../laundry/laundry-book.ts';
import { dayListOf } from '../laundry/laundry-day-paper.ts';
import { type LaundrySite, readKeptLaundry, readLaundry } from '../laundry/laundry-site.ts';
import { judgeSeries, makeBooking, makeSeries } from '../laundry/make-booking.ts';
import { moveBookings, proposeMovesOf } from '../laundry/move-bookings.ts';
import type { SignedIn } from '../session.ts';
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
      ...createWaitingHandlers(desk),
      ...createRequestHandlers(context, desk),
      ...createPaperHandlers(context, desk, papers),
    },
  };
}

/** What every part of this service does with the laundry of an operator. */
function createDesk(context: ServiceContext) {
  const { now, today } = context;
  const announce = (tx: Tx) => tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  const clocks = () => ({ now: now(), today: today() });
  return {
    laundryOf: (db: Db, siteId: SiteId) => readLaundry(db, siteId, clocks()),
    /** One of those that are in reach of this desk: its own, or at an office another. */
    laundryAt: (db: Db, { operator }: Caller, asked: SiteId | undefined) => {
      const siteId = laundryInReach(db, operator().siteId, asked);
      return siteId.ok ? readLaundry(db, siteId.value, clocks()) : siteId;
    },
    /** The book changes, in one transaction and only at the desk that keeps it. */
    change: <Outcome extends Result<unknown, unknown>>(
      { operator }: Caller,
      decide: (tx: Tx, operator: SignedIn, site: LaundrySite) => Outcome,
    ): Outcome | { readonly ok: false; readonly error: NoLaundryHere | KeptElsewhere } =>
      context.inTransaction((tx) => {
        const site = readKeptLaundry(tx, operator().siteId, clocks());
        if (!site.ok) return site;
        announce(tx);
        return decide(tx, operator(), site.value);
      }),
    announce,
    add: <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => {
      context.record(tx, { ...draft, businessOn: today() });
      announce(tx);
    },
  };
}

type Desk = ReturnType<typeof createDesk>;

const createReadingHandlers = (
  { db, inTransaction, now, today }: ServiceContext,
  { laundryOf, laundryAt }: Desk,
): Part<
  | 'laundryBookings.laundries'
  | 'laundryBookings.scan'
  | 'laundryBookings.book'
  | 'laundryBookings.month'
  | 'laundryBookings.guest'
  | 'laundryBookings.moves'
> => ({
  'laundryBookings.laundries': ({ operator }) =>
    ok({ laundries: listLaundriesInReach(db, operator().siteId) }),
  'laundryBookings.scan': (_caller, { text }) => {
    const found = findByCode(db, text, today());
    return found.ok ? ok({ householdId: headOf(db, found.value.householdId) }) : found;
  },
  'laundryBookings.book': (caller, { siteId, from, days }) => {
    const site = laundryAt(db, caller, siteId);
    return site.ok ? ok(viewBook(db, site.value, from, days)) : site;
  },
  'laundryBookings.month': (caller, { siteId, month }) => {
    const site = laundryAt(db, caller, siteId);
    if (!site.ok) return site;
    return ok({ today: site.value.today, days: viewMonth(db, site.value, month) });
  },
  'laundryBookings.guest': (caller, { siteId, householdId }) =>
    inTransaction((tx) => {
      const { operatorId } = caller.operator();
      const site = laundryAt(tx, caller, siteId);
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
  { laundryOf, change }: Desk,
): Part<
  | 'laundryBookings.make'
  | 'laundryBookings.trySeries'
  | 'laundryBookings.makeSeries'
  | 'laundryBookings.acceptMoves'
> => ({
  'laundryBookings.make': (caller, input) =>
    change(caller, (tx, operator, site) => makeBooking(context, tx, operator, site, input)),
  'laundryBookings.trySeries': ({ operator }, input) => {
    const site = laundryOf(context.db, operator().siteId);
    if (!site.ok) return site;
    const judged = judgeSeries(context.db, site.value, input);
    if (!judged.ok) return judged;
    const { weeks, needsReason } = judged.value;
    return ok({ weeks: weeks.map(({ on, refusal }) => ({ on, refusal })), needsReason });
  },
  'laundryBookings.makeSeries': (caller, input) =>
    change(caller, (tx, operator, site) => makeSeries(context, tx, operator, site, input)),
  'laundryBookings.acceptMoves': (caller, input) =>
    change(caller, (tx, operator, site) => moveBookings(context, tx, operator, site, input)),
});

const createEndingHandlers = (
  context: ServiceContext,
  { change, add }: Desk,
): Part<'laundryBookings.giveUp' | 'laundryBookings.giveUpSeries' | 'laundryBookings.forgive'> => ({
  'laundryBookings.giveUp': (caller, input) =>
    change(caller, (tx, operator, site) => {
      const ended = giveUpBooking(context, tx, operator, site, input);
      return ended.ok ? ok({ waiting: ended.value.map(viewWaiting) }) : ended;
    }),
  'laundryBookings.giveUpSeries': (caller, input) =>
    change(caller, (tx, operator, site) => giveUpSeries(context, tx, operator, site, input)),
  'laundryBookings.forgive': (caller, { operationId, bookingId, reason }) =>
    change(caller, (tx, { operatorId, siteId }) => {
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

const createRequestHandlers = (
  context: ServiceContext,
  { laundryAt, announce }: Desk,
): Part<'laundryBookings.ask' | 'laundryBookings.requests'> => ({
  'laundryBookings.ask': (caller, { siteId, ...asked }) =>
    context.inTransaction((tx) => {
      const site = laundryAt(tx, caller, siteId);
      if (!site.ok) return site;
      announce(tx);
      return askForTurn(context, tx, caller.operator(), site.value, asked);
    }),
  'laundryBookings.requests': (caller, { siteId }) => {
    const site = laundryAt(context.db, caller, siteId);
    return site.ok ? ok({ requests: viewTurnRequests(context.db, site.value) }) : site;
  },
});

const createWaitingHandlers = ({
  change,
  add,
}: Desk): Part<'laundryBookings.wait' | 'laundryBookings.stopWaiting'> => ({
  'laundryBookings.wait': (caller, { waitingId, householdId, on, from, kind }) =>
    change(caller, (tx, { operatorId, siteId }, site) => {
      if (findWaiting(tx, waitingId) !== null) return ok(null); // Enter was pressed twice
      if (findHousehold(tx, householdId) === null) return err({ type: 'HouseholdUnknown' });
      const slots = slotsOn(site.rules.hours, on).filter((slot) => from === null || slot.from === from);
      if (slots.length === 0) return err({ type: 'NotASlot' });
      const { today, wallMinute } = site;
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
  'laundryBookings.stopWaiting': (caller, { operationId, waitingId }) =>
    change(caller, (tx, { operatorId, siteId }) => {
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
