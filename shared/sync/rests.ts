import type { StopCause, SyncState, SyncStep } from './sync-machine.ts';

const FIRST_REST_MS = 1000;
/** It never gives up and never rests for longer. */
export const LONGEST_REST_MS = 60_000;

/** Each failure in a row doubles the rest, up to a minute; half of it is chance (`jitter` from 0 to 1). */
export function restMsAfter(attempts: number, jitter: number): number {
  const longest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(attempts - 1, 10));
  return Math.round(longest * (0.5 + jitter / 2));
}

/** Tried again when the timer rings. */
export function rest(state: SyncState, jitter: number): SyncStep {
  const attempts = state.attempts + 1;
  return {
    state: { ...state, attempts, phase: { type: 'resting', attempts } },
    effects: [{ type: 'rest', afterMs: restMsAfter(attempts, jitter) }],
  };
}

/** Comes when it was told to, within a second: to be put off is no failure, and the next rest is no longer for it. */
export function keepAppointment(state: SyncState, comeAgainMs: number, jitter: number): SyncStep {
  const afterMs = Math.min(comeAgainMs, LONGEST_REST_MS) + Math.round(jitter * FIRST_REST_MS);
  return {
    state: { ...state, phase: { type: 'resting', attempts: state.attempts } },
    effects: [{ type: 'rest', afterMs }],
  };
}

/** Goes on only when a person has decided. */
export const stop = (state: SyncState, because: StopCause): SyncStep => ({
  state: { ...state, phase: { type: 'stopped', because } },
  effects: [],
});
