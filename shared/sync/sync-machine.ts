import type { StreamName } from '../operations/operation.ts';
import type { CheckedPage } from './checked-page.ts';
import type { DeclareAnswer, DeclareFailure } from './declaration.ts';
import type {
  GrantChange,
  LeasesAnswer,
  LeasesFailure,
  PullFailure,
  PushAnswer,
  PushFailure,
  StreamHead,
} from './protocol.ts';
import type { SucceedAnswer, SucceedFailure } from './succession.ts';

/** Where a counter stands in its exchange with the hub. */
export type SyncState = {
  readonly phase: /** Before anything is sent: whether the hub has more of this device's chain than there is here. */
    | { readonly type: 'comparing' }
    /** It has: this device's disk is of an older day, and what it writes from now on is a new device's. */
    | { readonly type: 'beginningAgain' }
    /** Of the old chain, what the hub has beyond what is here. */
    | { readonly type: 'fetching'; readonly fromSeq: number }
    /** All of the old chain is here and there: the new device goes on for the old one. */
    | { readonly type: 'succeeding' }
    | { readonly type: 'pushing'; readonly fromSeq: number }
    /** Everything is sent: the hub sets parts of accounts aside for this device, which its mailbox then tells. */
    | { readonly type: 'leasing' }
    /** The hub was restored, has all of this device's chain and is told what this device holds. */
    | { readonly type: 'declaring' }
    | { readonly type: 'pulling'; readonly stream: StreamName; readonly cursor: number }
    | { readonly type: 'applying'; readonly stream: StreamName }
    /** Everything is sent and read: the hub answers when there is something new. */
    | { readonly type: 'waiting' }
    /** The last attempt failed: tried again when the timer rings. */
    | { readonly type: 'resting'; readonly attempts: number }
    /** Goes on only when a person has decided. */
    | { readonly type: 'stopped'; readonly because: StopCause };
  /**
   * Own data are of an older day: the numbers are of the old chain, which is completed and closed, and nothing else is done.
   * What this counter records meanwhile is the new device's, and is sent once that one has gone on.
   */
  readonly isClosing: boolean;
  /** The hub's end of the own chain was looked at since the start. */
  readonly isCompared: boolean;
  /** The newest number of the device's own chain. */
  readonly headSeq: number;
  readonly acknowledgedSeq: number;
  /** Of the hub, as its last answer had it. */
  readonly epoch: number;
  readonly cursors: ReadonlyMap<StreamName, number>;
  /** Streams that are still to be read in this round. */
  readonly toPull: readonly StreamName[];
  /** Taken out of the network: for some days the hub still takes what this device has, and it is given nothing any more. */
  readonly isRevoked: boolean;
  /** Another PC goes on for this device: the hub still keeps what this one has, for whoever decides. */
  readonly isReplaced: boolean;
  /** The hub waits to be told what this device holds: once its mailbox is read to the end. */
  readonly isToDeclare: boolean;
  /** The chain has two branches: what this device has of its own is handed in to be kept, and then it stops. */
  readonly forkedAtSeq: number | null;
  /** Something was recorded while something else went on. */
  readonly isDirty: boolean;
  /** Failures in a row; rests grow with them. */
  readonly attempts: number;
  /** A stream of this round could not be read; the others are all the same. */
  readonly hasFault: boolean;
  /** Rounds in a row with a stream that could not be read. */
  readonly faultyRounds: number;
  /** Questions for news in a row that were not answered. What comes before them in a round is, and says nothing of them. */
  readonly failedWaits: number;
};

export type StopCause =
  | { readonly type: 'Forked'; readonly atSeq: number }
  | { readonly type: 'Revoked' }
  /** Another PC goes on for this device: of two copies of one disk this is the second. */
  | { readonly type: 'Replaced' };

/** What a look at the own chain at the hub comes to. */
export type OwnChainAtHub = {
  /** Where it ends there. */
  readonly headSeq: number;
  /** What is there follows what is here, or the other way round: nobody wrote on both sides. */
  readonly isSame: boolean;
  /** Another device goes on for this one. */
  readonly isReplaced: boolean;
};

export type SyncEvent =
  | { readonly type: 'started' }
  | { readonly type: 'recorded'; readonly headSeq: number }
  | { readonly type: 'compared'; readonly hub: OwnChainAtHub }
  /** The hub says nothing of the own chain any more: an administrator has taken this device out. */
  | { readonly type: 'ownRevoked' }
  /** A page of the old chain is on disk, up to `ownSeq`. */
  | { readonly type: 'fetched'; readonly hub: OwnChainAtHub; readonly ownSeq: number }
  | { readonly type: 'succeeded'; readonly answer: SucceedAnswer }
  | { readonly type: 'succeedRefused'; readonly failure: SucceedFailure }
  | { readonly type: 'pushed'; readonly answer: PushAnswer }
  | { readonly type: 'pushRefused'; readonly failure: PushFailure }
  | { readonly type: 'leased'; readonly answer: LeasesAnswer }
  | { readonly type: 'leasesRefused'; readonly failure: LeasesFailure }
  | { readonly type: 'declared'; readonly answer: DeclareAnswer }
  | { readonly type: 'declareRefused'; readonly failure: DeclareFailure }
  | { readonly type: 'pulled'; readonly answer: CheckedPage }
  | { readonly type: 'pullRefused'; readonly failure: PullFailure }
  /** The page and its cursor are on disk. */
  | {
      readonly type: 'applied';
      readonly stream: StreamName;
      readonly cursor: number;
      readonly hasMore: boolean;
    }
  /** The page does not hold together, or is no page: it was not applied and the cursor did not move. */
  | { readonly type: 'pageInvalid'; readonly stream: StreamName }
  /** The page does not begin where the disk stands, which is at `cursor`; null where the disk has no such stream. Not applied either. */
  | { readonly type: 'misplaced'; readonly stream: StreamName; readonly cursor: number | null }
  /** The hub says that there is something new, or that the minutes of waiting are over. */
  | { readonly type: 'woken' }
  /** The hub says what this device gets from now on, and what it has to delete. */
  | { readonly type: 'regranted'; readonly change: GrantChange }
  /** No answer, a cut connection, an answer that is none; or a hub with too much to do, which says when to come again. */
  | { readonly type: 'failed'; readonly comeAgainMs?: number | undefined }
  | { readonly type: 'rested' };

export type SyncEffect =
  | { readonly type: 'compare' }
  /** A new chain, and a new run which closes the old one. */
  | { readonly type: 'beginAgain' }
  | { readonly type: 'fetchOwn'; readonly fromSeq: number }
  | { readonly type: 'succeed' }
  /** The new device is a member in the place of the old one, in one transaction; then a new run. */
  | { readonly type: 'goOn'; readonly answer: Extract<SucceedAnswer, { type: 'succeeded' }> }
  | { readonly type: 'push'; readonly fromSeq: number }
  | { readonly type: 'lease'; readonly epoch: number }
  | { readonly type: 'declare'; readonly epoch: number }
  | {
      readonly type: 'pull';
      readonly stream: StreamName;
      readonly cursor: number;
      readonly epoch: number;
    }
  | { readonly type: 'apply'; readonly answer: CheckedPage; readonly stream: StreamName }
  | { readonly type: 'saveAcknowledged'; readonly seq: number }
  /** The hub was restored: these cursors go back, and everything is of this epoch from now on. */
  | {
      readonly type: 'lowerCursors';
      readonly epoch: number;
      readonly to: readonly (StreamHead & { readonly stream: StreamName })[];
    }
  /** What was withdrawn goes, what was granted begins, in one transaction. */
  | { readonly type: 'changeGrants'; readonly change: GrantChange }
  | { readonly type: 'wait'; readonly cursors: ReadonlyMap<StreamName, number> }
  /** Gives up waiting: there is something to send. */
  | { readonly type: 'stopWaiting' }
  | { readonly type: 'rest'; readonly afterMs: number };

export type SyncStep = { readonly state: SyncState; readonly effects: readonly SyncEffect[] };
