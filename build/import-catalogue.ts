// `npm run import -- FILE [--data FOLDER] [--dry-run]`: takes a CSV of products into a counter's catalogue.
import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createFileImports, IMPORT_TASK } from '../electron/catalogue/import-file.ts';
import { createCounter } from '../electron/counter.ts';
import type { ServiceContext } from '../electron/services/service-context.ts';
import { endWithUsage, readCommandLine } from '../hub/command-line.ts';
import type { RefusalReason } from '../shared/domain/catalogue-import.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const USAGE = 'npm run import -- FILE [--data FOLDER] [--dry-run]';

const { values, positionals } = readCommandLine(
  () =>
    parseArgs({
      allowPositionals: true,
      options: { data: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
    }),
  USAGE,
);
const [named] = positionals;
if (named === undefined) endWithUsage('A file is needed', USAGE);
// npm runs scripts in the project's folder; the file is named from where the person stands.
const file = resolve(process.env.INIT_CWD ?? '.', named);
const dataFolder = values.data ?? join(homedir(), '.bancone-demo');
const bytes = await readFile(file).catch((error: unknown) => {
  say(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});

let opened: ServiceContext | null = null;
const counter = await createCounter({
  dataFolder,
  onOpen: ({ context }) => {
    opened = context;
  },
});
const stopTelling = counter.events.subscribe((event) => {
  if (event.type === 'progress' && event.task === IMPORT_TASK && process.stdout.isTTY) {
    process.stdout.write(`\r  ${event.done} of ${event.total} `);
    if (event.done === event.total) say('');
  }
});
try {
  process.exitCode = await importInto(opened, bytes, file);
} finally {
  stopTelling();
  await counter.close();
}

async function importInto(
  context: ServiceContext | null,
  content: Uint8Array,
  path: string,
): Promise<number> {
  if (context === null || counter.status() !== 'ready') {
    say(`${dataFolder} holds no network that can be opened (is Bancone open on it?). Nothing was changed.`);
    return 1;
  }
  const imports = createFileImports(context);
  const read = await imports.preview(content);
  if (!read.ok) {
    const { type, ...details } = read.error;
    say(`${path} cannot be imported: ${type} ${JSON.stringify(details)}. Nothing was changed.`);
    return 1;
  }
  const { importId, refused, refusedCount, isWindows1252, ...preview } = read.value;
  say(`${preview.recordCount} rows in ${path}`);
  if (isWindows1252) say('The file is not in UTF-8: its accents were read as Windows-1252.');
  say(
    `  new ${preview.addedCount}, changed ${preview.changedCount}, already the same ${preview.unchangedCount}`,
  );
  say(`  repeated in the file ${preview.duplicateCount}, corrected by hand and kept ${preview.keptCount}`);
  say(`  refused ${refusedCount}`);
  for (const { lineNumber, reason } of refused.slice(0, 20)) say(`  line ${lineNumber}: ${wordsOf(reason)}`);
  const csv = imports.refusedRows(importId);
  if (refusedCount > 0 && csv.ok) {
    const refusedPath = join(dirname(path), `${basename(path, extname(path))}-refused.csv`);
    await writeFile(refusedPath, csv.value.csv);
    say(`  all refused rows are in ${refusedPath}`);
  }
  if (values['dry-run']) return 0;
  // No operator is logged in here: the device itself writes, and the history says so.
  const done = await imports.apply(importId, {});
  if (!done.ok) throw new Error(`Assertion failed: ${done.error.type}`);
  say(`Imported: ${done.value.added} new, ${done.value.changed} changed.`);
  return 0;
}

function wordsOf({ type, ...details }: RefusalReason): string {
  return [type, ...Object.entries(details).map(([key, value]) => `${key}=${value}`)].join(' ');
}
