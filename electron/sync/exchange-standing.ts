import type { StreamName } from '../../shared/operations/operation.ts';
import type { SyncEvent } from '../../shared/sync/sync-machine.ts';
import type { SyncCondition, SyncDeskOptions, SyncProblem } from './sync-desk-types.ts';

/** What is over in so long is shown to nobody who works. */
const TROUBLE_AFTER_MS = 2 * 60_000;
/** An answer of so little ago says that the hub is there. */
const FRESH_MS = 2000;
/** An order to delete that could not be carried out, a full disk, is not asked for again for so long. */
const ORDER_HELD_MS = 10 * 60_000;

export type ExchangeStanding = ReturnType<typeof createExchangeStanding>;

/** What screens say of an exchange: when the hub was heard, what stands in the way and since when. Of all runs of one desk. */
export function createExchangeStanding({ now, uptimeMs }: Pick<SyncDeskOptions, 'now' | 'uptimeMs'>) {
  let heardAt: number | null = null;
  /** By the clock that never jumps, as the other two below. */
  let heardAtMs = Number.NEGATIVE_INFINITY;
  let orderHeldUntilMs = Number.NEGATIVE_INFINITY;
  /** Since when no round came to its end for a reason that does not pass by itself. */
  let troubledSinceMs: number | null = null;
  let problem: SyncProblem | null = null;
  /** Why a stream could not be read, until a round has read them all: other answers come meanwhile. */
  let streamProblem: SyncProblem | null = null;
  let isHubRestoring = false;
  let received = 0;
  let clockDifferenceMs: number | null = null;
  const isOrderHeld = () => uptimeMs() < orderHeldUntilMs;

  return {
    heardAt: () => heardAt,
    /** As the database has it, from the start before. */
    rememberHeard: (at: number | null): void => {
      heardAt ??= at;
    },
    heard: (): void => {
      heardAt = now();
      heardAtMs = uptimeMs();
      problem = null;
    },
    isFresh: () => problem === null && uptimeMs() - heardAtMs < FRESH_MS,
    problem: () => problem,
    blame: (reason: SyncProblem): void => {
      problem = reason;
    },
    failedFor: (reason: SyncProblem, comeAgainMs?: number): SyncEvent => {
      problem = reason;
      return { type: 'failed', comeAgainMs };
    },
    unreadable: (stream: StreamName, reason: SyncProblem): SyncEvent => {
      streamProblem = reason;
      return { type: 'pageInvalid', stream };
    },
    saidRestoring: (isRestoring: boolean): void => {
      isHubRestoring = isRestoring;
    },
    saidTime: (hubTime: number): void => {
      clockDifferenceMs = hubTime - now();
    },
    cameIn: (operations: number): void => {
      received += operations;
    },
    isOrderHeld,
    holdOrder: (): void => {
      orderHeldUntilMs = uptimeMs() + ORDER_HELD_MS;
    },
    rested: (): void => {
      if (isTrouble(problem ?? streamProblem)) troubledSinceMs ??= uptimeMs();
    },
    caughtUp: (): void => {
      streamProblem = null;
      troubledSinceMs = null;
    },
    told: (
      isWaiting: boolean,
    ): Pick<
      SyncCondition,
      'heardAt' | 'received' | 'clockDifferenceMs' | 'problem' | 'isHubRestoring' | 'isTroubled'
    > => ({
      heardAt,
      received,
      clockDifferenceMs,
      problem: isOrderHeld() ? 'Unexpected' : isWaiting ? null : (problem ?? streamProblem),
      isHubRestoring,
      isTroubled: troubledSinceMs !== null && uptimeMs() - troubledSinceMs > TROUBLE_AFTER_MS,
    }),
  };
}

/** A hub that is away or has too much to do is nobody's fault and passes by itself. */
const isTrouble = (problem: SyncProblem | null): boolean =>
  problem !== null && problem !== 'Unreachable' && problem !== 'HubBusy';
