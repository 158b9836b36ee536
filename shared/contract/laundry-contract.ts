import { z } from 'zod';
import type { BilingualName } from '../domain/category.ts';
import type { EntitlementError } from '../domain/entitlement.ts';
import type { HouseholdSearchError } from '../domain/household-search.ts';
import {
  type BookingId,
  bookingIdSchema,
  type CardId,
  type CycleId,
  cardIdSchema,
  cycleIdSchema,
  type HouseholdId,
  householdIdSchema,
  type MachineId,
  machineIdSchema,
  operationIdSchema,
  type VisitId,
  visitIdSchema,
  type WashProgrammeId,
  washProgrammeIdSchema,
} from '../domain/ids.ts';
import type { CapUse } from '../domain/laundry-cap.ts';
import type { CycleError, StopReason } from '../domain/laundry-cycle.ts';
import {
  type MachineKind,
  machineKindSchema,
  type OutOfOrderReason,
  outOfOrderReasonSchema,
  type WashCost,
} from '../domain/laundry-machine.ts';
import { laundryOverrideReasonSchema } from '../domain/laundry-rules.ts';
import type { Slot } from '../domain/laundry-slots.ts';
import type { StartRefusal } from '../domain/laundry-start.ts';
import type { LocalDate } from '../domain/local-date.ts';
import { command } from './command.ts';
import type { CoverFailure } from './cover-failure.ts';
import type { HouseholdUnknown } from './households-contract.ts';

/** What is in a drum, as the board shows it: whose turn by tag, never by surname. */
export type DrumView = {
  readonly cycleId: CycleId;
  readonly visitId: VisitId;
  readonly tag: number;
  readonly programmeName: BilingualName;
  readonly minutes: number;
  /** Milliseconds to go when the answer was made: the window counts on from there by its own clock. */
  readonly msLeft: number;
  /** UTC milliseconds; null while it runs. */
  readonly finishedAt: number | null;
};

/** Free, running and so on, exclusive of each other: what is in the drum goes before what is booked. */
export type MachineTile = {
  readonly machineId: MachineId;
  readonly number: number;
  readonly kind: MachineKind;
  readonly capacityKilograms: number;
  readonly state: 'free' | 'booked' | 'running' | 'finished' | 'outOfOrder';
  readonly drum: DrumView | null;
  readonly outOfOrder: OutOfOrderReason | null;
  /** The next turn of today that nobody has come for yet, by the household's short code. */
  readonly nextBooking: { readonly slot: Slot; readonly shortCode: string } | null;
};

/** Laundry that is here: waiting for a machine, in one, or ready to go home. */
export type VisitTile = {
  readonly visitId: VisitId;
  readonly tag: number;
  readonly bags: number;
  readonly state: 'waiting' | 'inMachine' | 'ready';
  readonly machineNumbers: readonly number[];
  /** UTC milliseconds. */
  readonly openedAt: number;
  /** Here for longer than the laundry's rules say. */
  readonly isForgotten: boolean;
};

export type LaundryBoard = {
  readonly machines: readonly MachineTile[];
  readonly visits: readonly VisitTile[];
  readonly today: LocalDate;
  readonly slot: Slot | null;
  /** The desk that keeps the machines where it is another one; null where it is this one. */
  readonly keptBy: string | null;
};

/** Laundry that went home in the last day, for who handed it to the wrong person. */
export type HandedOver = {
  readonly visitId: VisitId;
  readonly tag: number;
  readonly bags: number;
  readonly shortCode: string;
  /** UTC milliseconds. */
  readonly handedOverAt: number;
};

/** What a start took, and what the household has left after it. */
export type TakenAtStart = {
  /** The hub gave no word: what was taken may not be there any more, and the network let it out all the same. */
  readonly isWithoutCover: boolean;
  readonly charges: readonly WashCost[];
  readonly residualWashes: number;
  readonly residualCents: number;
};

export type WashProgrammeChoice = {
  readonly washProgrammeId: WashProgrammeId;
  readonly name: BilingualName;
  readonly kind: MachineKind;
  readonly minutes: number;
  readonly temperature: number | null;
  readonly cost: WashCost;
};

/** What an attendant sees of who is at the desk: dates, residual and caps; never ISEE, reasons or notes. */
export type LaundryGuest = {
  readonly householdId: HouseholdId;
  readonly cardId: CardId | null;
  readonly cardProblem: 'blocked' | 'replaced' | 'expired' | null;
  readonly displayName: string;
  readonly size: number;
  readonly delegateNames: readonly string[];
  readonly entitlement: { readonly startsOn: LocalDate; readonly endsOn: LocalDate } | EntitlementError;
  readonly residualWashes: number;
  readonly residualCents: number;
  readonly caps: readonly CapUse[];
  readonly missedBookings: number;
  readonly warnsOfMissed: boolean;
  /** Laundry of this household that is here already. */
  readonly openVisits: readonly VisitTile[];
  readonly bookingsToday: readonly {
    readonly bookingId: BookingId;
    readonly slot: Slot;
    readonly machineId: MachineId;
    readonly machineNumber: number;
  }[];
  readonly proposal: {
    readonly machineId: MachineId;
    readonly machineNumber: number;
    readonly washProgrammeId: WashProgrammeId;
    readonly bookingId: BookingId | null;
  } | null;
};

export type NoLaundryHere = { readonly type: 'NoLaundryHere' };
/** Another desk keeps the machines and the book: here they are only looked at, and turns are asked for. */
export type KeptElsewhere = { readonly type: 'LaundryKeptElsewhere'; readonly deskName: string };
type VisitUnknown = { readonly type: 'VisitUnknown' };
type VisitOver = { readonly type: 'VisitOver' };
type MachineUnknown = { readonly type: 'MachineUnknown' };
type CycleUnknown = { readonly type: 'CycleUnknown' };
/** The same act twice is done already and no refusal. */
export type CycleRefusal = Exclude<CycleError, { type: 'AlreadySo' }>;
/** Somebody else's laundry is in it; `tag` says whose bag. */
type MachineBusy = { readonly type: 'MachineBusy'; readonly number: number; readonly tag: number };

export const LAUNDRY_ROLES = ['laundry', 'office'] as const;

const attendants = LAUNDRY_ROLES;
const nothing = z.strictObject({});
const atCycle = z.strictObject({ operationId: operationIdSchema, cycleId: cycleIdSchema });

/** Whole kilograms of a bag. */
const kilograms = z.int().min(1).max(60);

/** The desk of the laundry. Ids are made by the window when a dialog opens: pressing Enter twenty times is one act. */
export const laundryContract = {
  'laundry.board': command(attendants, nothing).returns<LaundryBoard, NoLaundryHere>(),
  'laundry.programmes': command(attendants, nothing).returns<
    {
      readonly programmes: readonly WashProgrammeChoice[];
      /** What a dose costs; null where none is sold. */
      readonly detergent: WashCost | null;
    },
    NoLaundryHere
  >(),
  /** A card, a health card or a tag, scanned anywhere on the board. Reading a household is logged. */
  'laundry.scan': command(attendants, z.strictObject({ text: z.string().min(1).max(200) })).returns<
    | { readonly type: 'guest'; readonly guest: LaundryGuest }
    | { readonly type: 'visit'; readonly visit: VisitTile },
    NoLaundryHere | HouseholdUnknown | { readonly type: 'CardUnknown' } | { readonly type: 'CodeUnreadable' }
  >(),
  'laundry.guest': command(
    attendants,
    z.strictObject({ householdId: householdIdSchema, kilograms: kilograms.optional() }),
  ).returns<LaundryGuest, NoLaundryHere | HouseholdUnknown>(),
  /** Laundry that is here with whose it is: to start it, to move it to a dryer, to hand it over. */
  'laundry.visit': command(
    attendants,
    z.strictObject({
      visitId: visitIdSchema,
      kind: machineKindSchema.optional(),
      kilograms: kilograms.optional(),
    }),
  ).returns<
    { readonly visit: VisitTile; readonly guest: LaundryGuest },
    NoLaundryHere | VisitUnknown | VisitOver
  >(),
  /** For who forgot the card: the same search as at the till. */
  'laundry.find': command(attendants, z.strictObject({ text: z.string().max(80) })).returns<
    {
      readonly households: readonly {
        readonly householdId: HouseholdId;
        readonly displayName: string;
        readonly size: number;
      }[];
      readonly hasMore: boolean;
    },
    HouseholdSearchError
  >(),
  /** The bags are here: gives them a tag and prints it, where there is a printer. */
  'laundry.checkIn': command(
    attendants,
    z.strictObject({
      visitId: visitIdSchema,
      householdId: householdIdSchema,
      cardId: cardIdSchema.optional(),
      bags: z.int().min(1).max(20),
      bookingId: bookingIdSchema.optional(),
    }),
  ).returns<
    { readonly tag: number; readonly isPrinting: boolean },
    | NoLaundryHere
    | KeptElsewhere
    | HouseholdUnknown
    | EntitlementError
    | { readonly type: 'CardBlocked' }
    | { readonly type: 'CardReplaced' }
    | { readonly type: 'CardExpired' }
    | { readonly type: 'BookingUnknown' }
    | { readonly type: 'TagsExhausted'; readonly most: number }
  >(),
  /** The tag once more, for a paper that tore or never came out: tried again where it waits, else a copy. */
  'laundry.printTag': command(attendants, z.strictObject({ visitId: visitIdSchema })).returns<
    { readonly isAlreadyWaiting: boolean },
    NoLaundryHere | VisitUnknown | { readonly type: 'NoPrinter' }
  >(),
  /** Starts a machine: the one moment when credit is taken. */
  'laundry.start': command(
    attendants,
    z.strictObject({
      cycleId: cycleIdSchema,
      visitId: visitIdSchema,
      machineId: machineIdSchema,
      washProgrammeId: washProgrammeIdSchema,
      detergentDoses: z.int().min(0).max(4),
      capOverride: laundryOverrideReasonSchema.optional(),
      /** The cycle that the same laundry comes out of: emptied in the same breath, or not at all. */
      movesFrom: cycleIdSchema.optional(),
    }),
  ).returns<
    TakenAtStart,
    | NoLaundryHere
    | KeptElsewhere
    | VisitUnknown
    | VisitOver
    | MachineUnknown
    | CycleUnknown
    | CycleRefusal
    | StartRefusal
    | CoverFailure
  >(),
  'laundry.extend': command(attendants, atCycle.extend({ minutes: z.int().min(1).max(120) })).returns<
    null,
    NoLaundryHere | KeptElsewhere | CycleUnknown | CycleRefusal
  >(),
  'laundry.finish': command(attendants, atCycle).returns<
    null,
    NoLaundryHere | KeptElsewhere | CycleUnknown | CycleRefusal
  >(),
  'laundry.empty': command(attendants, atCycle).returns<
    null,
    NoLaundryHere | KeptElsewhere | CycleUnknown | CycleRefusal
  >(),
  /** A fault, a power cut or a mistake: what the start took goes back, at once and once. */
  'laundry.stop': command(
    attendants,
    atCycle.extend({
      because: z.enum(['machine-fault', 'power-cut', 'started-by-mistake'] satisfies StopReason[]),
      /** Takes the machine out of order too. */
      takesOut: outOfOrderReasonSchema.optional(),
    }),
  ).returns<
    { readonly givenBack: readonly WashCost[] },
    NoLaundryHere | KeptElsewhere | CycleUnknown | CycleRefusal
  >(),
  'laundry.handOver': command(
    attendants,
    z.strictObject({
      operationId: operationIdSchema,
      visitId: visitIdSchema,
      to: z.enum(['holder', 'delegate']),
      by: z.enum(['tag', 'card', 'search']),
    }),
  ).returns<
    null,
    | NoLaundryHere
    | KeptElsewhere
    | VisitUnknown
    | VisitOver
    | { readonly type: 'StillInMachine'; readonly number: number }
  >(),
  'laundry.handedOver': command(attendants, nothing).returns<
    { readonly visits: readonly HandedOver[] },
    NoLaundryHere
  >(),
  /** The bags are here again, under their number, or another where theirs was given to somebody meanwhile. */
  'laundry.undoHandOver': command(
    attendants,
    z.strictObject({ operationId: operationIdSchema, visitId: visitIdSchema }),
  ).returns<
    {
      readonly tag: number;
      /** The number on the bags; null where it is theirs still. */
      readonly oldTag: number | null;
      readonly isPrinting: boolean;
    },
    | NoLaundryHere
    | KeptElsewhere
    | VisitUnknown
    | { readonly type: 'NotHandedOver' }
    | { readonly type: 'TagsExhausted'; readonly most: number }
  >(),
  'laundry.takeOut': command(
    attendants,
    z.strictObject({
      operationId: operationIdSchema,
      machineId: machineIdSchema,
      reason: outOfOrderReasonSchema,
    }),
  ).returns<
    null,
    | NoLaundryHere
    | KeptElsewhere
    | MachineUnknown
    | MachineBusy
    | { readonly type: 'AlreadyOutOfOrder'; readonly number: number }
  >(),
  'laundry.putBack': command(
    attendants,
    z.strictObject({ operationId: operationIdSchema, machineId: machineIdSchema }),
  ).returns<
    null,
    | NoLaundryHere
    | KeptElsewhere
    | MachineUnknown
    | { readonly type: 'NotOutOfOrder'; readonly number: number }
  >(),
};
