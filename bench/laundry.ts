import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createCounter } from '../electron/counter.ts';
import type { Answer, CommandName, Input } from '../shared/contract/contract.ts';
import { assert } from '../shared/domain/result.ts';
import { buildScreens, logIn, withHost, withPage } from './in-browser.ts';
import { fillTurns, nextMonth } from './laundry-availability.ts';
import { fillPast, MACHINES } from './laundry-past.ts';
import { atMost, type Figure, machine, median, percentile, type Report, told } from './report.ts';
import type { BenchOptions } from './run.ts';

/** What is promised is promised for two years; one and ten show whether it stays so. */
const YEARS = [1, 2, 10] as const;
const PROMISED_YEARS = 2;
const WARM_UP = 20;

/** The board of the laundry with 40 machines: from the command to its answer, and from the key to the painted tiles. */
export async function benchLaundry({ quick }: BenchOptions): Promise<Report> {
  const share = quick ? 0.1 : 1;
  const times = quick ? 200 : 1000;
  const figures: Figure[] = [];
  const medians = new Map<number, number>();
  const months = new Map<number, number>();
  let cyclesPromised = 0;
  buildScreens();
  for (const years of YEARS) {
    console.error(`Making and measuring ${years} years ...`);
    const folder = mkdtempSync(join(tmpdir(), 'bancone-bench-laundry-'));
    try {
      const { loads, monthLoads, cycles } = await measureLoads(folder, years, share, times);
      medians.set(years, median(loads));
      months.set(years, median(monthLoads));
      if (years !== PROMISED_YEARS) {
        figures.push(
          told(`board.${years}years.median`, median(loads), 'ms'),
          told(`availability.${years}years.median`, median(monthLoads), 'ms'),
        );
        continue;
      }
      cyclesPromised = cycles;
      figures.push(
        atMost('board.p99', percentile(loads, 0.99), 'ms', 30),
        told('board.median', median(loads), 'ms'),
        atMost('availability.p99', percentile(monthLoads, 0.99), 'ms', 20),
        told('availability.median', median(monthLoads), 'ms'),
      );
      const painted = await withHost(folder, (url) =>
        withPage(url, watchPaintedBoard, (page) => measurePaints(page, quick ? 10 : 40)),
      );
      figures.push(
        atMost('keyToPaintedBoard.p95', percentile(painted, 0.95), 'ms', 100),
        told('keyToPaintedBoard.median', median(painted), 'ms'),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const tenToOne = (of: ReadonlyMap<number, number>) =>
    (of.get(10) ?? Number.NaN) / (of.get(1) ?? Number.NaN);
  figures.push(
    atMost('board.tenYearsToOne', tenToOne(medians), 'x', 1.3),
    atMost('availability.tenYearsToOne', tenToOne(months), 'x', 1.3),
  );
  return {
    bench: 'laundry',
    machine: machine(),
    sizes: { machines: MACHINES, cycles: cyclesPromised, loads: times },
    figures,
    notes: [
      'The past is written straight into the projections; machines and what is under way are recorded operations.',
      'The board is read through the router, with its role check and schema, from an encrypted file.',
      'Availability: next month, every turn of every machine taken, and so for all the years before.',
      'Painted: from the keydown of F1 to the first frame after all tiles are in the document.',
    ],
  };
}

async function measureLoads(folder: string, years: number, share: number, times: number) {
  const counter = await createCounter({
    dataFolder: folder,
    fillEmpty: async (live) => {
      await fillPast(years, share)(live);
      fillTurns(years, share)(live);
    },
  });
  try {
    const session = counter.openSession();
    const ask = async <Name extends CommandName>(name: Name, input: Input<Name>) => {
      const answer = (await counter.invoke(session, name, input)) as Answer<Name>; // the router answers by its contract
      assert(answer.ok, `${name} is answered`);
      return answer.value;
    };
    const status = await ask('session.status', {});
    assert(status.phase === 'signedOut', 'nobody is logged in at first');
    const attendant = status.operators.find(({ demoPin }) => demoPin === '5555');
    assert(attendant !== undefined, 'the demo has an attendant');
    await ask('session.logIn', { operatorId: attendant.operatorId, pin: '5555' });
    const loads: number[] = [];
    for (let time = 0; time < WARM_UP + times; time++) {
      const startedAt = performance.now();
      const board = await ask('laundry.board', {});
      loads.push(performance.now() - startedAt);
      assert(board.machines.length === MACHINES, 'the board shows every machine');
    }
    const monthLoads: number[] = [];
    const month = nextMonth(Date.now());
    for (let time = 0; time < WARM_UP + times; time++) {
      const startedAt = performance.now();
      const { days } = await ask('laundryBookings.month', month);
      monthLoads.push(performance.now() - startedAt);
      assert(
        days.every(({ washer }) => washer.free === 0),
        'the whole month is booked',
      );
    }
    const cycles = Math.round(years * 250 * 5 * MACHINES * share);
    return { loads: loads.slice(WARM_UP), monthLoads: monthLoads.slice(WARM_UP), cycles };
  } finally {
    await counter.close();
  }
}

type Watched = Window & typeof globalThis & { paintedMs: number[] };

/** Comes to the board from another screen, again and again. */
async function measurePaints(page: Page, times: number): Promise<number[]> {
  await logIn(page, '3333');
  await page
    .locator('.machine')
    .nth(MACHINES - 1)
    .waitFor();
  for (let time = 0; time < times; time++) {
    await page.keyboard.press('F3');
    await page.locator('.machine').first().waitFor({ state: 'detached' });
    await page.keyboard.press('F1');
    await page.waitForFunction((count) => (window as Watched).paintedMs.length >= count, time + 1);
  }
  return page.evaluate(() => (window as Watched).paintedMs);
}

/** Runs in the page: notes how long after F1 the frame with all tiles was drawn. */
function watchPaintedBoard(): void {
  const watched = window as Watched;
  watched.paintedMs = [];
  let pressedAt: number | null = null;
  watched.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'F1') pressedAt = event.timeStamp;
    },
    true,
  );
  const look = () => {
    if (pressedAt === null || document.querySelectorAll('.machine').length < 40) return;
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
