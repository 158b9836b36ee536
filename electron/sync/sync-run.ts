import type { SyncState } from '../../shared/sync/sync-machine.ts';
import type { Membership } from '../database/sync.ts';
import type { Closing } from './going-on.ts';
import type { SyncLine } from './sync-line.ts';

/** One run of the engine over one line. What belongs to an earlier run is told apart by the object. */
export type Run = {
  readonly line: SyncLine;
  readonly membership: Membership;
  /** Null where this counter writes as the member that it is. */
  readonly closing: Closing | null;
  /** By the clock that never jumps. */
  readonly beganAtMs: number;
  state: SyncState;
  waitingStop: AbortController | null;
  restTimer: NodeJS.Timeout | null;
  /** The epoch of which every state was read in this run. */
  statesEpoch: number | null;
  /** When the hub last acknowledged something, by its own clock; by this PC's before. */
  toldAt: number;
};
