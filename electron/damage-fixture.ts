import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from './database/open.ts';

/** Of the database and its write-ahead log. */
export const PAGE_BYTES = 4096;

/** Whether a page lies inside the file: a test that damages a page beyond its end damages nothing. */
export function isPageReadable(folder: string, page: number): boolean {
  const bytes = readFileSync(join(folder, DATABASE_FILE)).length;
  return Number.isInteger(page) && page > 1 && page * PAGE_BYTES <= bytes;
}
