import { cpSync, rmSync } from 'node:fs';
import { type KeptDemo, keepDemo } from '../seeds/kept-demo.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';

export type Size = { readonly name: string; readonly households: number; readonly sales: number };

/** A fixed past, so that a data set made last month is the one that would be made today. */
const LAST_DAY = localDateSchema.parse('2026-11-21');
/** The morning after, when the benchmark's tills are opened. */
export const OPENED_AT = Date.parse('2026-11-22T09:00:00Z');

/** The kept data set of a size, made on first use. */
export const dataSetOf = ({ households, sales }: Size): Promise<KeptDemo> =>
  keepDemo(
    { households, sales, seed: 'bench', days: 365, until: LAST_DAY, stepsPerTransaction: 20_000 },
    () =>
      console.error(`Making a network of ${households} households and ${sales} sales; once, and kept ...`),
  );

/** A copy that a measurement may write to; the kept one stays as it was made. */
export function copyDataSet(folder: string): { folder: string; remove: () => void } {
  const copy = `${folder}.copy-${process.pid}-${copies++}`;
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

let copies = 0;
