import { expect, test } from 'vitest';
import { runHalf } from './run-histories.ts';

test('odd histories of dropped, doubled, late and cut messages, crashes, restores and disks put back end with everything everywhere, once', async () => {
  const { failed, histories, restores, wentOn, stopped, periodEnds } = await runHalf(1);
  expect(failed).toEqual([]);
  expect(restores).toBeGreaterThan(histories / 10);
  expect(periodEnds).toBeGreaterThan(histories / 5);
  expect(Math.min(wentOn, stopped)).toBeGreaterThan(histories / 20);
}, 600_000);
