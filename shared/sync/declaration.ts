import { z } from 'zod';
import { accountNameSchema, unitSchema } from '../domain/account.ts';
import { authorisationIdSchema, deviceIdSchema, leaseIdSchema, operationIdSchema } from '../domain/ids.ts';
import {
  type AuthoriseFailure,
  isOfHousehold,
  MOST_SPENDS,
  PROTOCOL_VERSION,
  spendSchema,
} from './protocol.ts';

/*
 * After a restore of the hub from a backup each device says once what it holds: the hub has forgotten the leases and
 * authorisations that it gave after the backup (docs/hub.md, "Restore").
 */

/** A counter that holds more declares the newest: the others are of periods that ended long ago. */
export const MOST_DECLARED_LEASES = 20_000;
/** Granted and neither used nor given up: a question whose act was cut off by a crash. */
export const MOST_DECLARED_AUTHORISATIONS = 200;
/** A network has fewer counters. */
export const MOST_SEEN_DEVICES = 5_000;
/** Ten million euro in cents: no family's account comes near it, and no sum of such amounts leaves the integers. */
export const MOST_HELD = 1_000_000_000;
/** Bytes of a declaration with all of its leases; proxies let that much through (docs/hub.md). */
export const MOST_DECLARATION_BYTES = 4_000_000;

const declaredLeaseSchema = z
  .strictObject({
    leaseId: leaseIdSchema,
    account: accountNameSchema,
    unit: unitSchema,
    /** What is left of it. */
    amount: z.int().min(1).max(MOST_HELD),
  })
  .refine(isOfHousehold, 'an account of a household, in the unit of its purse');
export type DeclaredLease = z.infer<typeof declaredLeaseSchema>;

const declaredAuthorisationSchema = z.strictObject({
  authorisationId: authorisationIdSchema,
  operationId: operationIdSchema,
  spends: z
    .array(spendSchema.refine(({ amount }) => amount <= MOST_HELD, 'no more than an account ever has'))
    .min(1)
    .max(MOST_SPENDS),
});
export type DeclaredAuthorisation = z.infer<typeof declaredAuthorisationSchema>;

/** The newest operation of another counter that this device has read, and when it was written by that counter's clock. */
const seenHeadSchema = z.strictObject({
  deviceId: deviceIdSchema,
  seq: z.int().min(1),
  writtenAt: z.int().min(0),
});
export type SeenHead = z.infer<typeof seenHeadSchema>;

export const declareRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  epoch: z.int().min(1),
  /** The end of the device's own chain when this was computed: what it holds follows from its chain and its mailbox. */
  headSeq: z.int().min(0),
  headHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** How far it had read its mailbox. */
  mailboxCursor: z.int().min(0),
  leases: z.array(declaredLeaseSchema).max(MOST_DECLARED_LEASES),
  /** Granted to it, and neither used nor given up. */
  authorisations: z.array(declaredAuthorisationSchema).max(MOST_DECLARED_AUTHORISATIONS),
  /** So that it is known what does not come back. */
  seen: z.array(seenHeadSchema).max(MOST_SEEN_DEVICES),
});
export type DeclareRequest = z.infer<typeof declareRequestSchema>;

export const declareAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('declared') }),
  /** Computed at another head than the hub has of this device: push, and declare again. */
  z.object({ type: z.literal('headDiffers'), headSeq: z.int().min(0) }),
  /** The mailbox holds something that was not read: read, and declare again. */
  z.object({ type: z.literal('mailboxDiffers') }),
]);
export type DeclareAnswer = z.infer<typeof declareAnswerSchema>;

export const declareFailureSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DeviceUnknown') }),
  z.object({ type: z.literal('DeviceRevoked') }),
  z.object({ type: z.literal('EpochIsOther'), epoch: z.int().min(1) }),
  /** It names something twice, or what is another device's: nothing of it was taken. */
  z.object({ type: z.literal('DeclarationInvalid') }),
]);
export type DeclareFailure = AuthoriseFailure | { readonly type: 'DeclarationInvalid' };
