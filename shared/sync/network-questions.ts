import { z } from 'zod';
import { unitSchema } from '../domain/account.ts';
import {
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
  operatorIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { flagPartSchema } from '../operations/flag-operations.ts';
import { streamNameSchema } from '../operations/operation.ts';
import { devicePlaceSchema } from './grants.ts';
import { PROTOCOL_VERSION, quarantineReasonSchema } from './protocol.ts';

/*
 * What an administrator asks of the hub and tells it about the network: who is in it, what is kept aside, which chains
 * have forked. No body of an operation is ever part of an answer: what kind it is and when it was written is enough.
 */

/** As many of what is kept aside are listed, oldest first; all of them are counted. */
export const MOST_LISTED_ASIDE = 200;

/** Of so many acts that broke a rule flags are listed, the newest first; all of them are counted. */
export const MOST_LISTED_FLAGS = 100;

/** The newest are listed: an older one that is not done everywhere is a device that is behind with everything. */
export const MOST_LISTED_ERASURES = 200;
/** More than there are kinds of operations. */
export const MOST_LISTED_KINDS = 300;

const count = z.int().min(0);
const at = z.int().min(0);

export const networkRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  operatorId: operatorIdSchema,
});
export type NetworkRequest = z.infer<typeof networkRequestSchema>;

export const networkActSchema = z.discriminatedUnion('type', [
  /** It gets nothing more; for 30 days what it still has is taken, and kept aside. */
  z.strictObject({ type: z.literal('revoke'), deviceId: deviceIdSchema }),
  /**
   * To another site: what it no longer gets is ordered deleted there. As often as it had been moved by what the
   * administrator saw: sent again it moves nobody whom somebody moved since.
   */
  z.strictObject({
    type: z.literal('move'),
    deviceId: deviceIdSchema,
    siteId: siteIdSchema,
    afterMoves: count,
  }),
  /** Judges again what is kept aside, in the order of each device. */
  z.strictObject({ type: z.literal('judgeAgain') }),
  /** What is kept aside will never be taken: what was set aside for it is free again. */
  z.strictObject({ type: z.literal('dismissAside'), deviceId: deviceIdSchema, seq: z.int().min(1) }),
  /** The other branch of a chain that forked goes on under an id of its own, once. */
  z.strictObject({ type: z.literal('adoptFork'), deviceId: deviceIdSchema }),
  /** Somebody has looked at an act that broke a rule. */
  z.strictObject({ type: z.literal('seeFlags'), operationId: operationIdSchema }),
  /** Goes on without those who have not said what they hold since the hub was restored. */
  z.strictObject({ type: z.literal('releaseRest') }),
]);
export type NetworkAct = z.infer<typeof networkActSchema>;

export const networkActRequestSchema = networkRequestSchema.extend({ act: networkActSchema });
export type NetworkActRequest = z.infer<typeof networkActRequestSchema>;

/** A run of operations of one device: how many, from when to when by its own clock, and of which kinds. */
const branchSchema = z.object({
  operations: count,
  from: at.nullable(),
  to: at.nullable(),
  kinds: z.array(z.object({ type: z.string().max(60), operations: count })).max(MOST_LISTED_KINDS),
});
export type Branch = z.infer<typeof branchSchema>;

/** How far an order to erase a household has got. */
const erasureProgressSchema = z.object({
  householdId: householdIdSchema,
  /** When the newest order came. */
  erasedAt: at,
  devices: count,
  /** Of those the ones that have read the order, which is when they erase. */
  doneAt: count,
  waitingFor: z.array(deviceIdSchema).max(10_000),
});
/** So much of a unit, over so many accounts. */
const unitTotalsSchema = z.array(z.object({ unit: unitSchema, accounts: count, amount: count })).max(10);

/** What a restore of the hub from a backup leaves open. Empty where it leaves nothing open, as at an older hub. */
const restoreSchema = z.object({
  /** Active devices that have not said what they hold since then. */
  undeclared: z
    .array(
      z.object({
        deviceId: deviceIdSchema,
        /** Null while the hub waits for it, and promises nothing to anybody. */
        release: z
          .object({
            releasedAt: at,
            /** Who decided it; null where the device had been away for long when the hub was restored. */
            operatorId: operatorIdSchema.nullable(),
          })
          .nullable(),
        /** What the backup knows to be set aside for it. What it was given later is known to nobody but the device. */
        holds: unitTotalsSchema,
      }),
    )
    .max(10_000),
  /** What was spent and is set aside of accounts beyond what is there, as of now. */
  overdrawn: unitTotalsSchema,
  /** Operations that other counters had read of a device and that the hub does not have: from one number to another. */
  lost: z
    .array(
      z.object({
        deviceId: deviceIdSchema,
        fromSeq: z.int().min(1),
        toSeq: z.int().min(1),
        /** When the last of them was written, by the device's clock. */
        writtenAt: at,
        /** The counter that says that it had read them: its word alone. Null where an older hub does not say. */
        toldBy: deviceIdSchema.nullable().default(null),
      }),
    )
    .max(10_000),
});
export type RestoreState = z.infer<typeof restoreSchema>;

export const networkAnswerSchema = z.object({
  /** By the hub's clock, as all times here that are not said to be a device's. */
  hubTime: at,
  devices: z
    .array(
      z.object({
        place: devicePlaceSchema.extend({ deviceId: deviceIdSchema }),
        state: z.enum(['joining', 'active', 'revoked', 'replaced']),
        revokedAt: at.nullable(),
        /** The device that goes on for it after a restore or a disk that was put back; null for all others. */
        successorId: deviceIdSchema.nullable().default(null),
        /** Brought the network, and gives the households what the schemes give them. */
        isFounder: z.boolean(),
        isAsking: z.boolean(),
        /** Its organisation has administrators, and who asks is none of them: they decide about it. An older hub does not say. */
        isOfOthers: z.boolean().default(false),
        /** The last time it asked for news or handed in something; null before. */
        seenAt: at.nullable(),
        /** Operations that it had not read when it last asked; null where it never did. */
        behind: count.nullable(),
        /** Ordered to delete what it no longer gets, and has not said that it did. */
        isLeaving: z.boolean(),
        /** How often an administrator moved it. */
        moves: count,
        quarantined: count,
      }),
    )
    .max(10_000),
  quarantine: z
    .array(
      z.object({
        deviceId: deviceIdSchema,
        /** Its number in the device's chain. */
        seq: z.int().min(1),
        type: z.string().max(60),
        reason: quarantineReasonSchema,
        /** By the device's clock. */
        writtenAt: at,
        receivedAt: at,
      }),
    )
    .max(MOST_LISTED_ASIDE),
  /** Acts that broke a rule and that nobody has looked at: how many, and the newest of them. */
  openFlags: count,
  flags: z
    .array(
      z.object({
        operationId: operationIdSchema,
        deviceId: deviceIdSchema,
        /** Its number in the device's chain, which is in the number of its receipt. */
        seq: z.int().min(1),
        stream: streamNameSchema,
        type: z.string().max(60),
        /** By the device's clock. */
        writtenAt: at,
        raisedAt: at,
        parts: z.array(flagPartSchema).max(400),
      }),
    )
    .max(MOST_LISTED_FLAGS),
  forks: z
    .array(
      z.object({
        deviceId: deviceIdSchema,
        receivedAt: at,
        /** What the hub took from where the two part. */
        taken: branchSchema,
        /** What it keeps aside. */
        other: branchSchema,
        isAdopted: z.boolean(),
      }),
    )
    .max(1000),
  /** Households that were ordered erased, the newest first, and how far it has got. */
  erasures: z.array(erasureProgressSchema).max(MOST_LISTED_ERASURES),
  restore: restoreSchema.default({ undeclared: [], overdrawn: [], lost: [] }),
});
export type NetworkAnswer = z.infer<typeof networkAnswerSchema>;

export const networkFailureSchema = z.object({
  type: z.enum(['DeviceUnknown', 'DeviceRevoked', 'NotAdministratorAtHub']),
});
export type NetworkFailure = z.infer<typeof networkFailureSchema>;

/** How many operations were taken that had been kept aside; 0 where the act is about something else. */
export const networkActAnswerSchema = z.object({ taken: count });
export type NetworkActAnswer = z.infer<typeof networkActAnswerSchema>;

export const networkActFailureSchema = z.object({
  type: z.enum([
    ...networkFailureSchema.shape.type.options,
    /** The hub has not been told of this site, or it is closed. */
    'SiteNotAtHub',
    /** The device, or the site, is of an organisation that has administrators of its own. */
    'OtherOrganisation',
    /** The device that asks is the one that would be taken out: from another one, please. */
    'ThisVeryDevice',
    /** It has not said yet that it took its last change of site. */
    'StillMoving',
    /** Somebody has done it, or there is no such device or fork any more. */
    'NothingToDo',
  ]),
});
export type NetworkActFailure = z.infer<typeof networkActFailureSchema>;

/** Any device asks how far the order of one household has got. */
export const erasureProgressRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  householdId: householdIdSchema,
});
export type ErasureProgressRequest = z.infer<typeof erasureProgressRequestSchema>;

/** Null where the hub has no order, as while it waits to be sent. */
export const erasureProgressAnswerSchema = z.object({ progress: erasureProgressSchema.nullable() });
export type ErasureProgressAnswer = z.infer<typeof erasureProgressAnswerSchema>;

export const erasureProgressFailureSchema = z.object({ type: z.enum(['DeviceUnknown', 'DeviceRevoked']) });
export type ErasureProgressFailure = z.infer<typeof erasureProgressFailureSchema>;
