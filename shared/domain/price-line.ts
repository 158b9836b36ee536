import type {
  BasketInput,
  BasketLine,
  CatalogueProduct,
  Judged,
  PricedLine,
  PriceUnknownCause,
  RefusalCause,
} from './basket.ts';
import { centsOfWeight } from './euro-price.ts';
import { MAX_POINTS, type Points, pointsOfPriceCents, pointsOfWeight, toPoints } from './points.ts';
import { err, ok, type Result } from './result.ts';
import { NO_TENDERS, type Tenders } from './tenders.ts';

/** A line with its price, before the allowance for baby goods is shared out among the lines. */
export type LineWithPrice = Omit<PricedLine, 'limitIds' | 'problems'> & {
  readonly judged: readonly Judged[];
};

/**
 * What one line costs and what pays for it. **Points pay**, unless the operator chose euro and the product has a
 * euro price; a product with a euro price and zero points is always paid in euro. Law: the price is the pieces
 * times the price of one, in one tender and never in two.
 */
export function priceLine(line: BasketLine, input: BasketInput): LineWithPrice {
  const { lineId, productId, quantity, override } = line;
  const product = input.products.get(productId);
  const inPoints = unitPointsOf(line, input);
  const inEuro = product === undefined ? null : unitCentsOf(line, product);
  const tenderIsFixed = fixedTender(inPoints, inEuro);
  const isInEuro = tenderIsFixed === 'no-points' || (tenderIsFixed === null && line.tender === 'cents');
  const unit: Result<number, 'ProductUnknown' | PriceUnknownCause> = isInEuro ? (inEuro ?? ok(0)) : inPoints;
  const whole = unit.ok ? unit.value * quantity : 0;
  const category = product && input.categories.get(product.categoryId);
  return {
    lineId,
    productId,
    categoryId: product?.categoryId ?? null,
    quantity,
    tender: isInEuro ? 'cents' : 'points',
    tenderIsFixed,
    unitPoints: inPoints.ok ? inPoints.value : toPoints(0),
    unitCents: inEuro?.ok ? inEuro.value : null,
    isForBabies: category?.babyAgeMonths !== undefined,
    price: isInEuro ? { ...NO_TENDERS, cents: whole } : { ...NO_TENDERS, points: whole },
    judged: unit.ok ? [] : [{ cause: unpricedCause(line, unit.error), override }],
  };
}

/**
 * The lines with the allowance for baby goods shared out: it pays for them first, and points pay the rest. Lines
 * get it in the order of their numbers, which no screen can turn. Law: together they draw the smaller of what the
 * goods for babies cost and what the allowance holds, and no line costs more or less than before.
 */
export function drawBabyPoints(lines: readonly LineWithPrice[], available: number): LineWithPrice[] {
  let left = Math.max(0, available);
  const drawn = new Map<LineWithPrice, Tenders>();
  for (const line of [...lines].sort((a, b) => a.lineId - b.lineId)) {
    if (!line.isForBabies || left === 0) continue;
    const babyPoints = Math.min(left, line.price.points);
    left -= babyPoints;
    drawn.set(line, { ...line.price, points: line.price.points - babyPoints, babyPoints });
  }
  return lines.map((line) => ({ ...line, price: drawn.get(line) ?? line.price }));
}

function fixedTender(
  inPoints: Result<Points, unknown>,
  inEuro: Result<number, unknown> | null,
): PricedLine['tenderIsFixed'] {
  if (inEuro === null) return 'no-euro-price';
  return inPoints.ok && inPoints.value === 0 ? 'no-points' : null;
}

function unpricedCause(
  { lineId, productId }: BasketLine,
  error: 'ProductUnknown' | PriceUnknownCause,
): RefusalCause {
  if (error === 'ProductUnknown') return { type: 'ProductUnknown', lineId, productId };
  return { type: 'PriceUnknown', lineId, productId, cause: error };
}

/** Points of one piece: the label's price, else the product's by weight or by piece, else the category's. */
function unitPointsOf(
  line: BasketLine,
  { products, categories }: BasketInput,
): Result<Points, 'ProductUnknown' | PriceUnknownCause> {
  const product = products.get(line.productId);
  if (!product) return err('ProductUnknown');
  if (line.priceCents !== undefined) {
    return line.priceCents <= MAX_PRICE_CENTS ? ok(pointsOfPriceCents(line.priceCents)) : err('OutOfRange');
  }
  const { pricing } = product;
  if (pricing.kind === 'byWeight') {
    if (line.grams === undefined) return err('NoWeight');
    const isInRange = pricing.pointsPerKilogram * line.grams <= MAX_POINTS_TIMES_GRAMS;
    return isInRange ? ok(pointsOfWeight(pricing.pointsPerKilogram, line.grams)) : err('OutOfRange');
  }
  const points = pricing.points ?? categories.get(product.categoryId)?.points;
  return points === undefined ? err('NoCategory') : ok(points);
}

/** Cents of one piece of a product that has a euro price: the label's own price, else by weight or by piece. */
function unitCentsOf(
  { priceCents, grams }: BasketLine,
  { euroCents, pricing }: CatalogueProduct,
): Result<number, PriceUnknownCause> | null {
  if (euroCents === undefined) return null;
  if (priceCents !== undefined) return ok(priceCents);
  if (pricing.kind === 'each') return ok(euroCents);
  if (grams === undefined) return err('NoWeight');
  const isInRange = euroCents * grams <= MAX_POINTS_TIMES_GRAMS;
  return isInRange ? ok(centsOfWeight(euroCents, grams)) : err('OutOfRange');
}

/** Prices past these would pass the most that `Points`, and the cents of one piece, can hold. */
const MAX_PRICE_CENTS = MAX_POINTS * 10;
const MAX_POINTS_TIMES_GRAMS = MAX_POINTS * 1000;
