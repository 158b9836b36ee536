import type { HubPen } from '../hub/rules/write-as-hub.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import type { Parts } from './parts.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { Witness } from './witness.ts';

/** Longest way there and back, each way. */
export const SLOW_MS = 4000;

/** Histories last minutes and counters ask every second: who was heard of this long ago may be at work. */
export const AT_WORK_MS = 5_000;

/** What all of one history share. */
export type World = {
  readonly random: Random;
  readonly schedule: Schedule;
  readonly parts: Parts;
  readonly memory: MemoryStore;
  /** The hub's tables as its rules have them: transactions fail half way. */
  readonly store: HubStore;
  readonly pen: HubPen;
  readonly households: readonly HouseholdId[];
  readonly witness: Witness;
  /** How much more a page holds than in the usual history, so that a history of thousands of operations is read in as many pages. */
  readonly pagesOf: number;
  /** What the rules of the hub ran into. */
  readonly hubFaults: Set<string>;
  isFaulty: boolean;
  pushes: number;
  pulls: number;
  restores: number;
  /** Counters that went on as a new device, and those that stopped because their chain had parted. */
  wentOn: number;
  stopped: number;
  /** Until then everybody is at the hub at once. */
  busyUntil: number;
};
