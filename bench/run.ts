import { parseArgs } from 'node:util';
import { endWithUsage, readCommandLine } from '../hub/command-line.ts';
import { isMet, printReport, type Report } from './report.ts';

export type BenchOptions = { readonly quick: boolean };

const benches: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<Report>>>> = {
  till: async () => (await import('./till.ts')).benchTill,
  statements: async () => (await import('./statements.ts')).benchStatements,
  allowances: async () => (await import('./allowances.ts')).benchAllowances,
  laundry: async () => (await import('./laundry.ts')).benchLaundry,
  sync: async () => (await import('./sync.ts')).benchSync,
  'till-browser': async () => (await import('./till-browser.ts')).benchTillBrowser,
};

const USAGE = `npm run bench -- ${Object.keys(benches).join('|')} [--json] [--quick]`;

async function main(): Promise<number> {
  const { values, positionals } = readCommandLine(
    () =>
      parseArgs({
        options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
        allowPositionals: true,
      }),
    USAGE,
  );
  const [name] = positionals;
  const load = name === undefined || !Object.hasOwn(benches, name) ? undefined : benches[name];
  if (load === undefined || positionals.length > 1) endWithUsage('One benchmark is named', USAGE);
  const bench = await load();
  const report = await bench({ quick: values.quick });
  if (values.json) console.log(JSON.stringify(report));
  else printReport(report);
  return report.figures.every((figure) => isMet(figure) !== false) ? 0 : 1;
}

process.exitCode = await main();
