import { z } from 'zod';
import { accountNameSchema, unitSchema } from '../domain/account.ts';
import { deviceIdSchema, operationIdSchema, operatorIdSchema } from '../domain/ids.ts';
import { byAuthority, defineKind, deviceStream } from './kind.ts';

/** Which rule a fact broke. It was taken all the same: a fact is never refused (design, section 3). */
export const flagReasonSchema = z.enum([
  /** Spent with no lease, authorisation or floor behind it. */
  'NoCover',
  /** More than was left of the lease, or than was authorised. */
  'CoverExceeded',
  /** The lease or authorisation is not this device's, or not of this act. */
  'CoverUnknown',
  /** What it takes back, or some of it, was taken back before. */
  'ReversedTwice',
  /** Spent without cover, beyond what the network allows to a household in a day or to a counter. */
  'FloorExceeded',
]);
export type FlagReason = z.infer<typeof flagReasonSchema>;

/** What one act took from one account beyond what it might, in the account's unit. */
export const flagPartSchema = z.strictObject({
  account: accountNameSchema,
  unit: unitSchema,
  amount: z.int().min(1),
  reason: flagReasonSchema,
});
export type FlagPart = z.infer<typeof flagPartSchema>;

/** As many as an operation has postings. */
const MOST_FLAG_PARTS = 400;

/** The hub tells a device that it took an act of it which broke a rule: whoever works there is shown it. */
export const actFlagged = defineKind({
  type: 'act.flagged',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    operationId: operationIdSchema,
    parts: z.array(flagPartSchema).min(1).max(MOST_FLAG_PARTS),
  }),
  writers: byAuthority,
  stream: (body) => deviceStream(body.deviceId),
});

/** An administrator has looked at a flagged act: nothing about it is open any more. */
export const actFlagSeen = defineKind({
  type: 'act.flagSeen',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    operationId: operationIdSchema,
    seenBy: operatorIdSchema,
  }),
  writers: byAuthority,
  stream: (body) => deviceStream(body.deviceId),
});
