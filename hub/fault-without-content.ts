/** What a log may say of a fault: neither its message nor what a database adds, which may quote somebody's record. */
export type FaultWithoutContent = {
  readonly name: string;
  /** Of the database or the system; null where there is none. */
  readonly code: string | null;
  /** Where it happened, the innermost first. */
  readonly at: readonly string[];
};

const MOST_LINES = 8;

export function faultWithoutContent(error: unknown): FaultWithoutContent {
  if (!(error instanceof Error)) return { name: typeof error, code: null, at: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  const isPlace = (line: string) => /^at .*:\d+:\d+\)?$/.test(line);
  return { name: error.name, code, at: lines.filter(isPlace).slice(0, MOST_LINES) };
}
