import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../build/find-chromium.mjs';

const projectFolder = join(import.meta.dirname, '..');

export function buildScreens(): void {
  const built = spawnSync(process.execPath, ['build/build-app.ts', 'renderer'], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('the screens could not be built');
}

/** The browser host on a folder, for as long as the work takes. */
export async function withHost<T>(dataFolder: string, work: (url: string) => Promise<T>): Promise<T> {
  const args = ['electron/browser-host-cli.ts', '--data', dataFolder, '--port', '0', '--no-open'];
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += String(chunk);
      const url = /^READY (\S+)$/m.exec(printed)?.[1];
      if (url !== undefined) return await work(url);
    }
    throw new Error('the browser host ended before it was ready');
  } finally {
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    child.kill('SIGTERM');
    await ended;
  }
}

/** A page of the smallest screen that is supported, on the address of a host. */
export async function withPage<T>(
  url: string,
  onEveryPage: () => void,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.addInitScript(onEveryPage);
    await page.goto(url);
    await page.getByRole('listbox').waitFor();
    return await work(page);
  } finally {
    await browser.close();
  }
}

/** Logs in as the operator of the demo with this PIN. */
export const logIn = (page: Page, pin: string): Promise<void> =>
  page.evaluate(async (wanted) => {
    const send = async (command: string, input: object) => {
      const response = await fetch('/api/command', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sessionStorage.getItem('bancone.window')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ command, input }),
      });
      return response.json();
    };
    const { value } = await send('session.status', {});
    const [operator] = value.operators.filter(({ demoPin }: { demoPin: string }) => demoPin === wanted);
    // The clock of the data set stands still: whatever the day, it is confirmed.
    const confirmedOn = value.place.businessOn;
    await send('session.logIn', { operatorId: operator.operatorId, pin: operator.demoPin, confirmedOn });
  }, pin);
