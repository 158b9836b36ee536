import { z } from 'zod';
import { bilingualNameSchema } from './category.ts';
import { categoryIdSchema, limitIdSchema, productIdSchema } from './ids.ts';

/**
 * The purse that counts, in `uses`, the points spent in one week of a scheme with a weekly quota: it ends with the
 * week whose first day its account names. No limit of goods may have this name.
 */
export const WEEKLY_POINTS = limitIdSchema.parse('weekly-points');

const quantityStepSchema = z.strictObject({
  membersUpTo: z.int().min(1).max(99).nullable(),
  quantity: z.int().min(0).max(999),
});

const quantityBySizeSchema = z
  .array(quantityStepSchema)
  .min(1)
  .max(20)
  .refine(isAscendingToNull, 'steps ascend by members and only the last has no upper size');

/**
 * What counts against a limit: a category, one product, or nothing but the products that name the limit
 * themselves. A product that names a limit (`limitIds`) counts against it whatever the target.
 */
const limitTargetSchema = z.union([
  z.strictObject({ categoryId: categoryIdSchema }),
  z.strictObject({ productId: productIdSchema }),
  z.strictObject({ namedByProducts: z.literal(true) }),
]);
export type LimitTarget = z.infer<typeof limitTargetSchema>;

/** Most limits that one product may name. */
export const MAX_LIMITS_PER_PRODUCT = 10;

/**
 * How many units of a product or of a category a household may take, per visit or per calendar month, by
 * its size: "2 bottles of oil a month up to 3 members, 3 beyond" (domain facts, section 2). A line of a
 * weighed product counts its pieces, not its grams.
 */
export const limitSchema = z.strictObject({
  limitId: limitIdSchema.refine((limitId) => limitId !== WEEKLY_POINTS, 'the name of the weekly quota'),
  name: bilingualNameSchema,
  target: limitTargetSchema,
  per: z.enum(['visit', 'month']),
  quantityBySize: quantityBySizeSchema,
  active: z.boolean(),
});
export type Limit = z.infer<typeof limitSchema>;

/**
 * Units that a household (or a group without a household) of `size` people may take: the first step that
 * reaches the size. Law: every size of at least one person has exactly one quantity.
 */
export function quantityAllowed(limit: Pick<Limit, 'quantityBySize'>, size: number): number {
  const step = limit.quantityBySize.find(({ membersUpTo }) => membersUpTo === null || size <= membersUpTo);
  return step?.quantity ?? 0;
}

function isAscendingToNull(steps: readonly { membersUpTo: number | null }[]): boolean {
  return steps.every(({ membersUpTo }, index) => {
    if (index === steps.length - 1) return membersUpTo === null;
    const previous = steps[index - 1]?.membersUpTo ?? 0;
    return membersUpTo !== null && membersUpTo > previous;
  });
}
