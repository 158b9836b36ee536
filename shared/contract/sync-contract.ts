import { z } from 'zod';
import type { Unit } from '../domain/account.ts';
import { type OperationId, operationIdSchema, siteIdSchema } from '../domain/ids.ts';
import type { LikenessReason } from '../domain/possible-duplicates.ts';
import { shortTextSchema } from '../domain/text.ts';
import type { CodeFailure, EnrolFailure, QuarantineReason } from '../sync/protocol.ts';
import { command } from './command.ts';
import type { EditConflict } from './edit-conflict.ts';
import type { FlaggedAct } from './flagged-act.ts';

/** Why the last exchange did not go through: shown, never a reason to stop the till. */
export type SyncProblem =
  | 'Unreachable'
  /** The hub is there and its certificate is not believed: by the date of this PC, or by who vouches for it. */
  | 'CertificateDate'
  | 'CertificateUnknown'
  | 'NotAuthenticated'
  | 'HubBusy'
  | 'HubFailed'
  | 'AnswerUnreadable'
  | 'DeviceUnknown'
  | 'ChainInvalid'
  | 'HeadSignatureInvalid'
  | 'HubBehind'
  | 'PageInvalid'
  /** The hub heard of this counter a moment ago, under the id that it goes on for: it may be another PC. Minutes at most. */
  | 'StillInUse'
  | 'Unexpected';

/** What only a person can decide: the exchange waits, the till goes on. */
export type SyncStop = 'Forked' | 'Revoked' | 'Replaced';

/** The hub does not know this counter any more: with what sort of code it comes back, and for which site. */
export type TurnedAway = {
  readonly comesBackAs: 'member' | 'bringer' | 'founder';
  /** Null where this counter has not been told of its site yet. */
  readonly siteName: string | null;
};

export type SyncStatus =
  /** Stands alone, which is a complete way to run. A demo joins no hub. */
  | { readonly type: 'alone'; readonly isDemo: boolean }
  /** Still alone; it may look at what it would share with a network, and enters or leaves. */
  | { readonly type: 'joining'; readonly address: string }
  | {
      readonly type: 'joined';
      readonly address: string;
      /** UTC milliseconds, as all times here. */
      readonly joinedAt: number;
      /** Operations that the hub has not acknowledged, and when the oldest of them was written. */
      readonly waiting: number;
      readonly waitingSince: number | null;
      /** The last answer of the hub; null before the first. */
      readonly heardAt: number | null;
      /** The hub's clock less this PC's; null before the first answer. */
      readonly clockDifferenceMs: number | null;
      readonly isUnderWay: boolean;
      readonly problem: SyncProblem | null;
      readonly stoppedBecause: SyncStop | null;
      /** The hub was restored from a backup, and promises nothing before every counter has said what it holds. */
      readonly isHubRestoring: boolean;
      /** The hub answers, and yet for minutes no exchange has come to its end: an administrator has to know. */
      readonly isTroubled: boolean;
      /** The data are of an older day: what is missing is fetched, and this counter goes on as a new device. */
      readonly isGoingOn: boolean;
      /** When it last did so, lately, and how many operations it got back; null where it did not. */
      readonly wentOn: {
        readonly at: number;
        readonly operations: number;
        /** Its data were of an older day, or the hub's; or the hub had forgotten it, and it came back. */
        readonly because: 'olderData' | 'olderHub' | 'forgotten';
      } | null;
      readonly turnedAway: TurnedAway | null;
      /** Operations that the hub has kept aside: to be looked at. */
      readonly quarantined: number;
      /** Acts that broke a rule and that no administrator has looked at. */
      readonly flagged: number;
      /** Edits of whoever asks that wrote over another one unseen, or were written over so. */
      readonly conflicts: number;
      /** What this counter may spend without the hub, by unit; a unit of which it holds nothing is not there. */
      readonly leases: readonly { readonly unit: Unit; readonly amount: number }[];
    };

/** Acts that the hub keeps aside or flagged, of each sort so many are shown. */
export const MOST_SHOWN_TO_LOOK_AT = 50;

/** What this device wrote and the hub keeps aside: it counts for nobody else yet. */
export type ActAside = {
  readonly operationId: OperationId;
  readonly type: string;
  readonly receipt: string | null;
  readonly writtenAt: number;
  readonly reason: QuarantineReason;
};

/** What of this counter's own acts somebody should look at; the counts are of all of them. */
export type ToLookAt = {
  readonly aside: readonly ActAside[];
  readonly asideCount: number;
  /** Flagged by the hub, the newest first; those that an administrator has looked at say so. */
  readonly flagged: readonly (FlaggedAct & {
    readonly seen: { readonly at: number; readonly byName: string | null } | null;
  })[];
  readonly flaggedCount: number;
  /** Of the edits of whoever asks, the newest first. */
  readonly conflicts: readonly EditConflict[];
  readonly conflictCount: number;
};

/** Somebody of a household here who may be somebody of one there. */
export type AlikeHouseholds = {
  readonly displayName: string;
  readonly theirName: string;
  /** The same codice fiscale: it is the same person. */
  readonly isCertain: boolean;
  readonly reasons: readonly LikenessReason[];
};

/** What becomes of this counter's data in the network that it would enter, before anything of it is sent. */
export type EntryPreview = {
  readonly networkName: string;
  /** By EAN: what both have, of which the network's prices and names hold, and what only this counter has. */
  readonly products: {
    readonly matched: number;
    readonly onlyHere: number;
    /** Of what both have: those with other points, with what they cost here and there; null where the category says it. */
    readonly otherPoints: number;
    readonly examples: readonly {
      readonly name: string;
      readonly points: number | null;
      readonly theirPoints: number | null;
    }[];
  };
  readonly households: { readonly kept: number; readonly theirs: number };
  /** All of them are counted, the likeliest are listed. */
  readonly alike: { readonly count: number; readonly listed: readonly AlikeHouseholds[] };
  /** Names of those who administer this counter, and will not administer the network. */
  readonly administrators: readonly string[];
  /** Short names of sites here that are those of other sites there: receipts would look alike. */
  readonly sameShortNames: readonly string[];
};

export type EntryStatus =
  | { readonly type: 'none' }
  /** What both would share is being read; nothing was sent. */
  | { readonly type: 'reading'; readonly received: number }
  | { readonly type: 'failed'; readonly problem: SyncProblem | 'DeviceRevoked' }
  | { readonly type: 'ready'; readonly preview: EntryPreview };

export type EnterFailure =
  | { readonly type: 'HubUnreachable' }
  /** An administrator of the network has taken this counter out again, or the hub was restored: with a new code. */
  | { readonly type: 'DeviceRevoked' }
  | { readonly type: 'DeviceUnknown' }
  /** More than any counter ever wrote. */
  | { readonly type: 'BringsTooMuch' }
  /** The preview has to be looked at first. */
  | { readonly type: 'PreviewMissing' }
  /** It has left in the meantime: another entry begins with another code. */
  | { readonly type: 'NothingToEnter' };

export type LeaveFailure =
  /** The hub has let it in and its answer was lost: it enters by being told to once more. */
  | { readonly type: 'AlreadyEntered' }
  /** It was told to enter before, and has entered. */
  | { readonly type: 'EnteredMeanwhile' };

export type JoiningStatus =
  | { readonly type: 'none' }
  | {
      readonly type: 'downloading';
      /** Operations that came in since the program started. */
      readonly received: number;
      /** Parts of the network that were read to their end, of how many. */
      readonly streamsRead: number;
      readonly streams: number;
      readonly problem: SyncProblem | null;
      readonly stoppedBecause: SyncStop | null;
      readonly turnedAway: TurnedAway | null;
    };

type HubFailure =
  | { readonly type: 'HubUnreachable' }
  | { readonly type: 'CertificateDate' }
  | { readonly type: 'CertificateUnknown' }
  /** Something answers at this address that is no hub. */
  | { readonly type: 'NoHub' };

export type ReturnFailure = EnrolFailure | HubFailure | { readonly type: 'NotJoined' };

export type JoinFailure =
  | EnrolFailure
  | HubFailure
  /** Neither `https` nor this very PC. */
  | { readonly type: 'AddressInvalid' }
  | { readonly type: 'AlreadyJoined' }
  /** Restored from a backup while it stood alone: part of its log is in a chain that it does not go on with. */
  | { readonly type: 'RestoredAlone' };

const addressSchema = z.string().max(200);
const codeSchema = z.string().max(40);

export const syncContract = {
  'sync.status': command('signedIn', z.strictObject({})).returns<SyncStatus>(),
  'sync.toLookAt': command('signedIn', z.strictObject({})).returns<ToLookAt>(),
  /** `operationId` is made when the form opens: pressed twice it is one decision. */
  'sync.settleConflict': command(
    'signedIn',
    z.strictObject({
      operationId: operationIdSchema,
      editId: operationIdSchema,
      overId: operationIdSchema,
      choice: z.enum(['keepMine', 'accept']),
    }),
  ).returns<null, { readonly type: 'ConflictUnknown' }>(),
  /** Brings this counter's network to an empty hub; where there is one already, what it would share is looked at first. */
  'sync.join': command(['admin'], z.strictObject({ address: addressSchema, code: codeSchema })).returns<
    null,
    JoinFailure | { readonly type: 'DemoNetwork' }
  >(),
  /**
   * Enrols once more at a hub that was restored from before this counter did, with all that it has. The code is an
   * administrator's, who may be on the telephone: not every site has one.
   */
  'sync.return': command('signedIn', z.strictObject({ code: codeSchema })).returns<null, ReturnFailure>(),
  /** The preview of an entry; begins to read what it needs, `again` where that has failed. */
  'sync.entry': command(['admin'], z.strictObject({ again: z.boolean() })).returns<EntryStatus>(),
  'sync.enter': command(['admin'], z.strictObject({})).returns<null, EnterFailure>(),
  /** As if nothing had been: nothing here was changed. */
  'sync.leave': command(['admin'], z.strictObject({})).returns<null, LeaveFailure>(),
  /** A code for another counter, to be read out loud: good for a few minutes, once. Null: for one that brings its own site. */
  'sync.makeCode': command(
    ['admin'],
    z.strictObject({ siteId: siteIdSchema.nullable(), takesOffice: z.boolean().optional() }),
  ).returns<
    { readonly code: string; readonly validUntil: number },
    | CodeFailure
    | { readonly type: 'NotJoined' }
    | { readonly type: 'GoingOn' }
    | { readonly type: 'HubUnreachable' }
  >(),
  /** An empty counter joins a network that is there; it sells once everything has been downloaded. */
  'setup.join': command(
    'setup',
    z.strictObject({ address: addressSchema, code: codeSchema, deviceName: shortTextSchema }),
  ).returns<
    null,
    JoinFailure | { readonly type: 'RecoveryCodeNotConfirmed' } | { readonly type: 'WrongPhase' }
  >(),
  /** The same of one that the hub forgot in the middle of its first download. */
  'setup.return': command('setup', z.strictObject({ code: codeSchema })).returns<null, ReturnFailure>(),
  /** The same of one whose data are of an older day: nobody logs in there before the network was read. */
  'sync.returnOutOfDate': command('anyone', z.strictObject({ code: codeSchema })).returns<
    null,
    ReturnFailure | { readonly type: 'WrongPhase' }
  >(),
  'setup.joining': command('setup', z.strictObject({})).returns<JoiningStatus>(),
};
