import { z } from 'zod';
import {
  type AccountName,
  accountNameSchema,
  parseAccount,
  type Unit,
  unitOfPurse,
  unitSchema,
} from '../domain/account.ts';
import {
  type AuthorisationId,
  authorisationIdSchema,
  type DeviceId,
  deviceIdSchema,
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { siteKindSchema } from '../domain/site.ts';
import type { Operation, OperationHeader, StreamName } from '../operations/operation.ts';
import { operationSchema, streamNameSchema } from '../operations/operation.ts';
import type { Checksum } from './checksum.ts';
import { claimSchema, MOST_CLAIMS } from './claims.ts';
import { ENROLMENT_CODE } from './enrolment-code.ts';
import type { DevicePlace } from './grants.ts';

/** In every request. A hub answers those that it knows and says which. */
export const PROTOCOL_VERSION = 1;

export const MOST_PUSHED_OPERATIONS = 500;
/** Of the operations of one push, as JSON. One that is larger by itself, which no counter writes, comes alone. */
export const MOST_PUSHED_BYTES = 1024 * 1024;
export const MOST_PULLED = 1000;
/**
 * Of other branches of one chain that nobody has decided on so many operations are kept, and of what a device hands in after
 * it was revoked: those that come first.
 */
export const MOST_IN_FORK = 10_000;
/** And no more bytes of them: branches are taken in at once. */
export const MOST_BYTES_IN_FORK = 64_000_000;
/** How long a pull waits for something new. */
export const LONGEST_POLL_MS = 25_000;
/** A revoked device may still hand in what it has, into quarantine, as long as there is room (`MOST_IN_FORK`). */
export const REVOKED_PUSH_DAYS = 30;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/** Ed25519, 64 bytes in hex. */
const signatureSchema = z.string().regex(/^[0-9a-f]{128}$/);
const cursor = z.int().min(0);

export const pushRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  fromSeq: z.int().min(1),
  /** Hash of the operation before the first one; zeros before seq 1. */
  prevHash: hex64,
  operations: z.array(operationSchema).min(1).max(MOST_PUSHED_OPERATIONS),
  /** The device's own word on where its chain ends with the last of them (`headToSign`). */
  headSignature: signatureSchema,
});
export type PushRequest = z.infer<typeof pushRequestSchema>;
/** As it is read from a log: whoever holds the key signs its head. */
export type UnsignedPush = Omit<PushRequest, 'headSignature'>;

/** Why an operation is kept aside: acknowledged, but not part of anything until a person or an update says so. */
export const quarantineReasonSchema = z.enum([
  /** A newer version of the program wrote it: judged again after the hub is updated. */
  'UnknownKind',
  'BodyMissing',
  'BodyInvalid',
  'StreamDiffers',
  'PostingsDiffer',
  'NotAllowedHere',
  'NotAllowedToOperator',
  'AuthorityOnly',
  'DeviceRevoked',
  /** It names an operation that is itself kept aside. */
  'WaitsForAnother',
  'IdTaken',
  /** Brought by a counter that entered the network, which has its own word on this: final, nobody has to look at it. */
  'NetworkHasOwn',
]);
export type QuarantineReason = z.infer<typeof quarantineReasonSchema>;

export type PushAnswer =
  | {
      readonly type: 'acknowledged';
      readonly acknowledgedSeq: number;
      readonly hash: string;
      readonly epoch: number;
      /** When this head was acknowledged, so that a retry gets the same bytes. UTC milliseconds of the hub. */
      readonly hubTime: number;
      readonly quarantined: readonly { readonly seq: number; readonly reason: QuarantineReason }[];
    }
  /** Something before `fromSeq` is missing at the hub. */
  | { readonly type: 'gap'; readonly expectedSeq: number; readonly hash: string; readonly epoch: number }
  /**
   * The same numbers with other hashes: both branches are kept and a person decides. Of this one everything up to `keptSeq` is:
   * what comes after may be handed in too, until nothing more is kept. Null at a hub that keeps what one push brings.
   */
  | {
      readonly type: 'fork';
      readonly atSeq: number;
      readonly keptSeq: number | null;
      /** Another device goes on for this one: what it still brings is a branch beside that one. */
      readonly isReplaced: boolean;
      readonly epoch: number;
    };

export type PushFailure =
  | { readonly type: 'DeviceUnknown' }
  | { readonly type: 'DeviceRevoked' }
  /** Not a chain: nothing of it was taken. */
  | { readonly type: 'ChainInvalid'; readonly seq: number }
  /** Its last operation is not signed by the device's key as the head of its chain: nothing of it was taken. */
  | { readonly type: 'HeadSignatureInvalid' };

export const pullRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  /** The hub's epoch that the cursor is of. */
  epoch: z.int().min(1),
  stream: streamNameSchema,
  cursor,
  limit: z.int().min(1).max(MOST_PULLED),
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/** Operations numbered `from + 1` to `to`, without a hole. */
export type OperationPage = {
  readonly type: 'operations';
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  /** Whole operations; of the ledger their headers only, whose hash still verifies. */
  readonly operations: readonly (Operation | (OperationHeader & { readonly hash: string }))[];
  /** Of the whole stream, where the page ends at its head; null before. */
  readonly headChecksum: Checksum | null;
  readonly hasMore: boolean;
  readonly epoch: number;
};

export const accountStateSchema = z.strictObject({
  account: accountNameSchema,
  unit: unitSchema,
  posted: z.int(),
  reserved: z.int().min(0),
  leased: z.int().min(0),
});
export type AccountState = z.infer<typeof accountStateSchema>;

/** Every account that changed after `from` up to `to`, as it is now: numbers have holes where one changed again. */
export type BalancePage = {
  readonly type: 'balances';
  readonly from: number;
  readonly to: number;
  readonly accounts: readonly (AccountState & { readonly number: number })[];
  readonly hasMore: boolean;
  /** This device's head as the hub read it in the same snapshot: what the states already hold of its own postings. */
  readonly yourHead: number;
  readonly epoch: number;
};

export type PullAnswer = OperationPage | BalancePage;

export type PullFailure =
  | { readonly type: 'DeviceUnknown' }
  | { readonly type: 'DeviceRevoked' }
  | { readonly type: 'NotGranted' }
  | { readonly type: 'HubBehind'; readonly headNumber: number }
  /**
   * The hub was restored from a backup since: cursors above these numbers go back to them, with the checksums that the
   * streams had there. What was read beyond is kept and takes its numbers anew.
   */
  | {
      readonly type: 'EpochChanged';
      readonly epoch: number;
      /** The newest number of this device that the hub still has: what comes after is pushed again. */
      readonly yourHead: number;
      readonly restoredTo: readonly (StreamHead & { readonly stream: StreamName })[];
    };

export type StreamHead = { readonly number: number; readonly checksum: Checksum };

export const waitRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  /** The hub's epoch that the cursors are of. */
  epoch: z.int().min(1),
  /** Of each stream one: the hub looks each of them up several times a second. */
  cursors: z
    .array(z.tuple([streamNameSchema, cursor]))
    .max(300)
    .refine((cursors) => new Set(cursors.map(([stream]) => stream)).size === cursors.length),
  waitMs: z.int().min(0).max(LONGEST_POLL_MS),
});
export type WaitRequest = z.infer<typeof waitRequestSchema>;

/** What follows from a new place of a device. Told again until its cursors are of what it is granted. */
export type GrantChange = {
  readonly place: DevicePlace;
  /** To be read from the beginning. */
  readonly granted: readonly StreamName[];
  /** To be deleted, bodies and whatever was made of them. */
  readonly withdrawn: readonly StreamName[];
};

export type WaitAnswer = {
  /** Also where the hub was restored since the cursors were read. */
  readonly hasNews: boolean;
  readonly epoch: number;
  /** UTC milliseconds of the hub, for the person who wonders about this PC's clock. */
  readonly hubTime: number;
  /** Null where the device has exactly what it is granted. */
  readonly grants: GrantChange | null;
};

const placeSchema = z.strictObject({
  siteId: siteIdSchema,
  siteKind: siteKindSchema,
  organisationId: organisationIdSchema,
  officeOf: z.array(siteIdSchema).max(200),
});

/** What a counter was in the network that has forgotten it. */
const memberSchema = z.strictObject({
  /** The epoch that it last read: only a later one can have forgotten it. */
  epoch: z.int().min(1),
  /** Where it stands. */
  siteId: siteIdSchema,
  /** Up to there it wrote for itself before it entered with data of its own; 0 where it did not. */
  broughtUntilSeq: z.int().min(0),
});
export type FormerMember = z.infer<typeof memberSchema>;

export const enrolRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  code: z.string().max(40),
  deviceId: deviceIdSchema,
  /** Ed25519, 32 bytes in hex. */
  publicKey: hex64,
  /** Signature by the key over what is said here (`enrolmentToSign`): whoever enrols holds it. */
  proof: signatureSchema,
  /**
   * The newest number of its own chain; 0 where it has written nothing. Of the first counter of an empty hub this is its last
   * word as its own authority: one that wrote something while it was being answered asks again with a higher one, which holds
   * as long as it has handed in nothing.
   */
  headSeq: z.int().min(0),
  /** Of a counter that stood alone: where it stands. Absent where it has written nothing. */
  network: placeSchema.optional(),
  /** Of one that comes back: a hub that was restored from before it enrolled does not know it any more. */
  member: memberSchema.optional(),
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

export type EnrolAnswer = {
  readonly place: DevicePlace;
  readonly streams: readonly StreamName[];
  readonly epoch: number;
  /** The network is another's: the device may read what it would share, and enters or leaves (`EntryRequest`). */
  readonly isJoining: boolean;
};

export type EnrolFailure =
  /** Used, older than ten minutes, or never made. */
  | { readonly type: 'CodeInvalid' }
  | { readonly type: 'ProofInvalid' }
  /** Another key was enrolled for this device, or the hub itself writes as it. */
  | { readonly type: 'DeviceKnown' }
  | { readonly type: 'DeviceRevoked' }
  /** The first counter of an empty hub brings its network. */
  | { readonly type: 'NetworkMissing' }
  /** The code is for a counter that has written nothing yet. */
  | { readonly type: 'NetworkExists' }
  /** A site or the organisation that it brings is the network's already: this PC, or another, is a copy. */
  | { readonly type: 'SiteKnown' }
  /** An office reads the ledger of everybody: it comes in with a code that was made for one, and not by its own word. */
  | { readonly type: 'OfficeNotTaken' }
  /** Its own chain is longer than any counter's: `MOST_BROUGHT`. */
  | { readonly type: 'BringsTooMuch' }
  /** It comes back, and the code is for another site than the one where it stands. */
  | { readonly type: 'OtherSite' }
  /** It comes back, and the hub has not been told that it was restored (docs/hub.md, "Restore"). */
  | { readonly type: 'NotRestored' }
  /** The hub was restored and has nothing: whoever brought the network comes before everybody else. */
  | { readonly type: 'FounderFirst' };

/** No counter that stood alone has written more: at a thousand acts a day it takes 27 years. */
export const MOST_BROUGHT = 10_000_000;

/**
 * A device that is joining enters the network, from when on it brings its log and gets what it is granted; or leaves, as if it
 * had never come. Asked again it is answered as before.
 */
export const entryRequestSchema = z.discriminatedUnion('act', [
  z.strictObject({
    protocol: z.literal(PROTOCOL_VERSION),
    act: z.literal('enter'),
    /**
     * The number that its last word as its own authority will have; what comes after is judged like anybody's. One that wrote
     * something while it was being answered asks again with a higher one, which holds as long as it has handed in nothing.
     */
    untilSeq: z.int().min(1),
  }),
  z.strictObject({ protocol: z.literal(PROTOCOL_VERSION), act: z.literal('leave') }),
]);
export type EntryRequest = z.infer<typeof entryRequestSchema>;

export type EntryAnswer = Omit<EnrolAnswer, 'isJoining'>;

export type EntryFailure =
  | { readonly type: 'DeviceUnknown' }
  | { readonly type: 'DeviceRevoked' }
  /** It has entered: whoever wants to take it out revokes it. */
  | { readonly type: 'AlreadyEntered' }
  /** Beyond `MOST_BROUGHT`. */
  | { readonly type: 'BringsTooMuch' };

/** Which device the authority writes as: one chain like any device's, a new one with each epoch. */
export type HubDevice = { readonly deviceId: DeviceId; readonly epoch: number };

/**
 * A code for another counter. The device makes it, so that a request that is sent again makes no second one; the
 * place follows from the site, as the hub knows it. The operator is the device's word: a device that lies here could
 * have written the operation of any operator too, and is revoked for both.
 */
export const codeRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  code: z.string().regex(ENROLMENT_CODE),
  /** Null for a counter that stands alone and brings its own site. */
  siteId: siteIdSchema.nullable(),
  /** That counter may be an office: it then reads what everybody spent. */
  takesOffice: z.boolean().default(false),
  operatorId: operatorIdSchema,
});
export type CodeRequest = z.infer<typeof codeRequestSchema>;

/** Until when it is good, by the hub's clock. */
export type CodeAnswer = { readonly validMs: number };

export type CodeFailure =
  | { readonly type: 'DeviceUnknown' }
  | { readonly type: 'DeviceRevoked' }
  /** Not an administrator at the site of the device, as far as the hub has been told. */
  | { readonly type: 'NotAdministratorAtHub' }
  /** The hub has not been told of this site, or it is closed. */
  | { readonly type: 'SiteNotAtHub' }
  /** It has counters already: its own administrators decide. */
  | { readonly type: 'OtherOrganisation' };

/** How many accounts one act may spend from. */
export const MOST_SPENDS = 20;

/** Whether an account is a household's, in the unit of its purse. */
export function isOfHousehold(of: { readonly account: AccountName; readonly unit: Unit }): boolean {
  const parsed = parseAccount(of.account);
  return parsed?.kind === 'household' && unitOfPurse(parsed.purse) === of.unit;
}

/** What an act takes from one account, in its unit; `fromLease` of it is what the device holds of it as a lease. */
export const spendSchema = z
  .strictObject({
    account: accountNameSchema,
    unit: unitSchema,
    amount: z.int().min(1),
    fromLease: z.int().min(0),
  })
  .refine(({ amount, fromLease }) => fromLease <= amount, 'no more of a lease than is spent')
  .refine(isOfHousehold, 'an account of a household, in the unit of its purse');
export type Spend = z.infer<typeof spendSchema>;

/**
 * May this act spend, and have what it claims to itself? Each attempt has an id of its own, whose answer is final: asked again
 * it is answered the same. What is granted belongs to the device until its chain closes it, by the operation named or by
 * `basket.abandoned`.
 */
export const authoriseRequestSchema = z
  .strictObject({
    protocol: z.literal(PROTOCOL_VERSION),
    epoch: z.int().min(1),
    authorisationId: authorisationIdSchema,
    operationId: operationIdSchema,
    spends: z.array(spendSchema).max(MOST_SPENDS),
    /** Absent in what an older counter asks. */
    claims: z.array(claimSchema).max(MOST_CLAIMS).default([]),
  })
  .refine(({ spends, claims }) => spends.length + claims.length > 0, 'a question is about something');
export type AuthoriseRequest = z.infer<typeof authoriseRequestSchema>;

export type AuthoriseRefusal =
  /** Some account has not that much, wherever it is. */
  | 'NotEnough'
  /** It is there, set aside for other devices: they are asked to give it back. */
  | 'LeasedElsewhere'
  /** The hub was restored, and not every device has said yet what it holds. */
  | 'Restoring';

/** Why something is not to be had for one act alone. */
export type ClaimRefusal =
  /** The device that wrote it may take it back without asking; it is asked to cede that, and has not yet. */
  | 'HeldByWriter'
  /** Another act has it. */
  | 'ClaimedElsewhere'
  /** Something happened to it that the device does not know of yet. */
  | 'NewsFirst';

export type AuthoriseAnswer =
  | { readonly type: 'granted' }
  | {
      readonly type: 'refused';
      readonly because: AuthoriseRefusal | ClaimRefusal;
      /** Of each account that is short: how much of it could be had now. */
      readonly short: readonly { readonly account: string; readonly available: number }[];
      /** Where no waiting helps: who holds what is missing. Of this moment, and no part of the answer that is final. */
      readonly silent?: SilentHolder | undefined;
    };

/** A device that holds a part of an account and was not heard of for minutes: it is off, or without a network. */
export type SilentHolder = {
  readonly deviceId: DeviceId;
  /** UTC milliseconds of the hub; null where it was never heard of. */
  readonly seenAt: number | null;
};

export type AuthoriseFailure =
  | { readonly type: 'DeviceUnknown' }
  | { readonly type: 'DeviceRevoked' }
  /** The hub was restored since: the exchange says how to go on. */
  | { readonly type: 'EpochIsOther'; readonly epoch: number };

/** How many households one question about erasures names. */
export const MOST_ERASURES_TOLD = 1000;

/**
 * Households whose erasure this device was told of by others: after a restore the hub may have lost the order, and whoever
 * gave it may be lost too.
 */
export const erasuresRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  epoch: z.int().min(1),
  householdIds: z.array(householdIdSchema).min(1).max(MOST_ERASURES_TOLD),
});
export type ErasuresRequest = z.infer<typeof erasuresRequestSchema>;

export type ErasuresAnswer = {
  /** The hub knows of no order for these: this device is to give it again, in its own chain. */
  readonly toOrder: readonly HouseholdId[];
  /** The hub knows an order for every one of them. Until then the device asks again at each exchange. */
  readonly isSettled: boolean;
};

/** The device is here and would hold leases: of the households that go to where it stands. */
export const leasesRequestSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  epoch: z.int().min(1),
});
export type LeasesRequest = z.infer<typeof leasesRequestSchema>;

export type LeasesAnswer = {
  /** How many leases were placed or added to; the mailbox has them. */
  readonly placed: number;
  /** False where the hub was restored and this device has not said yet what it holds: see declaration.ts. */
  readonly isDeclared: boolean;
  /** The hub was restored and some device has not said yet: until then nothing is promised to anybody. */
  readonly isRestoring: boolean;
  /**
   * What was granted to the device a while ago and its chain has not closed: what it does not know of it asked on a disk that was put
   * back since, and gives up.
   */
  readonly unclosed: readonly {
    readonly authorisationId: AuthorisationId;
    readonly operationId: OperationId;
  }[];
};
/** As many of these are told at once; the others once these are closed. */
export const MOST_UNCLOSED = 100;
export type LeasesFailure = AuthoriseFailure;
