import { expect, test } from 'vitest';
import { runOrdeal } from './ordeal.ts';

// `npm run hub:ordeal` does the same fifty and twenty times.
test('hub processes killed, PostgreSQL stopped at once and connections cut under load: none lost, none doubled', async () => {
  const outcome = await runOrdeal({ kills: 6, stops: 2 });
  expect(outcome.faults).toEqual([]);
  expect(outcome.failures).toBeGreaterThan(0);
  expect(Object.values(outcome.cuts).every((count) => count > 0)).toBe(true);
}, 180_000);
