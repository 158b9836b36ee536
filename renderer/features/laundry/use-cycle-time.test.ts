import { expect, test } from 'vitest';
import { minutesLeftAt } from './use-cycle-time.ts';

test('minutes are rounded up, count down by the clock of the window, and stop at none', () => {
  const at = (now: number) => minutesLeftAt(90_000, 1000, now);
  expect([at(1000), at(30_999), at(31_000), at(90_999), at(91_000), at(500_000)]).toEqual([2, 2, 1, 1, 0, 0]);
});
