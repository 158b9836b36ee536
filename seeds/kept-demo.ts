import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCounter } from '../electron/counter.ts';
import { assert } from '../shared/domain/result.ts';
import type { DemoOptions } from './demo.ts';
import { fillWith } from './fill-empty.ts';

const projectFolder = join(import.meta.dirname, '..');

/** What decides the content and the layout of a demo's folder: where it changed, the demo is made again. */
const SOURCES = [
  'seeds/*.ts',
  'seeds/reference/*',
  'shared/operations/*.ts',
  'electron/database/migrations/*.ts',
  'electron/database/projections/*.ts',
  'electron/database/log.ts',
  'electron/database/project.ts',
  'electron/services/reference-data.ts',
];

export type KeptDemo = {
  /** To be copied, never to be opened itself. */
  readonly folder: string;
  /** Null where it was there already. */
  readonly generatedInMs: number | null;
};

/** A demo for tests and benchmarks: made on first use, then kept in the system's temporary folder. */
export async function keepDemo(options: DemoOptions, onMaking: () => void): Promise<KeptDemo> {
  const kept = join(tmpdir(), 'bancone-kept-demos');
  const folder = join(kept, hashOf(options));
  if (existsSync(folder)) return { folder, generatedInMs: null };
  onMaking();
  mkdirSync(kept, { recursive: true });
  const making = `${folder}.making-${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  const startedAt = performance.now();
  const counter = await createCounter({ dataFolder: making, fillEmpty: fillWith(options) });
  assert(counter.status() === 'ready', 'a demo to be kept could be made');
  await counter.close();
  // Another process may have made the same in the meantime: one of the two is as good as the other.
  if (existsSync(folder)) rmSync(making, { recursive: true });
  else renameSync(making, folder);
  return { folder, generatedInMs: performance.now() - startedAt };
}

function hashOf(options: DemoOptions): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const file of globSync(SOURCES, { cwd: projectFolder }).toSorted()) {
    if (!file.includes('.test.')) hash.update(file).update(readFileSync(join(projectFolder, file)));
  }
  return hash.digest('hex').slice(0, 24);
}
