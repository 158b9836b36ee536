import type {
  BasketAlert,
  BasketInput,
  BasketLine,
  Customer,
  HouseholdCustomer,
  Judged,
  PricedBasket,
  PricedLine,
  PriceUnknownCause,
  RecordedOverride,
  Refusal,
  RefusalCause,
} from './basket.ts';
import { MAX_BASKET_LINES } from './basket.ts';
import { judgeGoods } from './judge-goods.ts';
import { judgeLimits } from './judge-limits.ts';
import { daysBetween, type LocalDate } from './local-date.ts';
import { MAX_POINTS, type Points, pointsOfPriceCents, pointsOfWeight, toPoints } from './points.ts';
import { err, ok, type Result } from './result.ts';
import type { TillRules } from './till-rules.ts';

/**
 * Prices a basket and judges it by every rule of the till. It never refuses to answer: whatever is wrong is
 * in `refusals`, beside the figures for the screen, and the basket may be completed exactly when that list
 * is empty. The screen and the service call this same function.
 *
 * Laws: `totalPoints` is the sum of the lines; `residualAfter = residualBefore - chargedPoints`; the order
 * of the lines changes no figure; every overridable refusal that has an override is in `overrides` and not
 * in `refusals`, and one that is not overridable stays in `refusals` whatever is tried.
 *
 * A line's override answers for its goods (limits, ages, dates), the basket's for the household (points,
 * entitlement, card): a reason given for one thing never lets another pass.
 */
export function priceBasket(input: BasketInput): PricedBasket {
  const lines = input.lines.map((line) => priceLine(line, input));
  const goods = input.lines.map((line) => judgeGoods(line, input));
  const limits = judgeLimits(input);

  const totalPoints = lines.reduce((sum, line) => sum + line.points, 0);
  const chargedPoints = input.customer?.kind === 'household' ? totalPoints : 0;
  const residualBefore = input.customer?.kind === 'household' ? input.customer.residualPoints : null;
  const residualAfter = residualBefore === null ? null : residualBefore - chargedPoints;

  const judged: Judged[] = [
    ...judgeSize(input),
    ...judgeCustomer(input, chargedPoints),
    ...lines.flatMap((line) => line.judged),
    ...goods.flatMap((each) => each.judged),
    ...limits.judged,
  ];
  const { refusals, overrides } = settle(judged, input.rules);

  return {
    lines: lines.map(({ judged: _, ...line }) => ({
      ...line,
      limitIds: limits.monthlyByLine.get(line.lineId) ?? [],
      problems: problemsOf(line.lineId, refusals),
    })),
    totalPoints,
    chargedPoints,
    residualBefore,
    residualAfter,
    limits: limits.uses,
    refusals,
    overrides,
    alerts: [
      ...customerAlerts(input.customer, residualAfter, input.rules, input.businessOn),
      ...goods.flatMap((each) => each.alerts),
    ],
  };
}

/**
 * The refusals that stand and those that an operator overrode. Pure bookkeeping: the site's rules say what
 * may be overridden at all; who has the right is checked where the operator is known.
 */
function settle(
  judged: readonly Judged[],
  rules: TillRules,
): { refusals: Refusal[]; overrides: RecordedOverride[] } {
  const overridable: readonly string[] = rules.overridable;
  const refusals: Refusal[] = [];
  const overrides: RecordedOverride[] = [];
  for (const { cause, override } of judged) {
    const refusal: Refusal = { ...cause, overridable: overridable.includes(cause.type) };
    if (refusal.overridable && override) overrides.push({ ...override, refusal });
    else refusals.push(refusal);
  }
  return { refusals, overrides };
}

function problemsOf(lineId: number, refusals: readonly Refusal[]): Refusal['type'][] {
  const mine = refusals.filter((refusal) =>
    'lineIds' in refusal
      ? refusal.lineIds.includes(lineId)
      : 'lineId' in refusal && refusal.lineId === lineId,
  );
  return [...new Set(mine.map((refusal) => refusal.type))];
}

function priceLine(
  line: BasketLine,
  input: BasketInput,
): Omit<PricedLine, 'limitIds' | 'problems'> & { judged: Judged[] } {
  const { lineId, productId, quantity, override } = line;
  const unit = unitPointsOf(line, input);
  const unitPoints = unit.ok ? unit.value : toPoints(0);
  return {
    lineId,
    productId,
    categoryId: input.products.get(productId)?.categoryId ?? null,
    quantity,
    unitPoints,
    points: unitPoints * quantity,
    judged: unit.ok ? [] : [{ cause: unpricedCause(line, unit.error), override }],
  };
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

/** Prices past these would pass the most that `Points` can hold. */
const MAX_PRICE_CENTS = MAX_POINTS * 10;
const MAX_POINTS_TIMES_GRAMS = MAX_POINTS * 1000;

function judgeSize({ lines, customer }: BasketInput): Judged[] {
  const causes: RefusalCause[] = [];
  if (lines.length === 0) causes.push({ type: 'EmptyBasket' });
  if (lines.length > MAX_BASKET_LINES) causes.push({ type: 'TooManyLines', most: MAX_BASKET_LINES });
  if (customer === null) causes.push({ type: 'NoCustomer' });
  return causes.map((cause) => ({ cause, override: undefined }));
}

function judgeCustomer({ customer, override }: BasketInput, chargedPoints: number): Judged[] {
  if (customer?.kind !== 'household') return [];
  const causes: RefusalCause[] = [];
  if (customer.card?.state === 'blocked') causes.push({ type: 'CardBlocked', reason: customer.card.reason });
  if (customer.card?.state === 'replaced') causes.push({ type: 'CardReplaced' });
  if (!customer.entitlement.ok) causes.push(customer.entitlement.error);
  const missingPoints = missingPointsOf(customer, chargedPoints);
  if (missingPoints > 0) causes.push({ type: 'InsufficientPoints', missingPoints });
  return causes.map((cause) => ({ cause, override }));
}

/** A basket that costs nothing is never short of points, even on an account below zero. */
const missingPointsOf = (customer: HouseholdCustomer, chargedPoints: number): number =>
  chargedPoints === 0 ? 0 : Math.max(0, chargedPoints - customer.residualPoints);

function customerAlerts(
  customer: Customer | null,
  residualAfter: number | null,
  rules: TillRules,
  businessOn: LocalDate,
): BasketAlert[] {
  if (customer?.kind !== 'household') return [];
  const alerts: BasketAlert[] = [];
  if (residualAfter !== null && residualAfter >= 0 && residualAfter < rules.lowPointsThreshold) {
    alerts.push({ type: 'PointsLow', residualPoints: residualAfter });
  }
  if (customer.entitlement.ok) {
    const { endsOn } = customer.entitlement.value;
    const daysLeft = daysBetween(businessOn, endsOn);
    if (daysLeft <= rules.entitlementAlertDays)
      alerts.push({ type: 'EntitlementEndsSoon', endsOn, daysLeft });
  }
  return alerts;
}
