/** At the start, before anything was measured. */
const FIRST_GUESS_MS = 100;
/** How much one piece of work moves what is expected of the next. */
const WEIGHT = 0.1;
const SHORTEST_MS = 1000;
/** Nobody is sent away for longer, whatever the crowd: whoever comes too early is given another appointment. */
const LONGEST_MS = 60_000;

export type Appointments = {
  /** Carries work out and learns from it how long one takes. */
  readonly measure: <Done>(work: () => Promise<Done>) => Promise<Done>;
  /** Whole seconds, 1 to 60, after which whoever is put off now is to come again. */
  readonly give: () => number;
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
  return {
    measure: async (work) => {
      const startedAt = uptimeMs();
      try {
        return await work();
      } finally {
        workMs += (uptimeMs() - startedAt - workMs) * WEIGHT;
      }
    },
    give: () => {
      const now = uptimeMs();
      lastAt = Math.min(Math.max(lastAt + workMs / atOnce, now + SHORTEST_MS), now + LONGEST_MS);
      return Math.ceil((lastAt - now) / 1000);
    },
  };
}
