import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from '../build/find-chromium.mjs';
import { administrationWalks } from './administration-walks.ts';
import { catalogueWalks } from './catalogue-walks.ts';
import { creditWalks } from './credit-walks.ts';
import { copyDemoTemplate, copyLaundryTemplate, prepareDemoTemplate } from './demo-template.ts';
import { erasureWalks } from './erasure-walks.ts';
import { launchHost } from './host.ts';
import { householdWalks } from './household-walks.ts';
import { laundryWalks } from './laundry-walks.ts';
import { open, withNetwork } from './network-host.ts';
import { networkWalks } from './network-walks.ts';
import { emptyWalks } from './setup-walks.ts';
import { openCounter } from './till-steps.ts';
import { tillWalks } from './till-walks.ts';
import type { Shot } from './walk-steps.ts';

/** Where the screens are written: `<name>.<language>.<width>.png`. */
const folder = join(import.meta.dirname, '..', 'docs', 'screens');
const allLanguages = ['it', 'en'] as const;
const allSizes = { '1366': { width: 1366, height: 768 }, '1920': { width: 1920, height: 1080 } } as const;
const allWidths = ['1366', '1920'] as const;
/** On the small demo, each beginning at the log-in. */
const demoWalks = {
  ...tillWalks,
  ...householdWalks,
  ...creditWalks,
  ...catalogueWalks,
  ...administrationWalks,
  ...erasureWalks,
};
const names = [demoWalks, laundryWalks, emptyWalks, networkWalks].flatMap(Object.keys);

/**
 * Walks the application as its users would and writes what they see. `npm run screenshots -- till households it 1366`
 * writes only those parts, that language, that size; what is not named is written whole.
 */
async function main(args: readonly string[]): Promise<void> {
  const languages = chosen(allLanguages, args);
  const widths = chosen(allWidths, args);
  const parts = chosen(names, args);
  const unknown = args.find((arg) => ![...names, ...allLanguages, ...allWidths].includes(arg));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${names.join(' ')} it en 1366 1920`);
  await mkdir(folder, { recursive: true });
  if (parts.some((part) => part in demoWalks)) await prepareDemoTemplate();
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    for (const width of widths) {
      for (const language of languages) {
        for (const part of parts) {
          const shootPart = part in networkWalks ? shootNetwork : shoot;
          await shootPart(browser, part, language, allSizes[width]);
        }
      }
    }
  } finally {
    await browser.close();
  }
}

function chosen<Choice extends string>(
  choices: readonly Choice[],
  args: readonly string[],
): readonly Choice[] {
  const named = choices.filter((choice) => args.includes(choice));
  return named.length === 0 ? choices : named;
}

/** One part on a counter of its own. A part that does not go as planned is said, and the others go on. */
async function shoot(
  browser: Browser,
  part: string,
  language: 'it' | 'en',
  viewport: { readonly width: number; readonly height: number },
): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'bancone-screens-'));
  const walk = demoWalks[part] ?? laundryWalks[part];
  if (part in laundryWalks) await copyLaundryTemplate(dataFolder);
  else if (walk !== undefined) copyDemoTemplate(dataFolder);
  const host = await launchHost(dataFolder, { args: walk === undefined ? ['--empty'] : [] });
  const context = await browser.newContext({ viewport, locale: 'it-IT', timezoneId: 'Europe/Rome' });
  const page = await context.newPage();
  const shot = shotTo(page, language, viewport.width);
  try {
    if (walk === undefined) {
      await page.addInitScript((words) => localStorage.setItem('bancone.language', words), language);
      await page.goto(host.url);
      await emptyWalks[part]?.(page, shot, host.url);
    } else {
      await openCounter(page, host, language);
      await walk(page, shot, host.url);
    }
  } catch (error) {
    process.exitCode = 1;
    console.error(`${part} in ${language} at ${viewport.width} stopped:`, error);
    await shot(`${part}-stopped-here`);
  } finally {
    await context.close();
    await host.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** One part on a network of its own: a hub and two counters. */
async function shootNetwork(
  browser: Browser,
  part: string,
  language: 'it' | 'en',
  viewport: { readonly width: number; readonly height: number },
): Promise<void> {
  const pages: Page[] = [];
  const options = { viewport, locale: 'it-IT', timezoneId: 'Europe/Rome', language };
  const shotOf = (page: Page) => shotTo(page, language, viewport.width);
  await withNetwork(async (network) => {
    const openWindow = async (counter: 0 | 1, firstName: string, pin: string) => {
      const page = await open(browser, network.urls[counter], firstName, pin, options);
      pages.push(page);
      return page;
    };
    try {
      await networkWalks[part]?.(network, openWindow, shotOf);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${part} in ${language} at ${viewport.width} stopped:`, error);
      for (const page of pages) await shotOf(page)(`${part}-stopped-here`);
    } finally {
      for (const page of pages) {
        // What a page still asks is nobody's matter any more.
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.context().close();
      }
    }
  });
}

const shotTo =
  (page: Page, language: string, width: number): Shot =>
  async (name) => {
    // Fonts and the answer of the main process: a picture of a screen that is still coming shows nothing.
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}.${language}.${width}.png`) });
    console.log(`${name}.${language}.${width}.png`);
  };

await main(process.argv.slice(2));
