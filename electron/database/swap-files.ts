import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../shared/domain/result.ts';
import { HEAD_LOG_FILE } from './head-log.ts';
import { DATABASE_FILE } from './open.ts';
import { STAGING_FOLDER } from './restore.ts';
import { syncFolder } from './sync-files.ts';

/** There while files are being exchanged; names the folder that the damaged ones go to. */
const MARKER_FILE = 'restore.json';

const SWAPPED_GROUPS: readonly (readonly [string, ...string[]])[] = [
  [DATABASE_FILE, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`],
  [HEAD_LOG_FILE],
  ['key.json'],
  ['recovery.json'],
];

/**
 * Puts what lies ready in the staging folder in the place of the files in use, and keeps those aside in
 * `damaged-<moment>`, never deleted. Each step can be repeated: cut anywhere, the next start finishes it.
 */
export function swapIn(dataFolder: string, now: number): string {
  const moment = new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const aside = `damaged-${moment}`;
  const marker = join(dataFolder, MARKER_FILE);
  writeFileSync(`${marker}.new`, JSON.stringify({ aside }), { flush: true });
  renameSync(`${marker}.new`, marker);
  syncFolder(dataFolder);
  finishSwap(dataFolder);
  return join(dataFolder, aside);
}

/** Finishes an exchange that was cut. Nothing to do where none was begun. */
export function finishSwap(dataFolder: string): void {
  const marker = join(dataFolder, MARKER_FILE);
  if (!existsSync(marker)) return;
  const { aside }: { aside: unknown } = JSON.parse(readFileSync(marker, 'utf8'));
  assert(typeof aside === 'string' && /^damaged-[\d-]+$/.test(aside), 'a restore names its folder');
  const asideFolder = join(dataFolder, aside);
  const staging = join(dataFolder, STAGING_FOLDER);
  mkdirSync(asideFolder, { recursive: true, mode: 0o700 });
  for (const group of SWAPPED_GROUPS) {
    // Once the first of a group is in its place, the group is done.
    if (!existsSync(join(staging, group[0]))) continue;
    for (const name of group) {
      const [inUse, kept] = [join(dataFolder, name), join(asideFolder, name)];
      if (existsSync(inUse) && !existsSync(kept)) renameSync(inUse, kept);
    }
    renameSync(join(staging, group[0]), join(dataFolder, group[0]));
  }
  syncFolder(asideFolder);
  syncFolder(dataFolder);
  rmSync(staging, { recursive: true, force: true });
  rmSync(marker);
}
