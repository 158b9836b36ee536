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
export const MOST_DECLARED_AUTHORISATIONS = 5_000;
/** A network has fewer counters. */
export const MOST_SEEN_DEVICES = 5_000;
/** Ten million euro in cents: no family's account comes near it, and no sum of such amounts leaves the integers. */
export const MOST_HELD = 1_000_000_000;
/** Bytes of one part as a counter writes it; proxies let that much through (docs/hub.md). */
export const MOST_PART_BYTES = 1_000_000;
/** What a part says beside that. */
const PART_SLACK_BYTES = 10_000;
/** Bytes of a request: an older counter declares in one. */
export const MOST_DECLARATION_BYTES = 4_000_000;
/** More than everything above comes to. */
export const MOST_PARTS = 40;
/** So many operations of one device, beyond what the hub has of it, are believed to be lost: some months of a counter's. */
export const MOST_LOST_OPERATIONS = 100_000;
/** Of so many devices that the hub does not know. No network enrols more between a backup and its restore. */
export const MOST_UNKNOWN_SEEN = 100;

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
  /** A declaration that is long comes in parts, all of one head and in their order; what the last one closes is taken. */
  part: z
    .int()
    .min(0)
    .max(MOST_PARTS - 1)
    .default(0),
  isLast: z.boolean().default(true),
  leases: z.array(declaredLeaseSchema).max(MOST_DECLARED_LEASES),
  /** Granted to it, and neither used nor given up. */
  authorisations: z.array(declaredAuthorisationSchema).max(MOST_DECLARED_AUTHORISATIONS),
  /** So that it is known what does not come back. */
  seen: z.array(seenHeadSchema).max(MOST_SEEN_DEVICES),
});
export type DeclareRequest = z.infer<typeof declareRequestSchema>;

/**
 * A declaration in parts that are no longer than a request may be, in the order in which they are sent. Law: together they
 * say what the whole says, each thing once.
 */
export function splitDeclaration(whole: DeclareRequest): DeclareRequest[] {
  const parts: DeclareRequest[] = [];
  const begin = (): DeclareRequest & Lists => ({ ...whole, leases: [], authorisations: [], seen: [] });
  let part = begin();
  let bytes = 0;
  const add = (length: number, into: (part: Lists) => void) => {
    if (bytes + length > MOST_PART_BYTES) {
      parts.push(part);
      part = begin();
      bytes = 0;
    }
    bytes += length;
    into(part);
  };
  // Ids, names and numbers: a letter is a byte.
  const lengthOf = (each: object) => JSON.stringify(each).length + 1;
  for (const lease of whole.leases) add(lengthOf(lease), ({ leases }) => leases.push(lease));
  for (const each of whole.authorisations)
    add(lengthOf(each), ({ authorisations }) => authorisations.push(each));
  for (const head of whole.seen) add(lengthOf(head), ({ seen }) => seen.push(head));
  parts.push(part);
  return parts.map((each, index) => ({ ...each, part: index, isLast: index === parts.length - 1 }));
}

type Lists = {
  readonly leases: DeclaredLease[];
  readonly authorisations: DeclaredAuthorisation[];
  readonly seen: SeenHead[];
};

/** Whether a part is no longer than a counter writes one. What is said in one request may be longer. */
export const isPartOfLength = (part: DeclareRequest): boolean =>
  (part.part === 0 && part.isLast) || JSON.stringify(part).length <= MOST_PART_BYTES + PART_SLACK_BYTES;

/** The whole of parts in their order; null where some are missing, are of another head, or come to more than a device may hold. */
export function joinDeclaration(parts: readonly DeclareRequest[]): DeclareRequest | null {
  const last = parts.at(-1);
  if (last === undefined) return null;
  const isOfOne = parts.every(
    (each, index) =>
      each.part === index &&
      each.epoch === last.epoch &&
      each.headSeq === last.headSeq &&
      each.headHash === last.headHash &&
      each.mailboxCursor === last.mailboxCursor,
  );
  if (!isOfOne) return null;
  const whole = {
    ...last,
    part: 0,
    leases: parts.flatMap(({ leases }) => leases),
    authorisations: parts.flatMap(({ authorisations }) => authorisations),
    seen: parts.flatMap(({ seen }) => seen),
  };
  const fits =
    whole.leases.length <= MOST_DECLARED_LEASES &&
    whole.authorisations.length <= MOST_DECLARED_AUTHORISATIONS &&
    whole.seen.length <= MOST_SEEN_DEVICES;
  return fits ? whole : null;
}

export const declareAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('declared') }),
  /** This part is kept until the last one comes. */
  z.object({ type: z.literal('kept') }),
  /** The parts before it are not here, or are of another head: declare again from the first. */
  z.object({ type: z.literal('partsMissing') }),
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
  /** It names something twice, or a part of it is too long: nothing of it was taken. */
  z.object({ type: z.literal('DeclarationInvalid') }),
]);
export type DeclareFailure = AuthoriseFailure | { readonly type: 'DeclarationInvalid' };
