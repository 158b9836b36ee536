import { z } from 'zod';
import { categoryIdSchema } from './ids.ts';
import { pointsSchema } from './points.ts';

/** A name shown to people, in both languages of the screens. */
export const bilingualNameSchema = z.strictObject({
  it: z.string().trim().min(1).max(80),
  en: z.string().trim().min(1).max(80),
});
export type BilingualName = z.infer<typeof bilingualNameSchema>;

/**
 * One word rule: a word (`riso`), the beginning of a word (`pannolin*`) or several words that follow each
 * other (`olio di semi`, `latte crescita`). Accents and case do not matter.
 */
export const wordRuleSchema = z
  .string()
  .max(60)
  .regex(/^[\p{L}\p{N}'& -]+\*?( [\p{L}\p{N}'& -]+\*?)*$/u);

/** Whole months of age, both ends included: nappies 0 to 36, follow-on milk 6 to 36. */
export const babyAgeMonthsSchema = z
  .strictObject({ from: z.int().min(0).max(72), to: z.int().min(0).max(72) })
  .refine(({ from, to }) => from <= to, 'the age range runs backwards');
export type BabyAgeMonths = z.infer<typeof babyAgeMonthsSchema>;

/**
 * A kind of goods: what it costs by default, which product names belong to it, and which rules of the
 * trade it carries.
 *
 * - `points`: whole points for one piece, unless the product has its own.
 * - `words`, `weakWords`, `excludeWords`: see `createCategoriser`. Weak words (brands, mostly) decide only
 *   where no word of any category does.
 * - `priority`: between words that match equally well the category with the higher number wins. What a
 *   thing *is* (pizza, biscuit) is above what it is made of (cheese), which is above ingredients (tomato).
 * - `bestBeforeToleranceDays`: days past the best-before date (TMC, never the *scadenza*) in which intact
 *   goods may still be given: law 166/2016 art. 4 and the guidelines validated by the ministry, the careful
 *   end of each range. Absent: none.
 * - `babyAgeMonths`: given only to a household with a child of that age.
 * - `notGiven`: recognised so that it can be refused (alcohol).
 */
export const categorySchema = z.strictObject({
  categoryId: categoryIdSchema,
  name: bilingualNameSchema,
  points: pointsSchema,
  priority: z.int().min(0).max(9),
  words: z.array(wordRuleSchema).max(1_000),
  weakWords: z.array(wordRuleSchema).max(1_000).optional(),
  excludeWords: z.array(wordRuleSchema).max(1_000).optional(),
  bestBeforeToleranceDays: z.int().min(1).max(730).optional(),
  babyAgeMonths: babyAgeMonthsSchema.optional(),
  notGiven: z.literal(true).optional(),
});
export type Category = z.infer<typeof categorySchema>;

/** Where a product goes whose name matches no rule: "da classificare". Always among the categories. */
export const TO_CLASSIFY = categoryIdSchema.parse('to-classify');

/** The whole reference file: each id once, and a place for what matches nothing. */
export const categoriesSchema = z
  .array(categorySchema)
  .max(200)
  .refine((list) => new Set(list.map((one) => one.categoryId)).size === list.length, 'a category id twice')
  .refine((list) => list.some((one) => one.categoryId === TO_CLASSIFY), 'to-classify is missing');
