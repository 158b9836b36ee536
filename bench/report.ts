import { cpus, totalmem } from 'node:os';

/** One number of a benchmark. Peers and limits have no target. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'x' | 'MB' | 's' | 'lines' | 'operations' | 'operations/s' | 'pages' | 'pages/s';
  readonly target?: number;
  readonly better?: 'lower' | 'higher';
};

export type Report = {
  readonly bench: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly figures: readonly Figure[];
  /** Sentences without which the figures mislead: durability above all. */
  readonly notes: readonly string[];
};

export const machine = (): Report['machine'] => ({
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
});

/** The value under which the given share (0 to 1) of the measurements lies. */
export function percentile(measured: readonly number[], share: number): number {
  const sorted = measured.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (measured: readonly number[]): number => percentile(measured, 0.5);

export const atMost = (name: string, value: number, unit: Figure['unit'], target: number): Figure => ({
  name,
  value: round(value),
  unit,
  target,
  better: 'lower',
});

export const atLeast = (name: string, value: number, unit: Figure['unit'], target: number): Figure => ({
  name,
  value: round(value),
  unit,
  target,
  better: 'higher',
});

export const told = (name: string, value: number, unit: Figure['unit']): Figure => ({
  name,
  value: round(value),
  unit,
});

const round = (value: number): number => Math.round(value * 1000) / 1000;

export function isMet({ value, target, better }: Figure): boolean | null {
  if (target === undefined) return null;
  return better === 'higher' ? value >= target : value <= target;
}

export function printReport(report: Report): void {
  const width = Math.max(...report.figures.map(({ name }) => name.length));
  console.log(`${report.bench} on ${Object.values(report.machine).join(', ')}`);
  console.log(
    Object.entries(report.sizes)
      .map(([name, size]) => `${name} ${size}`)
      .join(', '),
  );
  for (const figure of report.figures) {
    const met = isMet(figure);
    const value = `${figure.value.toFixed(figure.value < 10 ? 2 : 0).padStart(10)} ${figure.unit.padEnd(12)}`;
    const target = figure.target === undefined ? '' : `target ${figure.target} ${met ? 'met' : 'NOT MET'}`;
    console.log(`${figure.name.padEnd(width)} ${value} ${target}`.trimEnd());
  }
  for (const note of report.notes) console.log(note);
}
