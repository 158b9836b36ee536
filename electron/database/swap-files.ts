import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../shared/domain/result.ts';
import { registerOfData } from './erasure-register.ts';
import { HEAD_LOG_FILE } from './head-log.ts';
import { DATABASE_FILE } from './open.ts';
import { STAGING_FOLDER } from './restore.ts';
import { syncFolder } from './sync-files.ts';

/** There while files are being exchanged; names the folder that those in use go to. */
const MARKER_FILE = 'restore.json';

const SWAPPED_GROUPS: readonly (readonly [string, ...string[]])[] = [
  [DATABASE_FILE, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`],
  [HEAD_LOG_FILE],
  ['key.json'],
  ['recovery.json'],
];

/** What nothing takes the place of goes with who was erased in it: that is of this network and of these families. */
const allOfTheData = (dataFolder: string): readonly string[] => [
  ...SWAPPED_GROUPS.flat(),
  registerOfData(dataFolder).file,
];

/** `damaged`: others take their place. `aside`: none do, and the counter begins as on its first day. */
type Sort = 'damaged' | 'aside';

/**
 * Puts what lies ready in the staging folder in the place of the files in use, and keeps those aside in
 * `damaged-<moment>`, never deleted. Each step can be repeated: cut anywhere, the next start finishes it.
 */
export const swapIn = (dataFolder: string, now: number): string => exchange(dataFolder, 'damaged', now);

/** The same with nothing in their place: the files in use are kept in `aside-<moment>`. */
export const putAside = (dataFolder: string, now: number): string => exchange(dataFolder, 'aside', now);

function exchange(dataFolder: string, sort: Sort, now: number): string {
  const aside = freeName(dataFolder, sort, now);
  const marker = join(dataFolder, MARKER_FILE);
  writeFileSync(`${marker}.new`, JSON.stringify({ aside }), { flush: true });
  renameSync(`${marker}.new`, marker);
  syncFolder(dataFolder);
  finishSwap(dataFolder);
  return join(dataFolder, aside);
}

/** Of a clock that was set back too: where a file is kept already, one in use would stay, or be written over. */
function freeName(dataFolder: string, sort: Sort, now: number): string {
  const moment = new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const first = `${sort}-${moment}`;
  let name = first;
  for (let more = 2; existsSync(join(dataFolder, name)); more += 1) name = `${first}-${more}`;
  return name;
}

/** Finishes an exchange that was cut. Nothing to do where none was begun. */
export function finishSwap(dataFolder: string): void {
  const marker = join(dataFolder, MARKER_FILE);
  if (!existsSync(marker)) return;
  const { aside }: { aside: unknown } = JSON.parse(readFileSync(marker, 'utf8'));
  assert(typeof aside === 'string' && /^(damaged|aside)-[\d-]+$/.test(aside), 'an exchange names its folder');
  const asideFolder = join(dataFolder, aside);
  const staging = join(dataFolder, STAGING_FOLDER);
  mkdirSync(asideFolder, { recursive: true, mode: 0o700 });
  const keep = (name: string) => {
    const [inUse, kept] = [join(dataFolder, name), join(asideFolder, name)];
    if (existsSync(inUse) && !existsSync(kept)) renameSync(inUse, kept);
  };
  if (aside.startsWith('aside')) for (const name of allOfTheData(dataFolder)) keep(name);
  else {
    for (const group of SWAPPED_GROUPS) {
      // Once the first of a group is in its place, the group is done.
      if (!existsSync(join(staging, group[0]))) continue;
      for (const name of group) keep(name);
      renameSync(join(staging, group[0]), join(dataFolder, group[0]));
    }
  }
  syncFolder(asideFolder);
  syncFolder(dataFolder);
  rmSync(staging, { recursive: true, force: true });
  rmSync(marker);
}
