import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { copyDemoTemplate } from './demo-template.ts';

const projectFolder = join(import.meta.dirname, '..');
const readyTimeoutMs = 45_000;
const stopTimeoutMs = 10_000;

export type HostOptions = {
  /** Options of the browser host beside `--data`, `--port` and `--no-open`: `['--empty']`, for example. */
  args?: readonly string[];
  /**
   * A folder that the test made itself and that it removes; without it each host gets a new one of its own, with a
   * copy of the small demo unless `args` say `--empty`.
   */
  dataFolder?: string;
  env?: NodeJS.ProcessEnv;
};

/** One counter behind its browser host, as `npm start -- --host browser` runs it. */
export type Host = {
  /** The address to open, token included. It changes with every restart. */
  readonly url: string;
  readonly dataFolder: string;
  /** What the host has printed so far, its errors included. */
  output(): string;
  /** Asks the host to end and waits until it has. */
  stop(): Promise<void>;
  /** Ends the host as a power cut would: at once, without a word. */
  kill9(): Promise<void>;
  /** Starts it again on the same data and the same port, stopping it first where it still runs. */
  restart(): Promise<void>;
};

type Fixtures = {
  /** Set by `test.use({ hostArgs: ['--empty'] })`: the options of every host of these tests. */
  hostArgs: readonly string[];
  startHost(options?: HostOptions): Promise<Host>;
  /** A host with the small demo network. */
  host: Host;
};

/** Playwright's `test` with counters that end, and take their data with them, when the test does. */
export const test = base.extend<Fixtures>({
  hostArgs: [[], { option: true }],
  startHost: async ({ hostArgs }, use, testInfo) => {
    const hosts: Host[] = [];
    const folders: string[] = [];
    await use(async (options = {}) => {
      const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'bancone-e2e-')));
      if (options.dataFolder === undefined) {
        folders.push(dataFolder);
        if (!(options.args ?? hostArgs).includes('--empty')) copyDemoTemplate(dataFolder);
      }
      const host = await launchHost(dataFolder, { args: hostArgs, ...options });
      hosts.push(host);
      return host;
    });
    for (const host of hosts) {
      await host.stop();
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('host output', { body: host.output(), contentType: 'text/plain' });
      }
    }
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  },
  host: async ({ startHost }, use) => {
    await use(await startHost());
  },
});

/** GS, the separator inside a GS1 code, as scanners in keyboard mode send it: Ctrl and the closing bracket. */
const groupSeparator = '\u001d';

const CTRL = 2;

/** A person who typed takes the scanner in hand, and lays it down to type: with less between them, keys and scan would be told as one. */
const HAND_MS = 150;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Types a code as a scanner in keyboard mode does, with Enter at its end. The keys carry the times at which a scanner would have pressed
 * them, however busy this machine is: it is by their pace that a scan is told from a hand.
 * @param gapMs between two keys: a Honeywell takes 10, a Zebra 80 to 100
 */
export async function scan(page: Page, code: string, gapMs = 10): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const keys = [...code].map(keyOf);
  const all = [...keys, { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13, modifiers: 0 }];
  // The scan takes its time, or what was typed just before would seem to be part of it.
  await wait(HAND_MS + all.length * gapMs);
  const endedAtMs = Date.now();
  const pressed = all.flatMap((key, index) => {
    const timestamp = (endedAtMs - (all.length - 1 - index) * gapMs) / 1000;
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, timestamp }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, timestamp }),
    ];
  });
  await Promise.all(pressed);
  await session.detach();
  await wait(HAND_MS);
}

function keyOf(character: string) {
  if (character === groupSeparator) {
    return { key: ']', code: 'BracketRight', windowsVirtualKeyCode: 221, modifiers: CTRL };
  }
  const isDigit = /\d/.test(character);
  const place = isDigit ? `Digit${character}` : `Key${character.toUpperCase()}`;
  const windowsVirtualKeyCode = character.toUpperCase().charCodeAt(0);
  return { key: character, code: place, text: character, windowsVirtualKeyCode, modifiers: 0 };
}

export async function launchHost(dataFolder: string, options: HostOptions): Promise<Host> {
  let output = '';
  let running = await startProcess(dataFolder, '0', options, (text) => {
    output += text;
  });
  const port = new URL(running.url).port;
  return {
    get url() {
      return running.url;
    },
    dataFolder,
    output: () => output,
    stop: () => stopProcess(running.child),
    async kill9() {
      await endWith(running.child, 'SIGKILL');
    },
    async restart() {
      await stopProcess(running.child);
      running = await startProcess(dataFolder, port, options, (text) => {
        output += text;
      });
    },
  };
}

type Running = { child: ChildProcess; url: string };

/** Starts the host and waits for the line that says where it is. */
function startProcess(
  dataFolder: string,
  port: string,
  options: HostOptions,
  onOutput: (text: string) => void,
): Promise<Running> {
  const child = spawn(
    process.execPath,
    [
      'electron/browser-host-cli.ts',
      '--data',
      dataFolder,
      '--port',
      port,
      '--no-open',
      ...(options.args ?? []),
    ],
    { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } },
  );
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the browser host said nothing for ${readyTimeoutMs} ms:\n${printed}`));
    }, readyTimeoutMs);
    let standardOutput = '';
    const keep = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      onOutput(chunk.toString('utf8'));
    };
    child.stderr.on('data', keep);
    child.stdout.on('data', keep);
    child.stdout.on('data', (chunk: Buffer) => {
      standardOutput += chunk.toString('utf8');
      const url = /^READY (http:\/\/127\.0\.0\.1:\d+\/\S*)\r?\n/m.exec(standardOutput)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve({ child, url });
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the browser host ended with code ${code} before it was ready:\n${printed}`));
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  const forced = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await endWith(child, 'SIGTERM');
  clearTimeout(forced);
}

async function endWith(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
