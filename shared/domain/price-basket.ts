import type { BasketInput, Judged, PricedBasket, RecordedOverride, Refusal, RefusalCause } from './basket.ts';
import { MAX_BASKET_LINES } from './basket.ts';
import { customerAlerts, judgeCardUse, judgeCustomer, residualsOf } from './judge-customer.ts';
import { judgeGoods } from './judge-goods.ts';
import { judgeLimits } from './judge-limits.ts';
import { drawBabyPoints, priceLine } from './price-line.ts';
import { NO_TENDERS, sumTenders } from './tenders.ts';
import type { TillRules } from './till-rules.ts';

/**
 * Prices a basket and judges it by every rule of the till. It never refuses to answer: whatever is wrong is
 * in `refusals`, beside the figures for the screen, and the basket may be completed exactly when that list
 * is empty. The screen and the service call this same function.
 *
 * Laws: `price` is the sum of the lines, by purse; of each purse the residual after is what there was before less
 * what is charged; the order of the lines changes no figure; every overridable refusal that has an override is in
 * `overrides` and not in `refusals`, and one that is not overridable stays in `refusals` whatever is tried.
 *
 * A line's override answers for its goods (limits, ages, dates), the basket's for the household (points,
 * entitlement, card): a reason given for one thing never lets another pass.
 */
export function priceBasket(input: BasketInput): PricedBasket {
  const { customer } = input;
  const household = customer?.kind === 'household' ? customer : null;
  const inFull = input.lines.map((line) => priceLine(line, input));
  const withPrices = drawBabyPoints(inFull, household?.residualBabyPoints ?? 0);
  const goods = input.lines.map((line) => judgeGoods(line, input));
  const limits = judgeLimits(input);
  const lines = withPrices.map(({ judged: _, ...line }) => ({
    ...line,
    limitIds: limits.monthlyByLine.get(line.lineId) ?? [],
    problems: [],
  }));

  const price = sumTenders(lines.map((line) => line.price));
  const charged = household === null ? NO_TENDERS : price;
  const residual = household === null ? null : residualsOf(household, charged);

  const judged: Judged[] = [
    ...judgeSize(input),
    ...judgeCustomer(input, charged),
    ...judgeCardUse(input, lines),
    ...withPrices.flatMap((line) => line.judged),
    ...goods.flatMap((each) => each.judged),
    ...limits.judged,
  ];
  const { refusals, overrides } = settle(judged, input.rules);

  return {
    lines: lines.map((line) => ({ ...line, problems: problemsOf(line.lineId, refusals) })),
    price,
    charged,
    residual,
    limits: limits.uses,
    refusals,
    overrides,
    alerts: [...customerAlerts(input, residual), ...goods.flatMap((each) => each.alerts)],
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

function judgeSize({ lines, customer }: BasketInput): Judged[] {
  const causes: RefusalCause[] = [];
  if (lines.length === 0) causes.push({ type: 'EmptyBasket' });
  if (lines.length > MAX_BASKET_LINES) causes.push({ type: 'TooManyLines', most: MAX_BASKET_LINES });
  if (customer === null) causes.push({ type: 'NoCustomer' });
  return causes.map((cause) => ({ cause, override: undefined }));
}
