import type { Result } from '../../shared/domain/result.ts';
import type { GrantChange } from '../../shared/sync/protocol.ts';
import type { StopCause } from '../../shared/sync/sync-machine.ts';
import type { Db, InTransaction } from '../database/database.ts';
import type { CertificateFault } from './certificate-fault.ts';
import type { Pen } from './close-cover.ts';
import type { HubClientOptions, NoAnswer } from './hub-client.ts';
import type { AskHub } from './hub-questions.ts';
import type { SyncLine } from './sync-line.ts';

/** What a desk is opened with: the database, the world around it, and whom it tells. */
export type SyncDeskOptions = {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  /** Writes what this counter gives back. */
  readonly pen: Pen;
  /** UTC milliseconds by this PC. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly uptimeMs: () => number;
  /** From 0 to 1, spreads what a thousand counters would do at once. */
  readonly jitter: () => number;
  readonly openLine: (options: HubClientOptions) => SyncLine;
  /** Topics of answers that became stale. */
  readonly onChange: (topics: readonly string[]) => void;
  /** Everything that is granted has been read and everything written is sent: again and again. */
  readonly onCaughtUp: () => void;
  /**
   * Operations go with what is no longer granted, and every table is made anew: longer than the till may wait. It closes this
   * desk and opens another, which begins from the database. False where it was not done: the hub tells it again.
   */
  readonly withdraw: (change: GrantChange) => Promise<boolean>;
  readonly onBug: (error: unknown) => void;
  readonly onRebuild: () => void;
};

/** What stands in the way, as the last attempt had it. */
export type SyncProblem =
  | NoAnswer['type']
  | CertificateFault
  | 'ChainInvalid'
  | 'HeadSignatureInvalid'
  | 'HubBehind'
  | 'PageInvalid'
  | 'StillInUse'
  | 'Unexpected';

export type SyncCondition = {
  readonly waiting: number;
  readonly heardAt: number | null;
  readonly isUnderWay: boolean;
  /** Streams of this round that are still to be read, the one under way included. */
  readonly streamsToRead: number;
  /** The hub's clock less this PC's, as of the last answer; null before. Shown, never a reason for anything. */
  readonly clockDifferenceMs: number | null;
  /** Operations that came in since the program started. */
  readonly received: number;
  readonly problem: SyncProblem | null;
  /** The hub was restored and promises nothing before every counter has said what it holds, as of its last word on it. */
  readonly isHubRestoring: boolean;
  /** The hub answers, and yet for minutes no exchange has come to its end. */
  readonly isTroubled: boolean;
  /** The data are of an older day: what is missing is fetched, and this counter goes on as a new device. */
  readonly isGoingOn: boolean;
  /** Goes on only when a person has decided. */
  readonly stoppedBecause: StopCause['type'] | null;
};

/** It stands alone, or its data are of an older day and it does not go on as a new device yet. */
export type NoLine = { readonly type: 'NotJoined' } | { readonly type: 'GoingOn' };

export type SyncDesk = {
  /** Begins where the database says that the last exchange ended; nothing on a counter that stands alone. */
  readonly start: () => void;
  /** What this counter is to the hub has changed: begins again from the database. */
  readonly restart: () => void;
  /** Returns at once: called after each commit. */
  readonly recorded: (headSeq: number) => void;
  /** Null on a counter that stands alone. */
  readonly condition: () => SyncCondition | null;
  /** What a person asks the hub goes over it: not before this counter writes as the member that it is. */
  readonly line: () => Result<SyncLine, NoLine>;
  /**
   * Whether what nobody stands and waits for may be written. Not before the hub has said whether it has more of this counter's
   * chain, which a number given twice would part in two; where the hub does not answer, after two minutes.
   */
  readonly mayWriteUnasked: () => boolean;
  /** The hub's word on an act that spends or claims: at once where this counter is not in the network any more. */
  readonly askHub: AskHub;
  readonly close: () => Promise<void>;
};
