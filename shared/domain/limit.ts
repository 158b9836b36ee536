import { z } from 'zod';
import { bilingualNameSchema } from './category.ts';
import { categoryIdSchema, limitIdSchema, productIdSchema } from './ids.ts';

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
 * How many units of a product or of a category a household may take, per visit or per calendar month, by
 * its size: "2 bottles of oil a month up to 3 members, 3 beyond" (domain facts, section 2). A line of a
 * weighed product counts its pieces, not its grams.
 */
export const limitSchema = z.strictObject({
  limitId: limitIdSchema,
  name: bilingualNameSchema,
  target: z.union([
    z.strictObject({ categoryId: categoryIdSchema }),
    z.strictObject({ productId: productIdSchema }),
  ]),
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
