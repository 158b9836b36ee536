import { machine, type Report } from './report.ts';
import type { BenchOptions } from './run.ts';
import { measureStatementPdfs } from './statements-pdf.ts';

/** Statements: the documents. */
export async function benchStatements(options: BenchOptions): Promise<Report> {
  const documents = await measureStatementPdfs(options);
  return { bench: 'statements', machine: machine(), ...documents };
}
