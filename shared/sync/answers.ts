import { z } from 'zod';
import {
  authorisationIdSchema,
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
} from '../domain/ids.ts';
import { LAST_DATED_MS } from '../domain/local-date.ts';
import { operationHeaderSchema, operationSchema, streamNameSchema } from '../operations/operation.ts';
import type { Checksum } from './checksum.ts';
import { devicePlaceSchema } from './grants.ts';
import {
  type AuthoriseAnswer,
  type AuthoriseFailure,
  accountStateSchema,
  type CodeAnswer,
  type CodeFailure,
  type EnrolAnswer,
  type EnrolFailure,
  type EntryAnswer,
  type EntryFailure,
  type ErasuresAnswer,
  type GrantChange,
  type LeasesAnswer,
  MOST_PULLED,
  MOST_SPENDS,
  MOST_UNCLOSED,
  type PullAnswer,
  type PullFailure,
  type PushAnswer,
  type PushFailure,
  quarantineReasonSchema,
  type WaitAnswer,
} from './protocol.ts';

/*
 * What a hub answers, as a counter reads it: an answer that does not fit is no answer, whoever sent it. Objects are
 * not strict, so that a newer hub may say more.
 */

const number = z.int().min(0);
const epoch = z.int().min(1);
/** Of a day that can be written: the day on which the hub said something is kept. */
const moment = z.int().min(0).max(LAST_DATED_MS);
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const checksumSchema = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .transform((text) => text as Checksum); // the shape that checksum.ts gives every checksum

export const pushAnswerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('acknowledged'),
    acknowledgedSeq: number,
    hash: hex64,
    epoch,
    hubTime: moment,
    quarantined: z.array(z.object({ seq: z.int().min(1), reason: quarantineReasonSchema })).max(10_000),
  }),
  z.object({ type: z.literal('gap'), expectedSeq: z.int().min(1), hash: hex64, epoch }),
  z.object({
    type: z.literal('fork'),
    atSeq: z.int().min(1),
    keptSeq: number.nullable().default(null),
    isReplaced: z.boolean().default(false),
    epoch,
  }),
]) satisfies z.ZodType<PushAnswer>;

export const pushFailureSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DeviceUnknown') }),
  z.object({ type: z.literal('DeviceRevoked') }),
  z.object({ type: z.literal('ChainInvalid'), seq: number }),
  z.object({ type: z.literal('HeadSignatureInvalid') }),
]) satisfies z.ZodType<PushFailure>;

export const pullAnswerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('operations'),
    stream: streamNameSchema,
    from: number,
    to: number,
    operations: z
      .array(z.union([operationSchema, operationHeaderSchema.extend({ hash: hex64 })]))
      .max(MOST_PULLED),
    headChecksum: checksumSchema.nullable(),
    hasMore: z.boolean(),
    epoch,
  }),
  z.object({
    type: z.literal('balances'),
    from: number,
    to: number,
    accounts: z.array(accountStateSchema.extend({ number })).max(MOST_PULLED),
    hasMore: z.boolean(),
    yourHead: number,
    epoch,
  }),
]) satisfies z.ZodType<PullAnswer>;

export const pullFailureSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DeviceUnknown') }),
  z.object({ type: z.literal('DeviceRevoked') }),
  z.object({ type: z.literal('NotGranted') }),
  z.object({ type: z.literal('HubBehind'), headNumber: number }),
  z.object({
    type: z.literal('EpochChanged'),
    epoch,
    yourHead: number,
    restoredTo: z.array(z.object({ stream: streamNameSchema, number, checksum: checksumSchema })).max(10_000),
  }),
]) satisfies z.ZodType<PullFailure>;

/** Where a device stands now, what it gets since, and what it no longer gets and has to delete. */
export const grantChangeSchema = z.object({
  place: devicePlaceSchema,
  granted: z.array(streamNameSchema).max(1100),
  withdrawn: z.array(streamNameSchema).max(1100),
}) satisfies z.ZodType<GrantChange>;

export const waitAnswerSchema = z.object({
  hasNews: z.boolean(),
  epoch,
  hubTime: moment,
  grants: grantChangeSchema.nullable(),
}) satisfies z.ZodType<WaitAnswer>;

export const entryAnswerSchema = z.object({
  place: devicePlaceSchema,
  streams: z.array(streamNameSchema).max(1100),
  epoch,
}) satisfies z.ZodType<EntryAnswer>;

export const entryFailureSchema = z.object({
  type: z.enum([
    'DeviceUnknown',
    'DeviceRevoked',
    'AlreadyEntered',
    'BringsTooMuch',
  ] satisfies EntryFailure['type'][]),
});

export const enrolAnswerSchema = entryAnswerSchema.extend({
  isJoining: z.boolean(),
}) satisfies z.ZodType<EnrolAnswer>;

export const enrolFailureSchema = z.object({
  type: z.enum([
    'CodeInvalid',
    'ProofInvalid',
    'DeviceKnown',
    'DeviceRevoked',
    'NetworkMissing',
    'NetworkExists',
    'SiteKnown',
    'OfficeNotTaken',
    'BringsTooMuch',
    'OtherSite',
    'NotRestored',
    'FounderFirst',
  ] satisfies EnrolFailure['type'][]),
});

export const codeAnswerSchema = z.object({ validMs: number }) satisfies z.ZodType<CodeAnswer>;

export const codeFailureSchema = z.object({
  type: z.enum([
    'DeviceUnknown',
    'DeviceRevoked',
    'NotAdministratorAtHub',
    'SiteNotAtHub',
    'OtherOrganisation',
  ] satisfies CodeFailure['type'][]),
});

export const authoriseAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('granted') }),
  z.object({
    type: z.literal('refused'),
    because: z.enum([
      'NotEnough',
      'LeasedElsewhere',
      'Restoring',
      'HeldByWriter',
      'ClaimedElsewhere',
      'NewsFirst',
    ]),
    short: z.array(z.object({ account: z.string(), available: z.int() })).max(MOST_SPENDS),
    silent: z.object({ deviceId: deviceIdSchema, seenAt: z.int().nullable() }).optional(),
  }),
]) satisfies z.ZodType<AuthoriseAnswer>;

export const authoriseFailureSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DeviceUnknown') }),
  z.object({ type: z.literal('DeviceRevoked') }),
  z.object({ type: z.literal('EpochIsOther'), epoch }),
]) satisfies z.ZodType<AuthoriseFailure>;

export const erasuresAnswerSchema = z.object({
  toOrder: z.array(householdIdSchema),
  isSettled: z.boolean(),
}) satisfies z.ZodType<ErasuresAnswer>;

export const leasesAnswerSchema = z.object({
  placed: number,
  // A hub of an older version never asks for a declaration.
  isDeclared: z.boolean().default(true),
  // Nor does one of an older version say whom it waits for.
  isRestoring: z.boolean().default(false),
  // Nor what nobody closed.
  unclosed: z
    .array(z.object({ authorisationId: authorisationIdSchema, operationId: operationIdSchema }))
    .max(MOST_UNCLOSED)
    .default([]),
}) satisfies z.ZodType<LeasesAnswer>;
