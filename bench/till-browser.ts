import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { planImport } from '../shared/domain/catalogue-import.ts';
import { copyDataSet, dataSetOf, type Size } from './data-set.ts';
import { buildScreens, logIn, withHost, withPage } from './in-browser.ts';
import { atMost, machine, median, percentile, type Report, told } from './report.ts';
import type { BenchOptions } from './run.ts';

const LARGE: Size = { name: 'large', households: 50_000, sales: 300_000 };
const TENTH: Size = { name: 'tenth', households: 5_000, sales: 30_000 };

/** One basket: it holds 150 lines at most. */
const SCANS = 120;
const WARM_UP = 20;
/** Between two keys of a fast scanner. */
const KEY_GAP_MS = 10;

const projectFolder = join(import.meta.dirname, '..');

/** From the last key of a scan to its line on the screen, in a real browser on the browser host. */
export async function benchTillBrowser({ quick }: BenchOptions): Promise<Report> {
  const size = quick ? TENTH : LARGE;
  const { folder } = await dataSetOf(size);
  buildScreens();
  const copy = copyDataSet(folder);
  try {
    const painted = await withHost(copy.folder, (url) =>
      withPage(url, watchPaintedLines, async (page) => {
        await goToTill(page);
        return measureScans(page);
      }),
    );
    return {
      bench: 'till-browser',
      machine: machine(),
      sizes: { households: size.households, sales: size.sales, scans: painted.length },
      figures: [
        atMost('keyToPaintedLine.p95', percentile(painted, 0.95), 'ms', 50),
        told('keyToPaintedLine.median', median(painted), 'ms'),
        told('keyToPaintedLine.largest', Math.max(...painted), 'ms'),
      ],
      notes: ['From the keydown of the terminator to the first frame after the line was in the document.'],
    };
  } finally {
    copy.remove();
  }
}

async function measureScans(page: Page): Promise<number[]> {
  for (const [index, code] of readCodes().entries()) {
    for (const digit of code) {
      await page.keyboard.press(digit);
      await new Promise((resolve) => setTimeout(resolve, KEY_GAP_MS));
    }
    await page.keyboard.press('Enter');
    await page.waitForFunction((count) => (window as Watched).paintedMs.length >= count, index + 1);
  }
  const painted = await page.evaluate(() => (window as Watched).paintedMs);
  return painted.slice(WARM_UP);
}

/** Different products, so that each scan is a line of its own. */
function readCodes(): string[] {
  const file = readFileSync(join(projectFolder, 'seeds', 'reference', 'products-it.csv'), 'utf8');
  const records = file
    .split('\n')
    .filter((line) => /^\d{13},[\w ]+$/.test(line))
    .map((raw, index) => ({ lineNumber: index + 2, raw, cells: raw.split(',') }));
  const context = { existing: new Map(), categories: [], limitIds: new Set<never>() };
  const plan = planImport(
    { header: ['ean', 'name'], records },
    { ...context, categorise: () => 'to-classify' as never }, // only the codes are used
  );
  if (!plan.ok) throw new Error('the catalogue cannot be read');
  // Those that begin with 2 are labels of scales.
  const codes = plan.value.added.map(({ ean }) => ean).filter((ean) => ean.startsWith('8'));
  return Array.from({ length: SCANS }, (_, at) => codes[Math.floor((at * codes.length) / SCANS)] ?? '');
}

type Watched = Window & typeof globalThis & { paintedMs: number[] };

/** Runs in the page: notes how long after the terminator's key the frame with the new line was drawn. */
function watchPaintedLines(): void {
  const watched = window as Watched;
  watched.paintedMs = [];
  let pressedAt: number | null = null;
  let lineCount = 0;
  watched.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Enter') pressedAt = event.timeStamp;
    },
    true,
  );
  const look = () => {
    const now = document.querySelectorAll('.basket-line').length;
    const isNewLine = now > lineCount;
    lineCount = now;
    if (!isNewLine || pressedAt === null) return;
    const from = pressedAt;
    pressedAt = null;
    // A message sent in a frame's callback is heard after that frame was painted.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => watched.paintedMs.push(performance.now() - from);
      channel.port2.postMessage(null);
    });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}

/** Logs in as the demo's first cashier and opens the till, past the sale that is shown after a restart. */
async function goToTill(page: Page): Promise<void> {
  await logIn(page, '1111');
  await page.evaluate(() => {
    window.location.hash = '#/till';
  });
  await page.locator('.till__keys').waitFor();
  if (await page.locator('.sale-done').isVisible()) await page.keyboard.press('Enter');
  await page.locator('.till__goods').waitFor();
}
