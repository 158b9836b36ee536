const FREE_FAILURES = 2;
const LONGEST_MS = 5 * 60_000;

/**
 * How long, in milliseconds, the next PIN has to wait after so many failures in a row: nothing for the first
 * two (a slip of the finger), then 2 s, doubling up to 5 minutes. Law: it never falls as failures grow.
 */
export const waitAfterFailuresMs = (failures: number): number =>
  failures <= FREE_FAILURES ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** Math.min(20, failures - FREE_FAILURES));
