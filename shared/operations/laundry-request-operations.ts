import { z } from 'zod';
import {
  bookingIdSchema,
  deviceIdSchema,
  householdIdSchema,
  machineIdSchema,
  siteIdSchema,
  turnRequestIdSchema,
} from '../domain/ids.ts';
import { laundryOverrideReasonSchema } from '../domain/laundry-rules.ts';
import { slotSchema } from '../domain/laundry-slots.ts';
import { turnRefusalSchema } from '../domain/laundry-turn-request.ts';
import { byDevice, byRoles, defineKind, siteStream } from './kind.ts';

/**
 * Which device keeps the machines and the book of a laundry: it alone starts machines and gives turns, so that no machine has
 * two cycles and no slot two turns. `term` is one above that of the desk before: of several the highest counts, and of
 * two with one term the one with the greater operation id, in whatever order they arrive.
 */
export const laundryDeskNamed = defineKind({
  type: 'laundryDesk.named',
  version: 1,
  body: z.strictObject({ siteId: siteIdSchema, deviceId: deviceIdSchema, term: z.int().min(1).max(100_000) }),
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `laundryDesk:${body.siteId}`,
});

/** Another desk asks the one that keeps the book for a turn, or says that one will not be used. */
export const turnRequested = defineKind({
  type: 'turn.requested',
  version: 1,
  body: z.strictObject({
    requestId: turnRequestIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    asks: z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('book'),
        machineId: machineIdSchema,
        slot: slotSchema,
        override: laundryOverrideReasonSchema.optional(),
      }),
      z.strictObject({ type: z.literal('giveUp'), bookingId: bookingIdSchema }),
    ]),
  }),
  writers: byRoles('laundry', 'office', 'admin'),
  stream: (body) => siteStream(body.siteId),
});

/** The answer of the desk that keeps the book, by itself and once. What it did names the request as its cause. */
export const turnAnswered = defineKind({
  type: 'turn.answered',
  version: 1,
  body: z.strictObject({
    requestId: turnRequestIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    answer: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('accepted') }),
      z.strictObject({
        type: z.literal('refused'),
        because: turnRefusalSchema,
        /** A turn that is free instead. */
        proposal: z.strictObject({ machineId: machineIdSchema, slot: slotSchema }).optional(),
      }),
    ]),
  }),
  writers: byDevice,
  stream: (body) => siteStream(body.siteId),
});
