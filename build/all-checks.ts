// Everything `npm test` runs, or with `--fast` the part of it that takes under a minute. The last lines name what failed and count it all.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.mjs';
import {
  addUpTallies,
  playwrightTally,
  type Tally,
  tallyLines,
  tallyOfCheck,
  vitestTally,
} from './test-tally.ts';

const projectFolder = join(import.meta.dirname, '..');
const reportFolder = mkdtempSync(join(tmpdir(), 'bancone-reports-'));
const isFast = process.argv.includes('--fast');

const tallies: Tally[] = [];
try {
  tallies.push(...(await runChecks()));
  tallies.push(await runUnitTests());
  if (!isFast) {
    tallies.push(await runCheck('build', ['build/build-app.ts', 'renderer', 'electron']));
    tallies.push(await runEndToEndTests());
  }
} finally {
  rmSync(reportFolder, { recursive: true, force: true });
}
const total = addUpTallies(tallies);
console.log(tallyLines(total));
process.exitCode = total.failed === 0 ? 0 : 1;

/** Format, lint and one type check for each runtime, two at a time: they share no file that any of them writes. */
async function runChecks(): Promise<Tally[]> {
  const projects = ['shared', 'electron', 'renderer', 'build', 'hub', 'simulation'].filter((folder) =>
    existsSync(join(projectFolder, folder, 'tsconfig.json')),
  );
  const lint = runCheck('format and lint', [
    'node_modules/@biomejs/biome/bin/biome',
    'ci',
    `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
    '.',
  ]);
  const types: Tally[] = [];
  for (const folder of projects) {
    types.push(await runCheck(`types of ${folder}`, ['node_modules/typescript/bin/tsc', '-p', folder]));
  }
  return [await lint, ...types];
}

/** Runs one check, shows what it says only where it fails, and counts it as one. */
async function runCheck(name: string, args: readonly string[]): Promise<Tally> {
  const startedAt = performance.now();
  const { exitCode, output } = await run(args, { quiet: true });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (exitCode !== 0) process.stdout.write(output);
  console.log(`${exitCode === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  return tallyOfCheck(name, exitCode === 0);
}

async function runUnitTests(): Promise<Tally> {
  const report = join(reportFolder, 'vitest.json');
  const { exitCode } = await run([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    // Tests that take a minute by their nature, as two hundred crashes do, are named so and left to `npm test`.
    ...(isFast ? ['--exclude=**/*.slow.test.ts'] : []),
  ]);
  return vitestTally(readReport(report), exitCode, projectFolder);
}

async function runEndToEndTests(): Promise<Tally> {
  if (findChromium() === undefined) {
    return tallyOfCheck(
      'end-to-end tests: no browser to run them in (what to install is said at the top)',
      false,
    );
  }
  const report = join(reportFolder, 'playwright.json');
  const { exitCode } = await run(['node_modules/@playwright/test/cli.js', 'test'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return playwrightTally(readReport(report), exitCode);
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

type Ended = { exitCode: number; output: string };

function run(
  args: readonly string[],
  options: { quiet?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: projectFolder,
    stdio: options.quiet === true ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...options.env },
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }),
    );
  });
}
