import { z } from 'zod';
import { type BasketLine, MAX_BASKET_LINES, overrideSchema, type PricedBasket } from './basket.ts';
import { bestBeforeSchema } from './best-before.ts';
import { categoryIdSchema, limitIdSchema, productIdSchema } from './ids.ts';
import { localDateSchema } from './local-date.ts';
import { assert } from './result.ts';

/** Whole points of many pieces: at most 150 lines of 999 pieces at 1,000,000 points. */
const totalPointsSchema = z.int().min(0).max(149_850_000_000);

/**
 * One line as recorded. `points` are those of the whole line, `grams` and `priceCents` those of one piece;
 * `limitIds` are the household's limits per month that its pieces count against.
 */
export const saleLineSchema = z.strictObject({
  line: z.int().min(1).max(100_000),
  productId: productIdSchema,
  categoryId: categoryIdSchema,
  quantity: z.int().min(1).max(999),
  points: totalPointsSchema,
  grams: z.int().min(1).max(999_999).optional(),
  priceCents: z.int().min(0).max(999_999).optional(),
  limitIds: z.array(limitIdSchema).max(20),
  bestBefore: bestBeforeSchema.optional(),
  useBy: localDateSchema.optional(),
  lot: z.string().trim().min(1).max(40).optional(),
  override: overrideSchema.optional(),
});
export type SaleLine = z.infer<typeof saleLineSchema>;

/** The lines of one sale: each number once. */
export const saleLinesSchema = z
  .array(saleLineSchema)
  .min(1)
  .max(MAX_BASKET_LINES)
  .refine((lines) => new Set(lines.map((each) => each.line)).size === lines.length, 'a line number twice');

/** `totalPoints` is what the goods are worth, `chargedPoints` what the household paid (zero without one). */
export const saleTotalsSchema = z.strictObject({
  totalPoints: totalPointsSchema,
  chargedPoints: totalPointsSchema,
  pieces: z.int().min(1).max(149_850),
});
export type SaleTotals = z.infer<typeof saleTotalsSchema>;

/** Pieces of one line that come back, with what goes back for them: whole points, and units of its limits. */
export const returnedLineSchema = z.strictObject({
  line: z.int().min(1).max(100_000),
  productId: productIdSchema,
  quantity: z.int().min(1).max(999),
  points: totalPointsSchema,
  limitIds: z.array(limitIdSchema).max(20),
});
export type ReturnedLine = z.infer<typeof returnedLineSchema>;

/** Law: the totals of a sale are the sums of its lines. */
export function totalsOf(lines: readonly SaleLine[], isCharged: boolean): SaleTotals {
  const totalPoints = lines.reduce((sum, each) => sum + each.points, 0);
  const pieces = lines.reduce((sum, each) => sum + each.quantity, 0);
  return { totalPoints, chargedPoints: isCharged ? totalPoints : 0, pieces };
}

/** What a basket becomes when it is completed. Only for a basket that nothing refuses. */
export function saleLinesOf(basketLines: readonly BasketLine[], priced: PricedBasket): SaleLine[] {
  assert(priced.refusals.length === 0, 'a basket with refusals is not completed');
  const pricedById = new Map(priced.lines.map((line) => [line.lineId, line]));
  return basketLines.map(({ lineId, ...recorded }) => {
    const line = pricedById.get(lineId);
    assert(line?.categoryId, 'a line of a completed basket is priced and has a category');
    const { categoryId, points, limitIds } = line;
    return { ...recorded, line: lineId, categoryId, points, limitIds: [...limitIds] };
  });
}
