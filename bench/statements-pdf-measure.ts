// Prints with one printer in a process of its own, so that memory is this printer's and no other's.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runStatementBatch, startStatementThread } from '../electron/documents/run-statement-batch.ts';
import { assert } from '../shared/domain/result.ts';
import type { StatementPrinter } from './statement-printers.ts';
import { aMonthOf, monthsOf } from './statement-samples.ts';

export type PrinterName =
  | 'ours'
  | 'oursFirstPage'
  | 'oursFirstPageReady'
  | 'oursSingleFiles'
  | 'pdfmake'
  | 'chromium'
  | 'bare';

export type StatementsMeasured = {
  readonly pages: number;
  readonly milliseconds: number;
  /** Of the process, or of the browser's processes. */
  readonly peakMegabytes: number;
  /** After a fifth of the work, and at its end. */
  readonly megabytesEarly: number;
  readonly megabytesLate: number;
};

export type StatementsOrder = { readonly printer: PrinterName; readonly households: number };

const HOUSEHOLDS_PER_FILE = 100;
const megabytes = () => process.memoryUsage().rss / 1e6;

async function measureOurs(
  { printer, households }: StatementsOrder,
  folder: string,
): Promise<StatementsMeasured> {
  let megabytesEarly = 0;
  const thread = printer === 'oursFirstPageReady' ? startStatementThread() : null;
  if (thread !== null) await wait(2_000);
  const startedAt = performance.now();
  const job = {
    folder,
    filePrefix: 'estratti',
    householdsPerFile: printer === 'ours' ? HOUSEHOLDS_PER_FILE : 1,
    isDuplex: false,
    createdAt: 0,
    firstNumber: 1,
  };
  const statements = printer.startsWith('oursFirstPage') ? [aMonthOf(1)] : monthsOf(households);
  const { result } = runStatementBatch(
    job,
    statements,
    {
      onDrawn: (drawn) => {
        if (drawn === Math.ceil(households / 5)) megabytesEarly = megabytes();
      },
    },
    thread ?? startStatementThread(),
  );
  const done = await result;
  assert(done.ok, 'the batch is drawn');
  return {
    pages: done.value.reduce((sum, { pages }) => sum + pages, 0),
    milliseconds: performance.now() - startedAt,
    peakMegabytes: process.resourceUsage().maxRSS / 1e3,
    megabytesEarly,
    megabytesLate: megabytes(),
  };
}

async function measurePeer(
  { printer, households }: StatementsOrder,
  folder: string,
): Promise<StatementsMeasured | null> {
  // Not at the top: ours would carry the peers' modules.
  const { openChromium, printBare, printByPdfmake } = await import('./statement-printers.ts');
  const browser = printer === 'chromium' ? await openChromium() : null;
  const print: StatementPrinter | undefined =
    printer === 'chromium' ? browser?.print : printer === 'pdfmake' ? printByPdfmake : printBare;
  if (print === undefined) return null;
  let browserPeak = 0;
  const watch = setInterval(() => {
    if (browser !== null) browserPeak = Math.max(browserPeak, treeMegabytes(browser.pid));
  }, 100);
  const startedAt = performance.now();
  let megabytesEarly = 0;
  for (let first = 1; first <= households; first += HOUSEHOLDS_PER_FILE) {
    const count = Math.min(HOUSEHOLDS_PER_FILE, households - first + 1);
    const statements = Array.from({ length: count }, (_, index) => aMonthOf(first + index));
    await print(statements, join(folder, `${first}.pdf`));
    if (megabytesEarly === 0) megabytesEarly = megabytes();
  }
  const milliseconds = performance.now() - startedAt;
  clearInterval(watch);
  await browser?.close();
  return {
    pages: countPages(folder),
    milliseconds,
    peakMegabytes: browser === null ? process.resourceUsage().maxRSS / 1e3 : browserPeak,
    megabytesEarly,
    megabytesLate: megabytes(),
  };
}

/** Not compressed in any of the printers: how many pages the tree of pages counts, the greatest of a file. */
const countPages = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => {
    const text = readFileSync(join(folder, name), 'latin1');
    return sum + Math.max(0, ...Array.from(text.matchAll(/\/Count (\d+)/g), ([, count]) => Number(count)));
  }, 0);

/** Memory of a process and those it started, shared pages divided, where the system tells (Linux); else 0. */
function treeMegabytes(root: number): number {
  try {
    const parents = new Map(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => [Number(pid), parentOf(pid)]),
    );
    const isInside = (pid: number): boolean => pid === root || (pid > 1 && isInside(parents.get(pid) ?? 0));
    return [...parents.keys()].filter(isInside).reduce((sum, pid) => sum + proportionalMegabytes(pid), 0);
  } catch {
    return 0; // no such system
  }
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it ended meanwhile
  }
}

function proportionalMegabytes(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1e3;
  } catch {
    return 0; // it ended meanwhile
  }
}

const [orderText, answerFile] = process.argv.slice(2);
assert(orderText !== undefined && answerFile !== undefined, 'an order and a file for the answer');
const order: StatementsOrder = JSON.parse(orderText);
const folder = mkdtempSync(join(tmpdir(), 'bancone-bench-statements-'));
try {
  const isOurs = order.printer.startsWith('ours');
  const measured = isOurs ? await measureOurs(order, folder) : await measurePeer(order, folder);
  writeFileSync(answerFile, JSON.stringify(measured));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
