import { z } from 'zod';
import {
  bookingIdSchema,
  cardIdSchema,
  cycleIdSchema,
  householdIdSchema,
  machineIdSchema,
  siteIdSchema,
  visitIdSchema,
  washProgrammeIdSchema,
} from '../domain/ids.ts';
import { MOST_CYCLE_MINUTES } from '../domain/laundry-cycle.ts';
import {
  machineSchema,
  outOfOrderReasonSchema,
  washCostSchema,
  washProgrammeSchema,
} from '../domain/laundry-machine.ts';
import { cycleStartPostings, cycleStopPostings } from '../domain/laundry-postings.ts';
import { laundryOverrideReasonSchema, laundryRulesSchema } from '../domain/laundry-rules.ts';
import { slotSchema } from '../domain/laundry-slots.ts';
import { MOST_TAGS } from '../domain/laundry-tag.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { byDevice, byRoles, byRolesOrDevice, defineKind, siteStream } from './kind.ts';

const bySetUp = byRoles('office', 'admin');
const byAttendant = byRoles('laundry', 'office', 'admin');
/** The desk that keeps the book answers other desks by itself. */
const byAttendantOrDesk = byRolesOrDevice('laundry', 'office', 'admin');

export const machineSet = defineKind({
  type: 'machine.set',
  version: 1,
  body: machineSchema,
  writers: bySetUp,
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `machine:${body.machineId}`,
  register: { isDescriptive: true, section: ({ machineId }) => machineId },
});

export const washProgrammeSet = defineKind({
  type: 'washProgramme.set',
  version: 1,
  body: washProgrammeSchema,
  writers: bySetUp,
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `washProgramme:${body.washProgrammeId}`,
  register: { isDescriptive: true, section: ({ washProgrammeId }) => washProgrammeId },
});

export const laundryRulesSet = defineKind({
  type: 'laundryRules.set',
  version: 1,
  body: laundryRulesSchema,
  writers: bySetUp,
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `laundryRules:${body.siteId}`,
  register: { isDescriptive: true, section: ({ siteId }) => siteId },
});

/** Lifted only by an operation that names it, in whatever order they arrive. */
export const machineTakenOut = defineKind({
  type: 'machine.takenOut',
  version: 1,
  body: z.strictObject({
    machineId: machineIdSchema,
    siteId: siteIdSchema,
    reason: outOfOrderReasonSchema,
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `machine:${body.machineId}`,
});

/** Takes one out-of-order back: the envelope's `reversesId` names it. */
export const machinePutBack = defineKind({
  type: 'machine.putBack',
  version: 1,
  body: z.strictObject({ machineId: machineIdSchema, siteId: siteIdSchema }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `machine:${body.machineId}`,
});

/** A household is here with its laundry: the bags carry a short number and no name (domain facts, section 4). */
export const visitOpened = defineKind({
  type: 'visit.opened',
  version: 1,
  body: z.strictObject({
    visitId: visitIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    cardId: cardIdSchema.optional(),
    tag: z.int().min(1).max(MOST_TAGS),
    bags: z.int().min(1).max(20),
    bookingId: bookingIdSchema.optional(),
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

const cycleChargeShape = {
  cycleId: cycleIdSchema,
  siteId: siteIdSchema,
  householdId: householdIdSchema,
  /** The programme's cost and the detergent's, as they were at the start. */
  charges: z.array(washCostSchema).max(5),
  /** The day that the caps count it on. */
  startedOn: localDateSchema,
};

/** A machine was started: credit is taken here and nowhere else. */
export const cycleStarted = defineKind({
  type: 'cycle.started',
  version: 1,
  body: z.strictObject({
    ...cycleChargeShape,
    visitId: visitIdSchema,
    machineId: machineIdSchema,
    washProgrammeId: washProgrammeIdSchema,
    minutes: z.int().min(1).max(MOST_CYCLE_MINUTES),
    detergentDoses: z.int().min(0).max(4),
    /** Why a cap was passed, where one was. */
    capOverride: laundryOverrideReasonSchema.optional(),
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
  postings: cycleStartPostings,
});

/** A fault, or a start by mistake: the envelope's `reversesId` names the start, whose postings go back. */
export const cycleStopped = defineKind({
  type: 'cycle.stopped',
  version: 1,
  body: z.strictObject({
    ...cycleChargeShape,
    because: z.enum(['machine-fault', 'power-cut', 'started-by-mistake']),
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
  postings: cycleStopPostings,
});

export const cycleExtended = defineKind({
  type: 'cycle.extended',
  version: 1,
  body: z.strictObject({
    cycleId: cycleIdSchema,
    siteId: siteIdSchema,
    minutes: z.int().min(1).max(120),
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

/** The time of a cycle is over: said by the counter itself, so that a clock set back later brings no laundry to life. */
export const cycleRanOut = defineKind({
  type: 'cycle.ranOut',
  version: 1,
  body: z.strictObject({ cycleId: cycleIdSchema, siteId: siteIdSchema }),
  writers: byDevice,
  stream: (body) => siteStream(body.siteId),
});

/** The attendant says that a machine has ended before its time. */
export const cycleFinished = defineKind({
  type: 'cycle.finished',
  version: 1,
  body: z.strictObject({ cycleId: cycleIdSchema, siteId: siteIdSchema }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

export const cycleEmptied = defineKind({
  type: 'cycle.emptied',
  version: 1,
  body: z.strictObject({ cycleId: cycleIdSchema, siteId: siteIdSchema }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

/** The laundry went home, and the tag's number is free again. */
export const visitHandedOver = defineKind({
  type: 'visit.handedOver',
  version: 1,
  body: z.strictObject({
    visitId: visitIdSchema,
    siteId: siteIdSchema,
    to: z.enum(['holder', 'delegate']),
    /** What the attendant recognised them by. */
    by: z.enum(['tag', 'card', 'search']),
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

/**
 * A hand-over by mistake: the bags are here again. The envelope's `reversesId` names the hand-over. `tag` is another number
 * where theirs was given to somebody meanwhile.
 */
export const visitHandOverUndone = defineKind({
  type: 'visit.handOverUndone',
  version: 1,
  body: z.strictObject({
    visitId: visitIdSchema,
    siteId: siteIdSchema,
    tag: z.int().min(1).max(MOST_TAGS),
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

/** Written by the one device of the laundry that owns its machines and slots, so that turns never overlap. */
export const bookingMade = defineKind({
  type: 'booking.made',
  version: 1,
  body: z.strictObject({
    bookingId: bookingIdSchema,
    siteId: siteIdSchema,
    machineId: machineIdSchema,
    householdId: householdIdSchema,
    slot: slotSchema,
    override: laundryOverrideReasonSchema.optional(),
    /** The booking that it takes the place of, where its machine broke. */
    movedFrom: bookingIdSchema.optional(),
  }),
  writers: byAttendantOrDesk,
  stream: (body) => siteStream(body.siteId),
});

/** Nobody came within the minutes of grace: the counter itself frees the turn. */
export const bookingMissed = defineKind({
  type: 'booking.missed',
  version: 1,
  body: z.strictObject({
    bookingId: bookingIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
  }),
  writers: byDevice,
  stream: (body) => siteStream(body.siteId),
});

/** A turn that will not be used: given up by the household, or moved because its machine is out of order. */
export const bookingEnded = defineKind({
  type: 'booking.ended',
  version: 1,
  body: z.strictObject({
    bookingId: bookingIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    as: z.enum(['givenUp', 'moved']),
  }),
  writers: byAttendantOrDesk,
  stream: (body) => siteStream(body.siteId),
});

/** A missed booking that does not count: the attendant knows why. `reversesId` names the miss. */
export const noShowForgiven = defineKind({
  type: 'noShow.forgiven',
  version: 1,
  body: z.strictObject({
    bookingId: bookingIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    reason: laundryOverrideReasonSchema,
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});
