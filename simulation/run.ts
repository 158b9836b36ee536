import { parseArgs } from 'node:util';
import { readCommandLine, readCount } from '../hub/command-line.ts';
import { historyOf } from './history.ts';
import { runPlanted } from './planted/run-planted.ts';
import { type SimulationOptions, simulate } from './simulate.ts';

const SEEDS_PER_LINE = 50;

const USAGE =
  'npm run simulate -- [--seeds N] [--from SEED] [--counters N] [--operations N], or npm run simulate -- --planted';

const { values } = readCommandLine(
  () =>
    parseArgs({
      options: {
        seeds: { type: 'string', default: '300' },
        from: { type: 'string', default: '1' },
        counters: { type: 'string' },
        operations: { type: 'string' },
        planted: { type: 'boolean', default: false },
      },
    }),
  USAGE,
);

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const countOf = (name: 'seeds' | 'from' | 'counters' | 'operations', text: string): number =>
  readCount(name, text, 1, USAGE);

const optionsOf = (seed: number): SimulationOptions => {
  const usual = historyOf(seed);
  return {
    seed,
    counters: values.counters === undefined ? usual.counters : countOf('counters', values.counters),
    operations: values.operations === undefined ? usual.operations : countOf('operations', values.operations),
  };
};

/** Histories one after the other; false where any has a fault. Each fault comes with the command that shows it again. */
async function runSeeds(): Promise<boolean> {
  const from = countOf('from', values.from);
  const seeds = countOf('seeds', values.seeds);
  const startedAt = performance.now();
  const sums = { failed: 0, pushes: 0, pulls: 0, restores: 0, wentOn: 0, stopped: 0 };
  for (let done = 1; done <= seeds; done++) {
    const options = optionsOf(from + done - 1);
    const { faults, pushes, pulls, restores, wentOn, stopped } = await simulate(options);
    sums.pushes += pushes;
    sums.pulls += pulls;
    sums.restores += restores;
    sums.wentOn += wentOn;
    sums.stopped += stopped;
    if (faults.length > 0) {
      sums.failed += 1;
      const { seed, counters, operations } = options;
      say(`seed ${seed} (${counters} counters, ${operations} operations):`);
      for (const fault of faults) say(`  ${fault}`);
      say(
        `  again: npm run simulate -- --seeds 1 --from ${seed} --counters ${counters} --operations ${operations}`,
      );
    }
    if (done % SEEDS_PER_LINE === 0 || done === seeds) {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      say(
        `${done} of ${seeds} seeds, ${sums.failed} with faults, ${sums.restores} restores, ` +
          `${sums.wentOn} went on as new devices, ${sums.stopped} stopped beside another, ` +
          `${sums.pushes} pushes, ${sums.pulls} pulls, ${seconds} s`,
      );
    }
  }
  return sums.failed === 0;
}

const isWell = values.planted ? await runPlanted(say) : await runSeeds();
if (!isWell) process.exitCode = 1;
