import { z } from 'zod';
import { householdIdSchema, siteIdSchema, waitingIdSchema } from '../domain/ids.ts';
import { machineKindSchema } from '../domain/laundry-machine.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { byRoles, byRolesOrDevice, defineKind, siteStream } from './kind.ts';

const byAttendant = byRoles('laundry', 'office', 'admin');

/** A household would come if a turn became free: on a day, at one slot of it or at any. */
export const waitingAdded = defineKind({
  type: 'waiting.added',
  version: 1,
  body: z.strictObject({
    waitingId: waitingIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    on: localDateSchema,
    /** Wall-clock minute that the slot begins at; absent for any slot of the day. */
    from: z.int().min(0).max(1439).optional(),
    kind: machineKindSchema,
  }),
  writers: byAttendant,
  stream: (body) => siteStream(body.siteId),
});

/** It has a turn now, or no longer wants one. */
export const waitingClosed = defineKind({
  type: 'waiting.closed',
  version: 1,
  body: z.strictObject({
    waitingId: waitingIdSchema,
    siteId: siteIdSchema,
    householdId: householdIdSchema,
    as: z.enum(['booked', 'givenUp']),
  }),
  writers: byRolesOrDevice('laundry', 'office', 'admin'),
  stream: (body) => siteStream(body.siteId),
});
