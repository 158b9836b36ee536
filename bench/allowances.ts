import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterFlags } from '../build/counter-flags.mjs';
import type { AllowancesMeasured, AllowancesOrder } from './allowances-measure.ts';
import { copyDataSet, dataSetOf, type Size } from './data-set.ts';
import { atMost, machine, median, percentile, type Report, told } from './report.ts';
import type { BenchOptions } from './run.ts';

/** Households whose month is posted; of those that are registered, not all have a right. */
const HOUSEHOLDS = 50_000;
const SIZE: Size = { name: 'allowances', households: 70_000, sales: 20_000 };

const MOST_SECONDS = 20;
const MOST_COMPLETE_MS = 30;

/** The allowances alone; `statements` has them among its figures. */
export const benchAllowances = async (options: BenchOptions): Promise<Report> => ({
  bench: 'allowances',
  machine: machine(),
  ...(await measureAllowances(options)),
});

/** The month's allowance for 50,000 households: alone, and with a till that sells meanwhile. */
export async function measureAllowances({
  quick,
}: BenchOptions): Promise<Pick<Report, 'sizes' | 'figures' | 'notes'>> {
  const share = quick ? 10 : 1;
  const { folder } = await dataSetOf({
    ...SIZE,
    households: SIZE.households / share,
    sales: SIZE.sales / share,
  });
  console.error('Posting the allowances of a month ...');
  const alone = await measure(folder, false);
  const withTill = await measure(folder, true);
  const secondsFor = ({ wholeMs, recorded }: AllowancesMeasured) =>
    ((wholeMs / recorded) * (HOUSEHOLDS / share)) / 1000;
  return {
    sizes: { allowances: withTill.recorded, allowanceHouseholds: withTill.households },
    figures: [
      atMost('allowances.seconds', secondsFor(alone), 's', MOST_SECONDS / share),
      atMost('allowances.withTill.seconds', secondsFor(withTill), 's', MOST_SECONDS / share),
      atMost('allowances.withTill.complete.p99', percentile(withTill.complete, 0.99), 'ms', MOST_COMPLETE_MS),
      told('allowances.withTill.complete.median', median(withTill.complete), 'ms'),
      told('allowances.withTill.sales', withTill.complete.length, 'operations'),
    ],
    notes: [
      `allowances: seconds are for ${HOUSEHOLDS / share} households, from the time that all that were due took; on disk and encrypted.`,
    ],
  };
}

async function measure(folder: string, withTill: boolean): Promise<AllowancesMeasured> {
  const copy = copyDataSet(folder);
  try {
    const result = join(copy.folder, 'measured.json');
    const order: AllowancesOrder = { folder: copy.folder, withTill, result };
    const child = spawn(
      process.execPath,
      [...counterFlags, join(import.meta.dirname, 'allowances-measure.ts'), JSON.stringify(order)],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the measuring process ended with ${code ?? signal}`);
    return JSON.parse(readFileSync(result, 'utf8')) as AllowancesMeasured; // written by allowances-measure.ts
  } finally {
    copy.remove();
  }
}
