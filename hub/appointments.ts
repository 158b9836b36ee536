import type { DeviceId } from '../shared/domain/ids.ts';

/** At the start, before anything was measured. */
const FIRST_GUESS_MS = 100;
/** How much one piece of work moves what is expected of the next. */
const WEIGHT = 0.1;
const SHORTEST_MS = 1000;
/** Nobody is sent away for longer, whatever the crowd. */
const LONGEST_MS = 60_000;
const MOST_KEPT = 20_000;

export type Appointments = {
  /** Carries work out and learns from it how long one takes. */
  readonly measure: <Done>(work: () => Promise<Done>) => Promise<Done>;
  /**
   * Whole seconds, 1 to 60, after which whoever is put off now is to come again: of a device that comes too early as it was
   * told. Null is whoever may be a stranger: nobody waits behind an appointment of his.
   */
  readonly give: (whose: DeviceId | null) => number;
};

/**
 * Tells those who are put off when to come again: one after the other, as fast as they are worked off. Where each guesses for
 * himself, rests double with every refusal, and at the end of a crowd the hub idles while the unlucky still rest.
 *
 * `atOnce` pieces of work go on beside each other. `uptimeMs` is a clock that never jumps.
 */
export function createAppointments(atOnce: number, uptimeMs: () => number): Appointments {
  let workMs = FIRST_GUESS_MS;
  let lastAt = 0;
  const given = new Map<DeviceId, number>();
  return {
    measure: async (work) => {
      const startedAt = uptimeMs();
      try {
        return await work();
      } finally {
        workMs += (uptimeMs() - startedAt - workMs) * WEIGHT;
      }
    },
    give: (whose) => {
      const now = uptimeMs();
      const secondsUntil = (at: number) => Math.ceil((at - now) / 1000);
      const before = whose === null ? undefined : given.get(whose);
      if (before !== undefined && before > now) return secondsUntil(before);
      const at = Math.min(Math.max(lastAt + workMs / atOnce, now + SHORTEST_MS), now + LONGEST_MS);
      if (whose !== null) {
        if (given.size >= MOST_KEPT) given.clear();
        given.set(whose, at);
        lastAt = at;
      }
      return secondsUntil(at);
    },
  };
}
