import { z } from 'zod';
import type { Purse } from './account.ts';

/** What a line of goods can be paid with: points, or prepaid euro where the product has a euro price. */
export const tenderSchema = z.enum(['points', 'cents']);
export type Tender = z.infer<typeof tenderSchema>;

/** Whole units of one purse for many pieces: at most 150 lines of 999 pieces at 1,000,000. */
export const tenderAmountSchema = z.int().min(0).max(149_850_000_000);

/**
 * What goods cost by the purse that pays: whole points, whole points of the allowance for baby goods, and euro
 * cents of prepaid credit. Each is a purse of its own; they are added to each other never.
 */
export const tendersSchema = z.strictObject({
  points: tenderAmountSchema,
  babyPoints: tenderAmountSchema,
  cents: tenderAmountSchema,
});
export type Tenders = z.infer<typeof tendersSchema>;

export const NO_TENDERS: Tenders = { points: 0, babyPoints: 0, cents: 0 };

/** Law: the sum by purse, in any order. */
export const sumTenders = (each: readonly Tenders[]): Tenders =>
  each.reduce(
    (sum, one) => ({
      points: sum.points + one.points,
      babyPoints: sum.babyPoints + one.babyPoints,
      cents: sum.cents + one.cents,
    }),
    NO_TENDERS,
  );

/** Whole points, of whichever allowance: what the goods that are not paid in euro are worth. */
export const pointsOfTenders = ({ points, babyPoints }: Tenders): number => points + babyPoints;

export const areNoTenders = ({ points, babyPoints, cents }: Tenders): boolean =>
  points === 0 && babyPoints === 0 && cents === 0;

/** In one order, so that whoever computes a list of postings or draws a table has the same. */
export const TENDERS = ['points', 'babyPoints', 'cents'] as const satisfies readonly (keyof Tenders)[];

/** The three tenders, with the purse of the household that each is taken from. */
export const PURSE_OF_TENDER = {
  points: 'points',
  babyPoints: 'points-baby',
  cents: 'cents',
} as const satisfies Record<keyof Tenders, Purse>;

/** What one purse held before and after, in whole units. A correction can leave less than nothing. */
export const residualSchema = z.strictObject({ before: z.int(), after: z.int() });
export type Residual = z.infer<typeof residualSchema>;

/** By purse; one that the household does not have is absent. Points are always there. */
export const residualsSchema = z.strictObject({
  points: residualSchema,
  babyPoints: residualSchema.optional(),
  cents: residualSchema.optional(),
});
export type Residuals = z.infer<typeof residualsSchema>;
