import { z } from 'zod';
import type { EntitlementError } from '../domain/entitlement.ts';
import {
  type BookingId,
  bookingIdSchema,
  type HouseholdId,
  householdIdSchema,
  type MachineId,
  machineIdSchema,
  operationIdSchema,
  type SiteId,
  siteIdSchema,
  type TurnRequestId,
  turnRequestIdSchema,
  type WaitingId,
  waitingIdSchema,
} from '../domain/ids.ts';
import type { DayAvailability } from '../domain/laundry-availability.ts';
import type { Booking, BookingRefusal, OverridableBookingRefusal } from '../domain/laundry-booking.ts';
import { type MachineKind, machineKindSchema, type OutOfOrderReason } from '../domain/laundry-machine.ts';
import { laundryOverrideReasonSchema } from '../domain/laundry-rules.ts';
import { type Slot, slotSchema } from '../domain/laundry-slots.ts';
import type { TurnRefusal } from '../domain/laundry-turn-request.ts';
import { type LocalDate, localDateSchema, localMonthSchema } from '../domain/local-date.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';
import { type KeptElsewhere, LAUNDRY_ROLES, type NoLaundryHere } from './laundry-contract.ts';
import type { A4PrintFailure } from './papers-contract.ts';

/** A machine as the book shows it. One that was taken away is there while it still has turns. */
export type BookMachine = {
  readonly machineId: MachineId;
  readonly number: number;
  readonly kind: MachineKind;
  readonly capacityKilograms: number;
  readonly isActive: boolean;
  readonly outOfOrder: OutOfOrderReason | null;
};

/** A turn in the book: whose it is by short code, never by surname, because whoever stands at the desk sees it. */
export type Turn = {
  readonly bookingId: BookingId;
  readonly machineId: MachineId;
  readonly householdId: HouseholdId;
  readonly shortCode: string;
  readonly slot: Slot;
  readonly state: Booking['state'];
  readonly isForgiven: boolean;
};

export type WaitingTurn = {
  readonly waitingId: WaitingId;
  readonly householdId: HouseholdId;
  readonly shortCode: string;
  readonly on: LocalDate;
  /** Minute that the slot begins at; null for any of the day. */
  readonly from: number | null;
  readonly kind: MachineKind;
};

export type BookDay = {
  readonly on: LocalDate;
  /** A day of closure, or one when it does not open. */
  readonly isClosed: boolean;
  readonly slots: readonly Slot[];
};

export type Book = {
  readonly siteId: SiteId;
  readonly siteName: string;
  /** The desk that keeps it where it is another one: turns are asked of it. Null where it is this one. */
  readonly keptBy: string | null;
  readonly today: LocalDate;
  /** Wall-clock minute now: a slot that is over takes no booking. */
  readonly wallMinute: number;
  readonly days: readonly BookDay[];
  readonly machines: readonly BookMachine[];
  readonly turns: readonly Turn[];
  readonly waiting: readonly WaitingTurn[];
  /** Turns to come that cannot be kept as they stand; somebody must move them or call. */
  readonly stranded: readonly StrandedTurn[];
};

export type StrandedTurn = Turn & {
  readonly machineNumber: number;
  /** `doubled`: two desks gave it away while one did not know yet that the other keeps the book by now. */
  readonly because: 'outOfOrder' | 'removed' | 'closed' | 'doubled';
};

/** What another desk asked the one that keeps the book, and what became of it. */
export type TurnRequest = {
  readonly requestId: TurnRequestId;
  readonly householdId: HouseholdId;
  readonly shortCode: string;
  readonly asks: {
    readonly type: 'book' | 'giveUp';
    readonly slot: Slot;
    readonly machineId: MachineId;
    readonly machineNumber: number;
    readonly kind: MachineKind;
  };
  /** UTC milliseconds. */
  readonly askedAt: number;
  /** Null: it has not answered yet. */
  readonly answer:
    | { readonly type: 'accepted' }
    | {
        readonly type: 'refused';
        readonly because: TurnRefusal;
        readonly proposal: {
          readonly machineId: MachineId;
          readonly machineNumber: number;
          readonly slot: Slot;
        } | null;
      }
    | null;
};

/** One turn of a household, here or at another laundry that this counter knows of. */
export type HouseholdTurn = {
  readonly bookingId: BookingId;
  readonly slot: Slot;
  readonly machineNumber: number;
  readonly kind: MachineKind;
  readonly siteName: string;
  readonly isHere: boolean;
  /** With it, the turns to come of the same weekday and time: a habit that can be given up at once. */
  readonly turnsOfSeries: number;
};

/** What the desk needs to give a turn: dates and counts; never ISEE, reasons or notes. */
export type BookingGuest = {
  readonly householdId: HouseholdId;
  readonly displayName: string;
  readonly shortCode: string;
  readonly size: number;
  readonly entitlement: { readonly endsOn: LocalDate } | EntitlementError | null;
  readonly turns: readonly HouseholdTurn[];
  readonly waiting: readonly WaitingTurn[];
  /** Missed and not forgiven, in the days that count. */
  readonly missed: readonly HouseholdTurn[];
  readonly mostBookings: number;
  readonly warnsOfMissed: boolean;
  /** A new booking needs a reason. */
  readonly isSuspended: boolean;
};

export type MoveProposal = {
  readonly turn: Turn;
  /** Null: no machine of its kind is free, the household is to be called. */
  readonly to: { readonly machineId: MachineId; readonly number: number } | null;
};

/** One week of a series, and why it cannot be booked; null where it can, or was. */
export type SeriesWeek = {
  readonly on: LocalDate;
  readonly refusal: BookingRefusal['type'] | 'Closed' | null;
};

type BookingUnknown = { readonly type: 'BookingUnknown' };
/** Kept, missed or moved: there is nothing left to give up. */
type BookingOver = { readonly type: 'BookingOver' };
type MachineUnknown = { readonly type: 'MachineUnknown' };

const attendants = LAUNDRY_ROLES;
/** An office may look at each laundry that it is in charge of; absent, the desk's own or the first. */
const at = { siteId: siteIdSchema.optional() };
const desired = { householdId: householdIdSchema, machineId: machineIdSchema, slot: slotSchema };
const override = laundryOverrideReasonSchema.optional();
const series = z.strictObject({ ...desired, untilOn: localDateSchema });

/** The words of a printed day, as the screen says them. */
const dayWordsSchema = z.strictObject({
  title: z.string().max(120),
  columns: z.array(z.string().max(40)).length(5),
  washer: z.string().max(40),
  dryer: z.string().max(40),
  empty: z.string().max(200),
  /** `{page}` and `{pages}` stand for the figures. */
  page: z.string().max(60),
  privacy: z.string().max(300),
});
const dayPaper = z.strictObject({ on: localDateSchema, words: dayWordsSchema });
export type DayWords = z.infer<typeof dayWordsSchema>;

/**
 * The book of turns. Only the device that keeps the laundry writes it, so that a machine has one turn at a time: what is
 * asked at other desks goes to it through the hub.
 */
export const laundryBookingsContract = {
  /** The laundries whose books are here: one, or those that an office is in charge of. */
  'laundryBookings.laundries': command(attendants, z.strictObject({})).returns<
    { readonly laundries: readonly { readonly siteId: SiteId; readonly name: string }[] },
    never
  >(),
  /** A card of ours or a health card: whose it is. */
  'laundryBookings.scan': command(attendants, z.strictObject({ text: z.string().min(1).max(200) })).returns<
    { readonly householdId: HouseholdId },
    { readonly type: 'CardUnknown' } | { readonly type: 'CodeUnreadable' }
  >(),
  /** The book of up to a week, with what needs attention from today on. */
  'laundryBookings.book': command(
    attendants,
    z.strictObject({ ...at, from: localDateSchema, days: z.int().min(1).max(7) }),
  ).returns<Book, NoLaundryHere>(),
  /** How many turns of each day of a month are free. */
  'laundryBookings.month': command(attendants, z.strictObject({ ...at, month: localMonthSchema })).returns<
    { readonly today: LocalDate; readonly days: readonly DayAvailability[] },
    NoLaundryHere
  >(),
  /** Reading a household is logged. */
  'laundryBookings.guest': command(
    attendants,
    z.strictObject({ ...at, householdId: householdIdSchema }),
  ).returns<BookingGuest, NoLaundryHere | HouseholdUnknown>(),
  /** A booking is named by the operation that makes it. */
  'laundryBookings.make': command(
    attendants,
    z.strictObject({ bookingId: bookingIdSchema, ...desired, override }),
  ).returns<
    null,
    NoLaundryHere | KeptElsewhere | HouseholdUnknown | BookingRefusal | OverridableBookingRefusal
  >(),
  /** What a series would come to, before anybody books it. */
  'laundryBookings.trySeries': command(attendants, series).returns<
    { readonly weeks: readonly SeriesWeek[]; readonly needsReason: OverridableBookingRefusal | null },
    NoLaundryHere | HouseholdUnknown
  >(),
  /** Every week a booking of its own, all tied to the first; what could not be booked is in the answer. */
  'laundryBookings.makeSeries': command(
    attendants,
    series.extend({ operationId: operationIdSchema, override }),
  ).returns<
    { readonly weeks: readonly SeriesWeek[] },
    | NoLaundryHere
    | KeptElsewhere
    | HouseholdUnknown
    | OverridableBookingRefusal
    | { readonly type: 'NothingToBook' }
  >(),
  /** Answers with who waits for what became free, the first who asked first. */
  'laundryBookings.giveUp': command(
    attendants,
    z.strictObject({ operationId: operationIdSchema, bookingId: bookingIdSchema }),
  ).returns<
    { readonly waiting: readonly WaitingTurn[] },
    NoLaundryHere | KeptElsewhere | BookingUnknown | BookingOver
  >(),
  /** Every turn to come of the household at this weekday and time, from this one on. */
  'laundryBookings.giveUpSeries': command(
    attendants,
    z.strictObject({ operationId: operationIdSchema, bookingId: bookingIdSchema }),
  ).returns<
    { readonly slots: readonly Slot[] },
    NoLaundryHere | KeptElsewhere | BookingUnknown | BookingOver
  >(),
  'laundryBookings.forgive': command(
    attendants,
    z.strictObject({
      operationId: operationIdSchema,
      bookingId: bookingIdSchema,
      reason: laundryOverrideReasonSchema,
    }),
  ).returns<null, NoLaundryHere | KeptElsewhere | BookingUnknown | { readonly type: 'BookingNotMissed' }>(),
  /** Where the turns of a machine that is out of order, or was taken away, could go. */
  'laundryBookings.moves': command(attendants, z.strictObject({ machineId: machineIdSchema })).returns<
    { readonly machineNumber: number; readonly moves: readonly MoveProposal[] },
    NoLaundryHere | MachineUnknown
  >(),
  /** All or none: what is no longer free meanwhile is told, and nothing moves. */
  'laundryBookings.acceptMoves': command(
    attendants,
    z.strictObject({
      operationId: operationIdSchema,
      machineId: machineIdSchema,
      moves: z
        .array(z.strictObject({ bookingId: bookingIdSchema, toMachineId: machineIdSchema }))
        .min(1)
        .max(400),
    }),
  ).returns<
    null,
    | NoLaundryHere
    | KeptElsewhere
    | MachineUnknown
    | BookingUnknown
    | BookingOver
    | { readonly type: 'SlotTaken'; readonly number: number }
  >(),
  /** Asks the desk that keeps the book, which answers by itself as soon as it hears of it. */
  'laundryBookings.ask': command(
    attendants,
    z.strictObject({
      ...at,
      requestId: turnRequestIdSchema,
      householdId: householdIdSchema,
      asks: z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('book'),
          machineId: machineIdSchema,
          slot: slotSchema,
          override,
        }),
        z.strictObject({ type: z.literal('giveUp'), bookingId: bookingIdSchema }),
      ]),
    }),
  ).returns<
    null,
    | NoLaundryHere
    | HouseholdUnknown
    | BookingUnknown
    /** This desk keeps the book: there is nobody to ask. */
    | { readonly type: 'LaundryKeptHere' }
  >(),
  /** The newest requests of other desks, the newest first. */
  'laundryBookings.requests': command(attendants, z.strictObject({ ...at })).returns<
    { readonly requests: readonly TurnRequest[] },
    NoLaundryHere
  >(),
  'laundryBookings.wait': command(
    attendants,
    z.strictObject({
      waitingId: waitingIdSchema,
      householdId: householdIdSchema,
      on: localDateSchema,
      from: z.int().min(0).max(1439).nullable(),
      kind: machineKindSchema,
    }),
  ).returns<
    null,
    | NoLaundryHere
    | KeptElsewhere
    | HouseholdUnknown
    | { readonly type: 'SlotIsOver' }
    | { readonly type: 'NotASlot' }
    | { readonly type: 'AlreadyWaiting' }
  >(),
  'laundryBookings.stopWaiting': command(
    attendants,
    z.strictObject({ operationId: operationIdSchema, waitingId: waitingIdSchema }),
  ).returns<null, NoLaundryHere | KeptElsewhere | { readonly type: 'WaitingUnknown' }>(),
  /** The day on paper: turns by slot and machine, households by short code and initials (domain facts, section 6). */
  'laundryBookings.dayPdf': command(attendants, dayPaper).returns<
    { readonly pdfBase64: string },
    NoLaundryHere
  >(),
  'laundryBookings.printDay': command(attendants, dayPaper).returns<
    { readonly printer: string | null },
    NoLaundryHere | A4PrintFailure
  >(),
};
