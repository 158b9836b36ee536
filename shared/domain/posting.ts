import { z } from 'zod';
import { accountNameSchema, parseAccount, type Unit, unitOfPurse, unitSchema } from './account.ts';

/** What lets a household account be spent while the hub is not asked (design, section 5). */
export const coverSchema = z.strictObject({
  kind: z.enum(['lease', 'authorisation', 'floor', 'none']),
  id: z.uuid().lowercase().optional(),
});
export type Cover = z.infer<typeof coverSchema>;

/**
 * Value moved on one account: a positive amount goes in, a negative one comes out, whole units, never zero.
 * A household's account holds only the unit of its purse.
 */
export const postingSchema = z
  .strictObject({
    account: accountNameSchema,
    unit: unitSchema,
    amount: z
      .int()
      .min(-Number.MAX_SAFE_INTEGER)
      .max(Number.MAX_SAFE_INTEGER)
      .refine((amount) => amount !== 0, 'a posting moves something'),
    cover: coverSchema.optional(),
  })
  .refine(({ account, unit }) => {
    const parsed = parseAccount(account);
    return parsed?.kind !== 'household' || unitOfPurse(parsed.purse) === unit;
  }, 'the unit is that of the purse');
export type Posting = z.infer<typeof postingSchema>;

/**
 * Double entry: what leaves one account enters others, so that postings of an operation sum to zero in each
 * unit. An empty list does.
 */
export function sumsToZero(postings: readonly Pick<Posting, 'unit' | 'amount'>[]): boolean {
  // BigInt, because a sum of safe integers need not be one.
  const sums = new Map<Unit, bigint>();
  for (const { unit, amount } of postings) sums.set(unit, (sums.get(unit) ?? 0n) + BigInt(amount));
  return [...sums.values()].every((sum) => sum === 0n);
}

/**
 * Whether postings made by a kind's own pure function may be recorded: integers that move something, of the
 * purse's unit, balanced. What comes from elsewhere is parsed by `postingsSchema` instead.
 */
export const areSound = (postings: readonly Posting[]): boolean =>
  postings.length <= MAX_POSTINGS &&
  postings.every(({ account, unit, amount }) => {
    const parsed = parseAccount(account);
    const isOfPurse = parsed?.kind !== 'household' || unitOfPurse(parsed.purse) === unit;
    return parsed !== null && isOfPurse && Number.isSafeInteger(amount) && amount !== 0;
  }) &&
  sumsToZero(postings);

const MAX_POSTINGS = 500;

/** The postings of an operation: balanced. */
export const postingsSchema = z
  .array(postingSchema)
  .max(MAX_POSTINGS)
  .refine(sumsToZero, 'postings sum to zero');
