import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, expect, type Page } from '@playwright/test';
import { test as base } from './host.ts';
import { operatorCalled, sendOk } from './till-steps.ts';

const projectFolder = join(import.meta.dirname, '..');
const READY_MS = 150_000;
/** PINs of the demo network's people. */
export const CASHIER_PIN = '1357';
export const ADMINISTRATOR_PIN = '2468';

export type Network = {
  readonly urls: readonly string[];
  readonly cardNumber: string;
  /** Takes the hub off the network, or brings it back. */
  readonly toggleHub: () => Promise<void>;
};

/** Uses a hub with a PostgreSQL of its own and two counters, as `npm run demo:network` starts them, and ends them. */
export async function withNetwork(use: (network: Network) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['simulation/demo-network.ts'], {
    cwd: projectFolder,
    stdio: 'pipe',
  });
  try {
    await use(await ready(child));
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
}

export const test = base.extend<{ network: Network }>({
  network: async ({ browser: _browser }, use) => withNetwork(use),
});

function ready(child: ChildProcessWithoutNullStreams): Promise<Network> {
  const toggleHub = async () => {
    const toggled = new Promise<void>((resolve) => {
      const read = (chunk: Buffer) => {
        if (!/^HUB (away|back)$/m.test(chunk.toString('utf8'))) return;
        child.stdout.off('data', read);
        resolve();
      };
      child.stdout.on('data', read);
    });
    child.stdin.write('\n');
    await toggled;
  };
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${printed}`)), READY_MS);
    const read = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const urls = /^READY (\S+) (\S+)$/m.exec(printed);
      const cardNumber = /^HOUSEHOLD (\S+)/m.exec(printed)?.[1];
      if (urls === null || cardNumber === undefined) return;
      clearTimeout(timer);
      resolve({ urls: urls.slice(1), cardNumber, toggleHub });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`ended before it was ready:\n${printed}`)));
  });
}

/** A window of a counter, with somebody of the network logged in. */
export async function open(
  browser: Browser,
  url: string | undefined,
  firstName: string,
  pin: string,
  { language = 'it', ...options }: BrowserContextOptions & { readonly language?: 'it' | 'en' } = {},
): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.addInitScript((words) => localStorage.setItem('bancone.language', words), language);
  await page.goto(url ?? '');
  await expect(page.getByRole('listbox')).toBeVisible();
  const { operatorId } = await operatorCalled(page, firstName);
  await sendOk(page, 'session.logIn', { operatorId, pin });
  await expect(page.locator('.frame__menu')).toBeVisible();
  return page;
}
