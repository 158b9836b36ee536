import { z } from 'zod';
import { type BasketLine, MAX_BASKET_LINES, overrideSchema, type PricedBasket } from './basket.ts';
import { bestBeforeSchema } from './best-before.ts';
import { categoryIdSchema, limitIdSchema, productIdSchema } from './ids.ts';
import { localDateSchema } from './local-date.ts';
import { assert } from './result.ts';
import { NO_TENDERS, sumTenders, tendersSchema } from './tenders.ts';

/**
 * One line as recorded. `price` is that of the whole line by the purse that pays, `grams` and `priceCents` those of
 * one piece; `limitIds` are the household's limits per month that its pieces count against.
 */
export const saleLineSchema = z.strictObject({
  line: z.int().min(1).max(100_000),
  productId: productIdSchema,
  categoryId: categoryIdSchema,
  quantity: z.int().min(1).max(999),
  price: tendersSchema,
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

/** `price` is what the goods cost, `charged` what the household paid: nothing for people without one. */
export const saleTotalsSchema = z.strictObject({
  price: tendersSchema,
  charged: tendersSchema,
  pieces: z.int().min(1).max(149_850),
});
export type SaleTotals = z.infer<typeof saleTotalsSchema>;

/** Pieces of one line that come back, with what goes back for them to each purse, and units of its limits. */
export const returnedLineSchema = z.strictObject({
  line: z.int().min(1).max(100_000),
  productId: productIdSchema,
  quantity: z.int().min(1).max(999),
  price: tendersSchema,
  limitIds: z.array(limitIdSchema).max(20),
});
export type ReturnedLine = z.infer<typeof returnedLineSchema>;

/** Law: the totals of a sale are the sums of its lines. */
export function totalsOf(lines: readonly SaleLine[], isCharged: boolean): SaleTotals {
  const price = sumTenders(lines.map((each) => each.price));
  const pieces = lines.reduce((sum, each) => sum + each.quantity, 0);
  return { price, charged: isCharged ? price : NO_TENDERS, pieces };
}

/** What a basket becomes when it is completed. Only for a basket that nothing refuses. */
export function saleLinesOf(basketLines: readonly BasketLine[], priced: PricedBasket): SaleLine[] {
  assert(priced.refusals.length === 0, 'a basket with refusals is not completed');
  const pricedById = new Map(priced.lines.map((line) => [line.lineId, line]));
  return basketLines.map(({ lineId, tender: _, ...recorded }) => {
    const line = pricedById.get(lineId);
    assert(line?.categoryId, 'a line of a completed basket is priced and has a category');
    const { categoryId, price, limitIds } = line;
    return { ...recorded, line: lineId, categoryId, price, limitIds: [...limitIds] };
  });
}
