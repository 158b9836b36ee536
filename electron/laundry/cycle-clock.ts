import type { CycleId } from '../../shared/domain/ids.ts';

/** How long a cycle has been running, whatever happens to the clock of this PC. */
export type CycleClock = {
  /** Milliseconds since the start, never negative. */
  readonly elapsedMs: (cycle: { readonly cycleId: CycleId; readonly startedAt: number }) => number;
  /** Forgets all but the cycles that are still in a drum. */
  readonly keepOnly: (cycleIds: ReadonlySet<CycleId>) => void;
};

export type ClockSources = {
  /** UTC milliseconds by this PC: set forward and back by people and by summer time servers. */
  readonly now: () => number;
  /** Milliseconds since the PC was switched on. It goes on while the PC sleeps and nobody can set it. */
  readonly uptimeMs: () => number;
};

/**
 * Within one run a cycle is timed by the uptime of the PC, so that a changed clock and a suspended PC make no laundry
 * longer or shorter. Across runs there is only the time that its start was recorded with: it is read once, when the
 * cycle is first seen in this run.
 */
export function createCycleClock({ now, uptimeMs }: ClockSources): CycleClock {
  /** What the uptime was, or would have been, when each cycle started. */
  const startedAtUptime = new Map<CycleId, number>();
  return {
    elapsedMs: ({ cycleId, startedAt }) => {
      let started = startedAtUptime.get(cycleId);
      if (started === undefined) {
        started = uptimeMs() - Math.max(0, now() - startedAt);
        startedAtUptime.set(cycleId, started);
      }
      return Math.max(0, uptimeMs() - started);
    },
    keepOnly: (cycleIds) => {
      for (const cycleId of startedAtUptime.keys()) {
        if (!cycleIds.has(cycleId)) startedAtUptime.delete(cycleId);
      }
    },
  };
}
