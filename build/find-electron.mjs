// Electron's package holds no program: it is fetched on first use, from outside the package registry.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, projectNode, say } from './set-up.mjs';

const electronFolder = join(projectFolder, 'node_modules', 'electron');
// Inside the package's own folder: a new version of Electron is a new attempt.
const failureStamp = join(electronFolder, 'fetch-failed');
const reachTimeoutMs = 5_000;
const fetchTimeoutMs = 180_000;

/**
 * Electron's program, fetched once where it is missing; a failure is remembered so that the next start does not wait.
 * @param {{ retry: boolean }} options retry: forget an earlier failure
 * @returns {Promise<{ ok: true, program: string } | { ok: false, reason: string }>}
 */
export async function findElectron({ retry }) {
  const obstacle = findObstacle();
  if (obstacle !== undefined) return { ok: false, reason: obstacle };
  const present = findProgram();
  if (present !== undefined) return { ok: true, program: present };
  if (retry) rmSync(failureStamp, { force: true });
  if (existsSync(failureStamp)) return { ok: false, reason: 'its program could not be fetched earlier' };

  if (await canReachDownloads()) {
    say('Fetching Electron, once (about 110 MB) ...');
    spawnSync(projectNode, [join(electronFolder, 'install.js')], {
      stdio: ['ignore', 2, 2],
      timeout: fetchTimeoutMs,
    });
    const fetched = findProgram();
    if (fetched !== undefined) return { ok: true, program: fetched };
  }
  writeFileSync(failureStamp, 'Remove this file, or start with --host electron, to try again.\n');
  return { ok: false, reason: 'its program is not here and cannot be fetched' };
}

/** What would stop the window even with the program present. */
function findObstacle() {
  if (process.platform !== 'linux') return undefined;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no graphical display';
  if (process.getuid?.() === 0) return 'Chromium keeps its sandbox only for ordinary users, not for root';
  return undefined;
}

function findProgram() {
  const pathFile = join(electronFolder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, 'dist');
  const program = join(folder, readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : undefined;
}

// Asked first, because the download itself waits for minutes on a network that swallows packets.
async function canReachDownloads() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  try {
    await fetch(mirror ?? 'https://github.com/electron/electron/releases', {
      method: 'HEAD',
      signal: AbortSignal.timeout(reachTimeoutMs),
    });
    return true;
  } catch {
    return false;
  }
}
