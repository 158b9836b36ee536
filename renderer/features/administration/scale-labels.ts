import { type InStorePattern, inStorePatternSchema } from '../../../shared/domain/in-store-code.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';

/** One layout a line, with its step behind it where it is not 1: `2IIIIIIPPPPPC` or `28IIIIIWWWWWC 10`. */
export const patternsToText = (patterns: readonly InStorePattern[]): string =>
  patterns.map(({ layout, step }) => (step === 1 ? layout : `${layout} ${step}`)).join('\n');

/** Law: it reads what `patternsToText` writes. Empty lines are passed over; the first wrong line is named. */
export function textToPatterns(text: string): Result<InStorePattern[], { line: number; layout: string }> {
  const patterns: InStorePattern[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [layout = '', step = '1', ...rest] = line.trim().toUpperCase().split(/\s+/);
    if (layout === '') continue;
    const parsed = inStorePatternSchema.safeParse({ layout, step: Number(step) });
    if (!parsed.success || rest.length > 0) return err({ line: index + 1, layout: line.trim() });
    patterns.push(parsed.data);
  }
  return ok(patterns);
}
