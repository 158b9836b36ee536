import type { SimulationOptions } from './simulate.ts';

/** The usual history of a seed: 3 to 8 counters, 50 to 200 operations. */
export const historyOf = (seed: number): SimulationOptions => ({
  seed,
  counters: 3 + (seed % 6),
  operations: 50 + ((seed * 37) % 151),
});
