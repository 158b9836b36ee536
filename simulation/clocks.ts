import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

/** Within the day of a history, which begins at noon. */
const MOST_OFF_MS = 3 * 3_600_000;
/** Around midnight, where a month ends: some counters are in the next one early, and some late. */
const MOST_OFF_AT_END_MS = 20_000;
const JUMPS_OF_EACH = 3;

/**
 * The clocks of PCs: half of them are wrong, and jump while people work. Nothing that the network agrees on goes by them.
 * Answers a new one at each call: UTC milliseconds.
 */
export function createClocks(
  random: Random,
  schedule: Schedule,
  lengthMs: number,
  isAtPeriodEnd: boolean,
): () => () => number {
  const mostMs = isAtPeriodEnd ? MOST_OFF_AT_END_MS : MOST_OFF_MS;
  return () => {
    let offMs = 0;
    const jump = () => {
      offMs = random.between(-mostMs, mostMs);
    };
    if (random.chance(0.5)) {
      for (let jumps = 0; jumps < JUMPS_OF_EACH; jumps++) {
        schedule.after(random.between(0, lengthMs), jump);
      }
    }
    return () => schedule.now() + offMs;
  };
}
