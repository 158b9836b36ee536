import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCounter } from '../electron/counter.ts';
import { DATABASE_FILE } from '../electron/database/open.ts';
import { type LocalDate, localDateAt, localDateSchema } from '../shared/domain/local-date.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type DemoOptions, defaultDemo, LEAST_DAYS } from './demo.ts';
import { demoSiteSchema } from './demo-network.ts';
import { fillWith } from './fill-empty.ts';

const USAGE =
  'npm run seed -- --data FOLDER [--households N] [--seed S] [--sales N] [--days N] [--until YYYY-MM-DD] [--products N] [--site emporio|laundry]';

/** Large enough to be fast, small enough for the write-ahead log of a year of a whole region. */
const STEPS_PER_TRANSACTION = 20_000;

export type SeedOrder = { readonly dataFolder: string; readonly options: DemoOptions };

/** Reads the command line; the error is a sentence for the terminal. */
export function readSeedOrder(args: readonly string[], today: LocalDate): Result<SeedOrder, string> {
  const read = readValues(args);
  if (!read.ok) return read;
  const { data, seed, until, site: siteText, ...figures } = read.value;
  if (data === undefined || data === '') return err('--data needs a folder');
  const numbers = new Map<string, number | undefined>();
  for (const [name, least, most] of FIGURES) {
    const text = figures[name];
    const figure = text === undefined ? undefined : wholeNumber(text, least, most);
    if (figure === null) return err(`--${name} needs a whole number from ${least} to ${most}`);
    numbers.set(name, figure);
  }
  const lastOn = until === undefined ? undefined : localDateSchema.safeParse(until);
  if (lastOn?.success === false) return err('--until needs a day as YYYY-MM-DD');
  if (lastOn !== undefined && lastOn.data > today) return err('--until cannot be after today');
  const site = demoSiteSchema.optional().safeParse(siteText);
  if (!site.success) return err('--site needs emporio or laundry');
  const usual = defaultDemo(today, site.data);
  return ok({
    dataFolder: data,
    options: {
      households: numbers.get('households') ?? usual.households,
      seed: seed ?? usual.seed,
      sales: numbers.get('sales'),
      days: numbers.get('days') ?? usual.days,
      until: lastOn?.data ?? usual.until,
      products: numbers.get('products'),
      site: usual.site,
      stepsPerTransaction: STEPS_PER_TRANSACTION,
    },
  });
}

const FIGURES = [
  ['households', 1, 1_000_000],
  ['sales', 0, 10_000_000],
  ['days', LEAST_DAYS, 3_650],
  ['products', 100, 1_000_000],
] as const;

function wholeNumber(text: string, least: number, most: number): number | null {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

const text = { type: 'string' } as const;
type Values = {
  [name in 'data' | 'households' | 'seed' | 'sales' | 'days' | 'until' | 'products' | 'site']?:
    | string
    | undefined;
};

function readValues(args: readonly string[]): Result<Values, string> {
  try {
    const options = {
      data: text,
      households: text,
      seed: text,
      sales: text,
      days: text,
      until: text,
      products: text,
      site: text,
    };
    return ok(parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values);
  } catch (error) {
    if (error instanceof TypeError) return err(error.message.split('. ')[0] ?? error.message);
    throw error;
  }
}

async function seed({ dataFolder, options }: SeedOrder): Promise<number> {
  if (existsSync(join(dataFolder, DATABASE_FILE))) {
    console.error(`${dataFolder} holds a counter already; a demo goes into a folder of its own.`);
    return 1;
  }
  console.log(
    `Making a demo of ${options.households} households, ${options.days} days up to ${options.until} ...`,
  );
  const startedAt = performance.now();
  const counter = await createCounter({ dataFolder, fillEmpty: fillWith(options) });
  const status = counter.status();
  await counter.close();
  if (status !== 'ready') {
    console.error(`${dataFolder} cannot be used as a data folder.`);
    return 1;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`Done in ${seconds} s. Open it with: npm start -- --data ${dataFolder}`);
  return 0;
}

if (import.meta.main) {
  const order = readSeedOrder(process.argv.slice(2), localDateAt(Date.now()));
  if (order.ok) process.exitCode = await seed(order.value);
  else {
    console.error(`${order.error}. Usage: ${USAGE}`);
    process.exitCode = 2;
  }
}
