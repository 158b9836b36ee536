import { expect, test } from 'vitest';
import { historyOf } from './history.ts';
import { simulate } from './simulate.ts';

/** Each is a history of its own: 3 to 8 counters, 50 to 200 operations. */
const SEEDS = 300;

test(`${SEEDS} histories of dropped, doubled, late and cut messages, crashes and restores end with everything everywhere, once`, async () => {
  const failed: string[] = [];
  let restores = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const outcome = await simulate(historyOf(seed));
    restores += outcome.restores;
    if (outcome.faults.length > 0) failed.push(`seed ${seed}: ${outcome.faults.join('; ')}`);
  }
  expect(failed).toEqual([]);
  expect(restores).toBeGreaterThan(SEEDS / 10);
}, 600_000);
