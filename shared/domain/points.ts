import { z } from 'zod';

/** The most that one price or one allowance can be. */
export const MAX_POINTS = 1_000_000;

/**
 * Whole points. By common reading 1 point = 0.10 euro (domain facts, section 2). Never a float, at most
 * 2^53 - 1 like every integer that travels.
 */
export const pointsSchema = z.int().min(0).max(MAX_POINTS).brand<'Points'>();
export type Points = z.infer<typeof pointsSchema>;

/** Asserts that a number is a price or an allowance in whole points, 0 to 1,000,000. */
export const toPoints = (value: number): Points => pointsSchema.parse(value);

/**
 * Points of a weighed product: price per kilogram times grams, rounded **half up to the whole point, and
 * never below 1 point for a priced product**, so that a small piece is not free.
 */
export function pointsOfWeight(pointsPerKilogram: Points, grams: number): Points {
  if (pointsPerKilogram === 0) return toPoints(0);
  return toPoints(Math.max(1, Math.floor((pointsPerKilogram * grams + 500) / 1000)));
}

/**
 * Points of an in-store label that carries a price: **10 cents are 1 point, rounded half up to the whole
 * point** (4 cents are 0 points, 5 are 1). By the common reading that 1 point = 0.10 euro.
 */
export const pointsOfPriceCents = (priceCents: number): Points => toPoints(Math.floor((priceCents + 5) / 10));
