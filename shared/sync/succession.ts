import { z } from 'zod';
import { deviceIdSchema } from '../domain/ids.ts';
import { operationSchema, streamNameSchema } from '../operations/operation.ts';
import { devicePlaceSchema } from './grants.ts';
import { PROTOCOL_VERSION, quarantineReasonSchema } from './protocol.ts';

/*
 * A counter whose data are of an older day than what the hub has of it (docs/hub.md, "A hub that is ahead of a counter"): it
 * fetches what it lacks of its own chain, and goes on as a new device, because nobody goes on a chain twice.
 */

export const MOST_FETCHED = 500;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the hub has of the asking device's own chain. */
export const ownRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  fromSeq: z.int().min(1),
  limit: z.int().min(1).max(MOST_FETCHED),
});
export type OwnRequest = z.infer<typeof ownRequestSchema>;

export const ownAnswerSchema = z.object({
  /** The end of the chain at the hub; 0 and zeros before its first operation. */
  headSeq: z.int().min(0),
  headHash: hex64,
  /**
   * From `fromSeq` on, without a hole; what is personal of an erased household has no body. None of them where another device
   * goes on for this one.
   */
  operations: z.array(operationSchema).max(MOST_FETCHED),
  /** What is kept aside up to the last of them: of them all, and of what comes before as much as there is room for, the newest. */
  quarantined: z.array(z.object({ seq: z.int().min(1), reason: quarantineReasonSchema })).max(MOST_FETCHED),
  hasMore: z.boolean(),
  /** Another device goes on for this one: a copy of its disk was there first, or this one was and the answer was lost. */
  successorId: deviceIdSchema.nullable(),
});
export type OwnAnswer = z.infer<typeof ownAnswerSchema>;

export const ownFailureSchema = z.object({ type: z.enum(['DeviceUnknown', 'DeviceRevoked']) });
export type OwnFailure = z.infer<typeof ownFailureSchema>;

/** Signed by the old device; `proof` by the new one, so that whoever goes on holds its key. */
export const succeedRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  deviceId: deviceIdSchema,
  /** Ed25519, 32 bytes in hex. */
  publicKey: hex64,
  proof: z.string().regex(/^[0-9a-f]{128}$/),
  /** Where the old chain ends for good. */
  headSeq: z.int().min(0),
  headHash: hex64,
});
export type SucceedRequest = z.infer<typeof succeedRequestSchema>;

export const succeedAnswerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('succeeded'),
    place: devicePlaceSchema,
    streams: z.array(streamNameSchema).max(1100),
  }),
  /** The hub has more of the old chain, or less: fetch or push, and ask again. */
  z.object({ type: z.literal('headDiffers'), headSeq: z.int().min(0) }),
]);
export type SucceedAnswer = z.infer<typeof succeedAnswerSchema>;

export const succeedFailureSchema = z.object({
  type: z.enum([
    'DeviceUnknown',
    'DeviceRevoked',
    'ProofInvalid',
    /** The new id is some other device's. */
    'DeviceKnown',
    /** Another device goes on for it: of two copies of one disk the second stops, for a person. */
    'AlreadySucceeded',
    /** The old device was heard of just now: a copy of its disk must not take its place. Asked again later. */
    'StillInUse',
  ]),
});
export type SucceedFailure = z.infer<typeof succeedFailureSchema>;
