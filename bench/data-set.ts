import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCounter } from '../electron/counter.ts';
import type { DemoOptions } from '../seeds/demo.ts';
import { fillWith } from '../seeds/fill-empty.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';

export type Size = { readonly name: string; readonly households: number; readonly sales: number };

/** A fixed past, so that a data set made last month is the one that would be made today. */
export const LAST_DAY = localDateSchema.parse('2026-11-21');
/** The morning after, when the benchmark's tills are opened. */
export const OPENED_AT = Date.parse('2026-11-22T09:00:00Z');

const projectFolder = join(import.meta.dirname, '..');

/** What decides the content and the layout of a data set: another hash makes it again. */
const SOURCES = [
  'seeds/*.ts',
  'seeds/reference/*',
  'shared/operations/*.ts',
  'electron/database/migrations/*.ts',
  'electron/database/projections/*.ts',
  'electron/database/log.ts',
  'electron/database/project.ts',
];

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: projectFolder }).toSorted()) {
    if (!file.includes('.test.')) hash.update(file).update(readFileSync(join(projectFolder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The folder of a data set, made on first use and kept in the system's temporary folder. */
export async function dataSetOf(size: Size): Promise<{ folder: string; generatedInMs: number | null }> {
  const kept = join(tmpdir(), 'bancone-bench');
  const folder = join(kept, `${size.households}-${size.sales}-${hashSources()}`);
  if (existsSync(folder)) return { folder, generatedInMs: null };
  mkdirSync(kept, { recursive: true });
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  console.error(
    `Making a network of ${size.households} households and ${size.sales} sales; once, and kept ...`,
  );
  const startedAt = performance.now();
  const options: DemoOptions = {
    households: size.households,
    sales: size.sales,
    seed: 'bench',
    days: 365,
    until: LAST_DAY,
    stepsPerTransaction: 20_000,
  };
  const counter = await createCounter({ dataFolder: making, fillEmpty: fillWith(options) });
  assert(counter.status() === 'ready', 'the data set could be made');
  await counter.close();
  renameSync(making, folder);
  return { folder, generatedInMs: performance.now() - startedAt };
}

/** A copy that a measurement may write to; the kept one stays as it was made. */
export function copyDataSet(folder: string): { folder: string; remove: () => void } {
  const copy = `${folder}.copy-${process.pid}-${copies++}`;
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

let copies = 0;
