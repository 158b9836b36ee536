import { z } from 'zod';
import type { Unit } from '../domain/account.ts';
import { type OperationId, siteIdSchema } from '../domain/ids.ts';
import { shortTextSchema } from '../domain/text.ts';
import type { CodeFailure, EnrolFailure, QuarantineReason } from '../sync/protocol.ts';
import { command } from './command.ts';
import type { FlaggedAct } from './flagged-act.ts';

/** Why the last exchange did not go through: shown, never a reason to stop the till. */
export type SyncProblem =
  | 'Unreachable'
  | 'NotAuthenticated'
  | 'HubBusy'
  | 'HubFailed'
  | 'AnswerUnreadable'
  | 'DeviceUnknown'
  | 'ChainInvalid'
  | 'HubBehind'
  | 'PageInvalid'
  | 'Unexpected';

/** What only a person can decide: the exchange waits, the till goes on. */
export type SyncStop = 'Forked' | 'Revoked' | 'Replaced';

export type SyncStatus =
  /** Stands alone, which is a complete way to run. A demo joins no hub. */
  | { readonly type: 'alone'; readonly isDemo: boolean }
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
      /** Operations that the hub has kept aside: to be looked at. */
      readonly quarantined: number;
      /** Acts that broke a rule and that no administrator has looked at. */
      readonly flagged: number;
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
};

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
    };

export type JoinFailure =
  | EnrolFailure
  /** Neither `https` nor this very PC. */
  | { readonly type: 'AddressInvalid' }
  | { readonly type: 'HubUnreachable' }
  /** Something answers at this address that is no hub. */
  | { readonly type: 'NoHub' }
  | { readonly type: 'AlreadyJoined' };

const addressSchema = z.string().max(200);
const codeSchema = z.string().max(40);

export const syncContract = {
  'sync.status': command('signedIn', z.strictObject({})).returns<SyncStatus>(),
  'sync.toLookAt': command('signedIn', z.strictObject({})).returns<ToLookAt>(),
  /** Brings this counter's network to an empty hub. */
  'sync.join': command(['admin'], z.strictObject({ address: addressSchema, code: codeSchema })).returns<
    null,
    JoinFailure | { readonly type: 'DemoNetwork' }
  >(),
  /** A code for another counter, to be read out loud: good for a few minutes, once. */
  'sync.makeCode': command(['admin'], z.strictObject({ siteId: siteIdSchema })).returns<
    { readonly code: string; readonly validUntil: number },
    CodeFailure | { readonly type: 'NotJoined' } | { readonly type: 'HubUnreachable' }
  >(),
  /** An empty counter joins a network that is there; it sells once everything has been downloaded. */
  'setup.join': command(
    'setup',
    z.strictObject({ address: addressSchema, code: codeSchema, deviceName: shortTextSchema }),
  ).returns<
    null,
    JoinFailure | { readonly type: 'RecoveryCodeNotConfirmed' } | { readonly type: 'WrongPhase' }
  >(),
  'setup.joining': command('setup', z.strictObject({})).returns<JoiningStatus>(),
};
