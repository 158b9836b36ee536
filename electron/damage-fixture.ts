import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../shared/domain/result.ts';
import { DATABASE_FILE } from './database/open.ts';

/** Of the database and its write-ahead log. */
const PAGE_BYTES = 4096;

export const countPages = (folder: string): number =>
  readFileSync(join(folder, DATABASE_FILE)).length / PAGE_BYTES;

/** Turns some bytes in the middle of a page of the database file around. */
export function damagePage(folder: string, page: number): void {
  const file = join(folder, DATABASE_FILE);
  const bytes = readFileSync(file);
  assert(page >= 1 && page * PAGE_BYTES <= bytes.length, 'the page is in the file');
  const at = (page - 1) * PAGE_BYTES + 700;
  bytes.writeUInt32LE((bytes.readUInt32LE(at) ^ 0x5a5a5a5a) >>> 0, at);
  writeFileSync(file, bytes);
}
