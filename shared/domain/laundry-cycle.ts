import type { CycleId, MachineId, VisitId, WashProgrammeId } from './ids.ts';
import { err, ok, type Result } from './result.ts';

/**
 * One cycle of one machine. It runs, is finished when its time is over or somebody says so, and is emptied;
 * or it is stopped, by a fault or because it was started by mistake, and then costs nothing.
 *
 * `minutes` are those of the programme when it started, with the extra time since: a programme that changes
 * meanwhile changes no cycle that runs.
 */
export type Cycle = {
  readonly cycleId: CycleId;
  readonly visitId: VisitId;
  readonly machineId: MachineId;
  readonly washProgrammeId: WashProgrammeId;
  readonly minutes: number;
  /** UTC milliseconds by the PC that started it. */
  readonly startedAt: number;
  readonly phase: CyclePhase;
};

export type CyclePhase =
  | { readonly type: 'running' }
  | { readonly type: 'finished'; readonly finishedAt: number }
  | { readonly type: 'emptied'; readonly finishedAt: number; readonly emptiedAt: number }
  | { readonly type: 'stopped'; readonly stoppedAt: number; readonly because: StopReason };

/** A stopped cycle gives back whatever it took. */
export type StopReason = 'machine-fault' | 'power-cut' | 'started-by-mistake';

export type CycleEvent =
  | { readonly type: 'extended'; readonly minutes: number }
  | { readonly type: 'finished'; readonly at: number }
  | { readonly type: 'emptied'; readonly at: number }
  | { readonly type: 'stopped'; readonly at: number; readonly because: StopReason };

/** More than this and somebody keyed a wrong figure: the longest programme, twice. */
export const MOST_CYCLE_MINUTES = 480;

/**
 * What becomes of a cycle. Laws: emptied and stopped are ends, nothing follows them; the same event twice is
 * told apart (`AlreadySo`) from one that cannot be, so that a second press of a key is no fault; a moment
 * before the start (a clock set back) counts as the start.
 */
export function applyToCycle(cycle: Cycle, event: CycleEvent): Result<Cycle, CycleError> {
  const { phase } = cycle;
  const at = 'at' in event ? Math.max(event.at, cycle.startedAt) : cycle.startedAt;
  switch (event.type) {
    case 'extended': {
      if (phase.type !== 'running') return err({ type: 'CycleOver', phase: phase.type });
      const minutes = cycle.minutes + event.minutes;
      if (minutes > MOST_CYCLE_MINUTES) return err({ type: 'CycleTooLong', mostMinutes: MOST_CYCLE_MINUTES });
      return ok({ ...cycle, minutes });
    }
    case 'finished':
      if (phase.type === 'finished') return err({ type: 'AlreadySo' });
      if (phase.type !== 'running') return err({ type: 'CycleOver', phase: phase.type });
      return ok({ ...cycle, phase: { type: 'finished', finishedAt: at } });
    case 'emptied':
      if (phase.type === 'emptied') return err({ type: 'AlreadySo' });
      if (phase.type === 'stopped') return err({ type: 'CycleOver', phase: phase.type });
      // Whoever empties a machine that still counts has seen that it is done.
      return ok({
        ...cycle,
        phase: {
          type: 'emptied',
          finishedAt: phase.type === 'finished' ? phase.finishedAt : at,
          emptiedAt: Math.max(at, phase.type === 'finished' ? phase.finishedAt : at),
        },
      });
    case 'stopped':
      if (phase.type === 'stopped') return err({ type: 'AlreadySo' });
      // A fault may be seen only at the end, with the water still in the drum; once it is empty it was washed.
      if (phase.type === 'emptied') return err({ type: 'CycleOver', phase: phase.type });
      return ok({ ...cycle, phase: { type: 'stopped', stoppedAt: at, because: event.because } });
  }
}

export type CycleError =
  | { type: 'AlreadySo' }
  | { type: 'CycleOver'; phase: CyclePhase['type'] }
  | { type: 'CycleTooLong'; mostMinutes: number };

/** Whether the drum is taken: a cycle runs, or is finished and waits to be emptied. */
export const holdsMachine = ({ phase }: Pick<Cycle, 'phase'>): boolean =>
  phase.type === 'running' || phase.type === 'finished';

/** When a cycle is due to end, UTC milliseconds. */
export const dueAt = ({ startedAt, minutes }: Pick<Cycle, 'startedAt' | 'minutes'>): number =>
  startedAt + minutes * MS_PER_MINUTE;

/**
 * Whole minutes left of a cycle, rounded up, never below zero and never above its length: a clock set back
 * must not make laundry wait for hours.
 */
export function minutesLeft(cycle: Pick<Cycle, 'startedAt' | 'minutes'>, elapsedMs: number): number {
  const left = cycle.minutes - Math.floor(Math.max(0, elapsedMs) / MS_PER_MINUTE);
  return Math.min(cycle.minutes, Math.max(0, left));
}

const MS_PER_MINUTE = 60_000;
