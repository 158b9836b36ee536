import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterFlags } from '../build/counter-flags.mjs';
import { assert } from '../shared/domain/result.ts';
import { copyDataSet, dataSetOf, type Size } from './data-set.ts';
import { installPeers } from './peers.ts';
import { atMost, type Figure, machine, median, percentile, type Report, told } from './report.ts';
import type { BenchOptions } from './run.ts';
import type { Measured, MeasureOrder } from './till-measure.ts';

const LARGE: Size = { name: 'large', households: 50_000, sales: 300_000 };
const tenthOf = (size: Size, name: string): Size => ({
  name,
  households: size.households / 10,
  sales: size.sales / 10,
});

/** The till on a large past and on a tenth of it, beside the physical limit and what a small till would use. */
export async function benchTill({ quick }: BenchOptions): Promise<Report> {
  installPeers();
  const large = quick ? tenthOf(LARGE, 'large') : LARGE;
  const small = tenthOf(large, 'small');
  const order = { sales: quick ? 200 : 1500, warmUp: quick ? 20 : 100 };
  const figures: Figure[] = [];
  const notes: string[] = [];
  const results: Measured[] = [];
  for (const size of [small, large]) {
    const { folder, generatedInMs } = await dataSetOf(size);
    if (generatedInMs !== null) figures.push(told(`${size.name}.generation`, generatedInMs / 1000, 's'));
    const isLarge = size === large;
    console.error(`Measuring ${size.households} households and ${size.sales} sales ...`);
    results.push(await measure(folder, { ...order, withPeers: false, withRebuild: isLarge }));
    if (!isLarge) {
      console.error('Measuring the peers ...');
      results.push(await measure(folder, { ...order, withPeers: true, withRebuild: false }));
    } else {
      figures.push(atMost('startToReady.median', await measureStart(folder, quick ? 3 : 5), 's', 2));
    }
  }
  const [onSmall, withPeers, onLarge] = results;
  assert(onSmall !== undefined && withPeers !== undefined && onLarge !== undefined, 'three measurements');
  figures.push(...ownFigures(onSmall, onLarge), ...peerFigures(withPeers));
  for (const { name, durability } of withPeers.peers) notes.push(`${name}: ${durability}.`);
  notes.push(
    'ours and the bare commit: on disk (synchronous=FULL) and encrypted (SQLCipher) before the answer.',
    `peers hold the ${small.sales} sales of the small data set; ratios compare with ours in the same run.`,
  );
  return {
    bench: 'till',
    machine: machine(),
    sizes: { households: large.households, products: 26_402, sales: large.sales, measuredSales: order.sales },
    figures,
    notes,
  };
}

function ownFigures(small: Measured, large: Measured): Figure[] {
  const ratio = (measured: Measured) => median(measured.complete) / median(measured.bare);
  const figures = [
    atMost('complete.medianRatioToBareCommit', ratio(large), 'x', 3.5),
    atMost('complete.p99', percentile(large.complete, 0.99), 'ms', 5),
    told('complete.median', median(large.complete), 'ms'),
    told('complete.largest', Math.max(...large.complete), 'ms'),
    // Each against the bare commit of its own run: two runs do not meet the same disk.
    atMost('complete.largeToSmall', ratio(large) / ratio(small), 'x', 1.3),
    told('small.complete.median', median(small.complete), 'ms'),
    told('small.complete.p99', percentile(small.complete, 0.99), 'ms'),
    told('limit.bareCommit.median', median(large.bare), 'ms'),
    told('limit.bareCommit.p99', percentile(large.bare, 0.99), 'ms'),
    atMost('lookup.p99', percentile(large.lookup, 0.99), 'ms', 2),
    told('lookup.median', median(large.lookup), 'ms'),
    told('scanToKeptLine.median', median(large.scanToLine), 'ms'),
    told('scanToKeptLine.p99', percentile(large.scanToLine, 0.99), 'ms'),
    atMost('search.p99', percentile(large.search, 0.99), 'ms', 15),
    told('search.median', median(large.search), 'ms'),
    atMost('memory.residentMax', large.rssMegabytes, 'MB', 250),
  ];
  if (large.rebuild !== null) {
    figures.push(
      told('rebuild', large.rebuild.milliseconds / 1000, 's'),
      told('rebuild.operations', large.rebuild.operations, 'operations'),
    );
  }
  return figures;
}

function peerFigures(measured: Measured): Figure[] {
  return measured.peers.flatMap(({ name, complete }) => [
    told(`peer.${name}.complete.median`, median(complete), 'ms'),
    told(`peer.${name}.complete.p99`, percentile(complete, 0.99), 'ms'),
    told(`peer.${name}.complete.medianRatioToOurs`, median(complete) / median(measured.complete), 'x'),
  ]);
}

async function measure(folder: string, order: Omit<MeasureOrder, 'folder'>): Promise<Measured> {
  const copy = copyDataSet(folder);
  try {
    const whole: MeasureOrder = { ...order, folder: copy.folder };
    const answerFile = join(copy.folder, 'measured.json');
    const child = spawn(
      process.execPath,
      [...counterFlags, join(import.meta.dirname, 'till-measure.ts'), JSON.stringify(whole), answerFile],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the measuring process ended with ${code ?? signal}`);
    return JSON.parse(readFileSync(answerFile, 'utf8')) as Measured; // written by till-measure.ts
  } finally {
    copy.remove();
  }
}

/** From starting the process to the line that says the screens can be opened, in seconds. */
async function measureStart(folder: string, times: number): Promise<number> {
  const copy = copyDataSet(folder);
  const seconds: number[] = [];
  try {
    for (let run = 0; run < times; run++) {
      const startedAt = performance.now();
      const args = [
        ...counterFlags,
        'electron/browser-host-cli.ts',
        '--data',
        copy.folder,
        '--port',
        '0',
        '--no-open',
      ];
      const child = spawn(process.execPath, args, {
        cwd: join(import.meta.dirname, '..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const chunk of child.stdout) {
        if (String(chunk).includes('READY ')) break;
      }
      seconds.push((performance.now() - startedAt) / 1000);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  } finally {
    copy.remove();
  }
  return median(seconds);
}
