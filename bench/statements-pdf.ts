import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPeers } from './peers.ts';
import { atLeast, atMost, type Figure, median, type Report, told } from './report.ts';
import type { PrinterName, StatementsMeasured } from './statements-pdf-measure.ts';

export type StatementPdfFigures = Pick<Report, 'sizes' | 'figures' | 'notes'>;

/** A batch of months as PDF beside Chromium, pdfmake and bare pdfkit text, each in a process of its own. */
export async function measureStatementPdfs({
  quick,
}: {
  readonly quick: boolean;
}): Promise<StatementPdfFigures> {
  installPeers();
  const households = quick ? 500 : 5_000;
  const peerHouseholds = households / 5;
  const figures: Figure[] = [];
  const firstPages: number[] = [];
  for (let run = 0; run < (quick ? 3 : 7); run++) {
    firstPages.push((await measure('oursFirstPage', 1))?.milliseconds ?? Number.NaN);
  }
  figures.push(atMost('firstPage.median', median(firstPages), 'ms', 400));
  figures.push(told('firstPage.largest', Math.max(...firstPages), 'ms'));

  const ready = await measure('oursFirstPageReady', 1);
  if (ready !== null) figures.push(told('firstPage.threadStartedAhead', ready.milliseconds, 'ms'));

  const ours = await measure('ours', households);
  if (ours === null) throw new Error('our own printer is always there');
  figures.push(
    atLeast('batch.pagesPerSecond', pagesPerSecond(ours), 'pages/s', 40),
    atMost('batch.memory.peak', ours.peakMegabytes, 'MB', 400),
    atMost('batch.memory.endToEarly', ours.megabytesLate / ours.megabytesEarly, 'x', 1.5),
    told('batch.pages', ours.pages, 'pages'),
  );
  const single = await measure('oursSingleFiles', peerHouseholds);
  if (single !== null) {
    figures.push(
      told('onePerHousehold.pagesPerSecond', pagesPerSecond(single), 'pages/s'),
      told('onePerHousehold.memory.peak', single.peakMegabytes, 'MB'),
    );
  }
  for (const [name, printer] of [
    ['limit.pdfkitText', 'bare'],
    ['peer.pdfmake', 'pdfmake'],
    ['peer.chromium', 'chromium'],
  ] as const) {
    const peer = await measure(printer, peerHouseholds);
    if (peer === null) continue;
    figures.push(
      told(`${name}.pagesPerSecond`, pagesPerSecond(peer), 'pages/s'),
      told(`${name}.memory.peak`, peer.peakMegabytes, 'MB'),
    );
  }
  return {
    sizes: { households, peerHouseholds },
    figures,
    notes: [
      'ours draws in a thread, 100 households to a file; its first page includes starting the thread and reading the fonts.',
      'limit.pdfkitText: the same characters in a standard font, a line at a time, no table, no other scripts.',
      'pdfmake does not order or join Arabic; memory of Chromium is that of its processes, shared pages divided.',
    ],
  };
}

const pagesPerSecond = ({ pages, milliseconds }: StatementsMeasured): number =>
  (pages * 1_000) / milliseconds;

async function measure(printer: PrinterName, households: number): Promise<StatementsMeasured | null> {
  console.error(`Printing ${households} statements: ${printer} ...`);
  const folder = mkdtempSync(join(tmpdir(), 'bancone-bench-'));
  const answerFile = join(folder, 'measured.json');
  try {
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'statements-pdf-measure.ts'),
        JSON.stringify({ printer, households }),
        answerFile,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the printing process ended with ${code ?? signal}`);
    return JSON.parse(readFileSync(answerFile, 'utf8')) as StatementsMeasured | null; // written by statements-pdf-measure.ts
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
