import { z } from 'zod';
import type { BasketLine, Override, PricedBasket, RecordedOverride } from './basket.ts';
import { overridableRefusalSchema } from './till-rules.ts';

/**
 * What an override answered for when it was given: the refusal, its limit or line (empty: the household), and how much
 * of it: points missing or beyond the week's, pieces beyond a limit, pieces of the line. Where there is nothing to measure, zero.
 */
export const overrideCoverSchema = z.strictObject({
  refusal: overridableRefusalSchema,
  of: z.string().max(100),
  most: z.int().min(0),
});
export type OverrideCover = z.infer<typeof overrideCoverSchema>;

/** What a basket's overrides let pass as it stands: to be kept when one is given. */
export const coverOf = (
  overrides: readonly RecordedOverride[],
  lines: readonly BasketLine[],
): OverrideCover[] => overrides.map((override) => measureOf(override, lines));

type Overridden<Line> = { readonly lines: readonly Line[]; readonly override?: Override | undefined };

/**
 * The basket without the overrides that would now let pass more than they were given for. The same object where all
 * of them stand. Law: nothing passes by an override that was not refused, as much or more, when it was given.
 */
export function withStandingOverrides<Document extends Overridden<BasketLine>>(
  document: Document,
  { overrides }: Pick<PricedBasket, 'overrides'>,
  cover: readonly OverrideCover[],
): Document {
  const outgrown = overrides.filter((each) => !isCovered(measureOf(each, document.lines), cover));
  if (outgrown.length === 0) return document;
  const lineIds = new Set(outgrown.flatMap(linesOf));
  const lines = document.lines.map((line) => {
    if (!lineIds.has(line.lineId)) return line;
    const { override: _outgrown, ...rest } = line;
    return rest;
  });
  const isOfHousehold = outgrown.some((each) => linesOf(each).length === 0);
  return { ...document, lines, override: isOfHousehold ? undefined : document.override };
}

const isCovered = ({ refusal, of, most }: OverrideCover, cover: readonly OverrideCover[]): boolean =>
  cover.some((each) => each.refusal === refusal && each.of === of && most <= each.most);

function measureOf({ refusal }: RecordedOverride, lines: readonly BasketLine[]): OverrideCover {
  const type = overridableRefusalSchema.parse(refusal.type);
  if (refusal.type === 'InsufficientPoints') return { refusal: type, of: '', most: refusal.missingPoints };
  if (refusal.type === 'WeeklyQuotaExceeded') return { refusal: type, of: '', most: refusal.excessPoints };
  if (refusal.type === 'LimitReached') return { refusal: type, of: refusal.limitId, most: refusal.excess };
  if (!('lineId' in refusal)) return { refusal: type, of: '', most: 0 };
  const pieces = lines.find(({ lineId }) => lineId === refusal.lineId)?.quantity ?? 0;
  return { refusal: type, of: `${refusal.lineId}`, most: pieces };
}

function linesOf({ refusal }: RecordedOverride): readonly number[] {
  if ('lineIds' in refusal) return refusal.lineIds;
  return 'lineId' in refusal ? [refusal.lineId] : [];
}
