import { measureAllowances } from './allowances.ts';
import { type Figure, machine, type Report } from './report.ts';
import type { BenchOptions } from './run.ts';
import { measureStatementData } from './statement-data.ts';
import { measureStatementPdfs } from './statements-pdf.ts';

/** What one part of a benchmark found. */
type Part = Pick<Report, 'sizes' | 'figures' | 'notes'>;

const parts: readonly ((options: BenchOptions) => Promise<Part>)[] = [
  measureStatementData,
  measureStatementPdfs,
  measureAllowances,
];

/** Statements: their figures, the documents, and the allowances of a month that stand in them. */
export async function benchStatements(options: BenchOptions): Promise<Report> {
  const found: Part[] = [];
  for (const measure of parts) found.push(await measure(options));
  const figures: Figure[] = found.flatMap((part) => part.figures);
  return {
    bench: 'statements',
    machine: machine(),
    sizes: Object.assign({}, ...found.map((part) => part.sizes)) as Report['sizes'], // a union of such records
    figures,
    notes: found.flatMap((part) => part.notes),
  };
}
