import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../build/find-chromium.mjs';
import { launchHost, scan } from './host.ts';
import { aHousehold, goods, goToTill, logInAs, openCounter, send } from './till-steps.ts';

/** Where the screens are written: `<name>.<language>.<width>.png`. */
const folder = join(import.meta.dirname, '..', 'docs', 'screens');
const languages = ['it', 'en'] as const;
const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];

type Shot = (name: string) => Promise<void>;

/** Walks the application as its users would, on the demo network, and writes what they see. */
async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const executablePath = findChromium();
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args,
  });
  try {
    for (const language of languages) {
      for (const viewport of sizes) {
        await withCounter(['--empty'], async (host) => {
          const page = await browser.newPage({ viewport, locale: 'it-IT', timezoneId: 'Europe/Rome' });
          await page.addInitScript((chosen) => localStorage.setItem('bancone.language', chosen), language);
          await page.goto(host.url);
          await shotTo(page, language, viewport.width)('first-run');
          await page.close();
        });
        await withCounter([], async (host) => {
          const page = await browser.newPage({ viewport, locale: 'it-IT', timezoneId: 'Europe/Rome' });
          await openCounter(page, host, language);
          await walk(page, shotTo(page, language, viewport.width));
          await page.close();
        });
      }
    }
  } finally {
    await browser.close();
  }
}

async function walk(page: Page, shot: Shot): Promise<void> {
  await shot('log-in');
  const household = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
  await goToTill(page);
  await shot('till-empty');
  for (const code of [household.cardNumber, goods.pasta.code, goods.pesto.code, goods.milk.code]) {
    await scan(page, code);
  }
  await shot('till');
  for (let bottle = 0; bottle < 4; bottle++) await scan(page, goods.oil.code);
  await shot('till-refusal');
  for (let i = 0; i < 4; i++) await page.keyboard.press('F7');
  await page.keyboard.press('F9');
  await page.locator('.receipt-paper').waitFor();
  await shot('till-receipt');
  await goTo(page, '/sales', shot, 'sales');
  await send(page, 'session.logOut');
  await logInAs(page, 'Giorgio');
  await goTo(page, '/households', shot, 'households');
  await goTo(page, '/catalogue', shot, 'catalogue');
  await goTo(page, '/administration', shot, 'administration');
}

async function goTo(page: Page, path: string, shot: Shot, name: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#${path}`);
  await shot(name);
}

const shotTo =
  (page: Page, language: string, width: number): Shot =>
  async (name) => {
    // Fonts and the answer of the main process: a picture of a screen that is still coming shows nothing.
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `${name}.${language}.${width}.png`) });
    console.log(`${name}.${language}.${width}.png`);
  };

async function withCounter(
  args: readonly string[],
  work: (host: Awaited<ReturnType<typeof launchHost>>) => Promise<void>,
): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'bancone-screens-'));
  const host = await launchHost(dataFolder, { args });
  try {
    await work(host);
  } finally {
    await host.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

await main();
