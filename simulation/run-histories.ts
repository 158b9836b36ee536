import { historyOf } from './history.ts';
import { simulate } from './simulate.ts';

/** Of the 300 histories of the proof; each half is a file of its own, so that two workers share them. */
const SEEDS = 300;

/** Each second history from this seed on: what failed, and what they came to. */
export async function runHalf(from: 1 | 2) {
  const failed: string[] = [];
  const sums = { histories: 0, restores: 0, wentOn: 0, stopped: 0, periodEnds: 0 };
  for (let seed: number = from; seed <= SEEDS; seed += 2) {
    const { faults, restores, wentOn, stopped, hasPeriodEnd } = await simulate(historyOf(seed));
    sums.histories += 1;
    sums.restores += restores;
    sums.wentOn += wentOn;
    sums.stopped += stopped;
    sums.periodEnds += hasPeriodEnd ? 1 : 0;
    if (faults.length > 0) failed.push(`seed ${seed}: ${faults.join('; ')}`);
  }
  return { failed, ...sums };
}
