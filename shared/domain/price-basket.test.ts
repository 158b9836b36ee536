import { describe, expect, test } from 'vitest';
import { type BasketInput, type HouseholdCustomer, MAX_BASKET_LINES } from './basket.ts';
import {
  added,
  aHousehold,
  aLimit,
  aLine,
  aProduct,
  cheese,
  entitlement,
  idOf,
  nappies,
  oil,
  oilMonth,
  olive,
  override,
  pasta,
  price,
  today,
  wine,
  withdrawn,
} from './basket-builders.ts';
import { bestBeforeSchema } from './best-before.ts';
import { programmeIdSchema } from './ids.ts';
import { addDays, localMonthSchema } from './local-date.ts';
import { MAX_POINTS, pointsOfPriceCents } from './points.ts';
import { ok } from './result.ts';
import { DEFAULT_TILL_RULES, overridableRefusalSchema, tillRulesSchema } from './till-rules.ts';

const inPoints = (points: number) => ({ points, babyPoints: 0, cents: 0 });
const paidInPoints = (unitPoints: number, points: number) => ({
  tender: 'points',
  tenderIsFixed: 'no-euro-price',
  unitPoints,
  unitCents: null,
  isForBabies: false,
  price: inPoints(points),
});

test('a plain sale shows lines, residual before and after, and limits left', () => {
  const usedByLimit = new Map([[oilMonth.limitId, 1]]);
  const basket = price([aLine(pasta, 2), aLine(oil), aLine(cheese, 1, { grams: 262 })], {
    customer: aHousehold({ usedByLimit }),
  });
  expect(basket).toEqual({
    lines: [
      {
        lineId: 1,
        productId: pasta.productId,
        categoryId: 'pasta',
        quantity: 2,
        ...paidInPoints(3, 6),
        limitIds: [],
        problems: [],
      },
      {
        lineId: 2,
        productId: oil.productId,
        categoryId: 'oil',
        quantity: 1,
        ...paidInPoints(12, 12),
        limitIds: ['oil-month'],
        problems: [],
      },
      {
        lineId: 3,
        productId: cheese.productId,
        categoryId: 'pasta',
        quantity: 1,
        ...paidInPoints(10, 10),
        limitIds: [],
        problems: [],
      },
    ],
    price: inPoints(28),
    charged: inPoints(28),
    residual: { points: { before: 100, after: 72 } },
    limits: [
      { limitId: 'oil-month', per: 'month', allowed: 2, usedBefore: 1, inBasket: 1, left: 0 },
      { limitId: 'pasta-visit', per: 'visit', allowed: 4, usedBefore: 0, inBasket: 2, left: 2 },
    ],
    refusals: [],
    overrides: [],
    alerts: [],
  });
});

describe('prices', () => {
  test('the label of an in-store code goes before the catalogue, 10 cents a point rounded half up', () => {
    expect([0, 4, 5, 14, 15, 1_234].map(pointsOfPriceCents)).toEqual([0, 0, 1, 1, 2, 123]);
    expect(price([aLine(cheese, 1, { priceCents: 345, grams: 262 })]).price).toEqual(inPoints(35));
  });

  test.each([
    ['a weighed product without its weight', [aLine(cheese)], { cause: 'NoWeight' }],
    [
      'a label past any price',
      [aLine(pasta, 1, { priceCents: MAX_POINTS * 10 + 1 })],
      { cause: 'OutOfRange' },
    ],
  ])('%s says so and costs nothing yet', (_, lines, refusal) => {
    const basket = price(lines);
    expect(basket.price).toEqual(inPoints(0));
    expect(basket.refusals).toEqual([
      { type: 'PriceUnknown', lineId: 1, productId: lines[0]?.productId, overridable: false, ...refusal },
    ]);
  });

  test('a product outside the catalogue is named and no override lets it pass', () => {
    const basket = price([aLine(aProduct(99, 'pasta'), 1, { override })], { override });
    expect(basket.refusals).toEqual([
      { type: 'ProductUnknown', lineId: 1, productId: idOf(99), overridable: false },
    ]);
    expect(basket.lines[0]?.problems).toEqual(['ProductUnknown']);
  });
});

describe('the household', () => {
  test('too few points says how many are missing and cannot be overridden by default', () => {
    const basket = price([aLine(pasta, 4)], { customer: aHousehold({ residualPoints: 5 }), override });
    expect(basket.refusals).toEqual([{ type: 'InsufficientPoints', missingPoints: 7, overridable: false }]);
    expect(basket.residual).toEqual({ points: { before: 5, after: -7 } });
  });

  test('spending the last point is allowed, and said', () => {
    const basket = price([aLine(pasta)], { customer: aHousehold({ residualPoints: 3 }) });
    expect(basket.refusals).toEqual([]);
    expect(basket.alerts).toEqual([{ type: 'PointsLow', residualPoints: 0 }]);
  });

  test.each([
    [
      { card: { state: 'blocked', reason: 'lost' } },
      { type: 'CardBlocked', reason: 'lost', overridable: false },
    ],
    [{ card: { state: 'replaced' } }, { type: 'CardReplaced', overridable: false }],
    [
      { entitlement: { ok: false, error: { type: 'NoEntitlement' } } },
      { type: 'NoEntitlement', overridable: false },
    ],
    [
      { entitlement: { ok: false, error: { type: 'EntitlementExpired', endedOn: today } } },
      { type: 'EntitlementExpired', endedOn: today, overridable: true },
    ],
  ] satisfies [Partial<HouseholdCustomer>, object][])('%j is refused', (more, refusal) => {
    expect(price([aLine(pasta)], { customer: aHousehold(more) }).refusals).toEqual([refusal]);
  });

  test('a forgotten card is no obstacle', () => {
    expect(price([aLine(pasta)], { customer: aHousehold({ card: null }) }).refusals).toEqual([]);
  });

  test('an entitlement that ends in 14 days is announced, in 15 it is not', () => {
    const ending = (days: number) =>
      aHousehold({ entitlement: ok({ ...entitlement, endsOn: addDays(today, days) }) });
    const endsOn = addDays(today, 14);
    expect(price([aLine(pasta)], { customer: ending(14) }).alerts).toEqual([
      { type: 'EntitlementEndsSoon', endsOn, daysLeft: 14 },
    ]);
    expect(price([aLine(pasta)], { customer: ending(15) }).alerts).toEqual([]);
  });

  test("the basket's override answers for the household and not for the goods", () => {
    const expired = { ok: false, error: { type: 'EntitlementExpired', endedOn: today } } as const;
    const basket = price([aLine(oil, 3)], { customer: aHousehold({ entitlement: expired }), override });
    expect(basket.overrides).toEqual([
      { ...override, refusal: { type: 'EntitlementExpired', endedOn: today, overridable: true } },
    ]);
    expect(basket.refusals.map((refusal) => refusal.type)).toEqual(['LimitReached']);
  });

  test('without a card the goods are priced and the basket waits', () => {
    const basket = price([aLine(oil, 9)], { customer: null });
    expect(basket.refusals).toEqual([{ type: 'NoCustomer', overridable: false }]);
    expect([basket.price, basket.charged, basket.residual]).toEqual([inPoints(108), inPoints(0), null]);
  });

  test('people without a household pay nothing and keep to the limits per visit of their headcount', () => {
    const programmeId = programmeIdSchema.parse('surplus');
    const customer = { kind: 'occasional', headcount: 3, programmeId, reason: 'emergency' } as const;
    const basket = price([aLine(oil, 9), aLine(pasta, 5), aLine(nappies)], { customer });
    expect(basket.refusals).toEqual([
      {
        type: 'LimitReached',
        limitId: 'pasta-visit',
        lineIds: [2],
        productId: pasta.productId,
        allowed: 4,
        used: 0,
        excess: 1,
        overridable: true,
      },
    ]);
    expect([basket.price, basket.charged, basket.residual]).toEqual([inPoints(131), inPoints(0), null]);
    expect(basket.lines.flatMap((line) => line.limitIds)).toEqual([]);
  });
});

describe('limits', () => {
  const used = (pieces: number) => aHousehold({ usedByLimit: new Map([[oilMonth.limitId, pieces]]) });

  test('a limit of a category counts all its products and names the one that passed it', () => {
    const basket = price([aLine(oil, 2), aLine(pasta), aLine(olive, 1)], { customer: used(1) });
    expect(basket.refusals).toEqual([
      {
        type: 'LimitReached',
        limitId: 'oil-month',
        lineIds: [1, 3],
        productId: oil.productId,
        allowed: 2,
        used: 1,
        excess: 2,
        overridable: true,
      },
    ]);
    expect(basket.lines.map((line) => line.problems)).toEqual([['LimitReached'], [], ['LimitReached']]);
  });

  test('a product that names a limit counts against it, besides what the limit itself targets', () => {
    const named = { ...cheese, limitIds: [oilMonth.limitId] };
    const products = new Map([oil, pasta, named].map((product) => [product.productId, product]));
    const basket = price([aLine(oil), aLine(named, 2), aLine(pasta)], { products, limits: [oilMonth] });
    expect(basket.limits).toEqual([
      { limitId: 'oil-month', per: 'month', allowed: 2, usedBefore: 0, inBasket: 3, left: 0 },
    ]);
    const onlyNamed = aLimit({ limitId: 'oil-month', target: { namedByProducts: true } });
    expect(price([aLine(oil), aLine(named, 2)], { products, limits: [onlyNamed] }).limits).toMatchObject([
      { inBasket: 2 },
    ]);
  });

  test('the quantity goes by household size, and a limit switched off holds nobody', () => {
    expect(price([aLine(oil, 3)], { customer: aHousehold({ size: 4 }) }).refusals).toEqual([]);
    expect(price([aLine(oil, 3)], { limits: [{ ...oilMonth, active: false }] })).toMatchObject({
      refusals: [],
      limits: [],
    });
  });

  test('an overridden line passes the limit and takes nobody else with it', () => {
    const passed = price([aLine(oil, 2), aLine(olive, 1, { override })]);
    expect(passed.refusals).toEqual([]);
    expect(passed.overrides.map(({ refusal }) => refusal)).toMatchObject([
      { type: 'LimitReached', lineIds: [2], productId: olive.productId, excess: 1 },
    ]);
    const more = price([aLine(oil, 3), aLine(olive, 1, { override })]);
    expect(more.refusals).toMatchObject([{ type: 'LimitReached', lineIds: [1], excess: 1 }]);
    expect(more.overrides).toHaveLength(1);
  });

  test('where the site lets nobody pass a limit, an override changes nothing', () => {
    const rules = { ...DEFAULT_TILL_RULES, overridable: [] };
    const basket = price([aLine(oil, 3, { override })], { rules });
    expect(basket.refusals).toMatchObject([{ type: 'LimitReached', excess: 1, overridable: false }]);
    expect(basket.overrides).toEqual([]);
  });
});

describe('goods', () => {
  test.each([
    ['2026-11', true],
    ['2023-11', true],
    ['2023-10', false],
    ['2026-12', false],
  ])('nappies to a household whose child was born in %s: %s', (month, given) => {
    const customer = aHousehold({ childBirthMonths: [localMonthSchema.parse(month)] });
    const missing = {
      type: 'NoChildOfAge',
      lineId: 1,
      productId: nappies.productId,
      fromMonths: 0,
      toMonths: 36,
    };
    const refusals = given ? [] : [{ ...missing, overridable: true }];
    expect(price([aLine(nappies)], { customer }).refusals).toEqual(refusals);
  });

  test('wine is never given and withdrawn goods are not, whoever overrides', () => {
    const basket = price([aLine(wine, 1, { override }), aLine(withdrawn, 1, { override })], { override });
    expect(basket.refusals.map(({ type, overridable }) => [type, overridable])).toEqual([
      ['NotGiven', false],
      ['ProductWithdrawn', false],
    ]);
  });

  test('goods past their use-by date are given by nobody, even where a site may override everything', () => {
    const rules = { ...DEFAULT_TILL_RULES, overridable: overridableRefusalSchema.options };
    const useBy = addDays(today, -1);
    const basket = price([aLine(pasta, 1, { useBy, override })], { rules, override });
    expect(basket.refusals).toEqual([
      { type: 'PastUseBy', lineId: 1, productId: pasta.productId, useBy, overridable: false },
    ]);
    expect(price([aLine(pasta, 1, { useBy: today })]).refusals).toEqual([]);
  });

  test('past the best-before date the tolerance of the category decides, day by day', () => {
    const outcome = (bestBefore: string, more: Partial<BasketInput> = {}) => {
      const basket = price([aLine(pasta, 1, { bestBefore: bestBeforeSchema.parse(bestBefore) })], more);
      return [...basket.refusals, ...basket.alerts].map(({ type }) => type);
    };
    expect(outcome('2026-11-15')).toEqual([]);
    expect(outcome('2026-11-14')).toEqual(['BestBeforePassed']);
    expect(outcome('2026-10-16')).toEqual(['BestBeforePassed']);
    expect(outcome('2026-10-15')).toEqual(['PastBestBefore']);
    expect(outcome('2026-10')).toEqual(['BestBeforePassed']);
    expect(outcome('2026')).toEqual([]);
    expect(outcome('2026-11-14', { rules: { ...DEFAULT_TILL_RULES, bestBeforeTolerance: false } })).toEqual([
      'PastBestBefore',
    ]);
  });

  test('a product added on the spot is sold, and announced until the office completes it', () => {
    expect(price([aLine(added)])).toMatchObject({
      refusals: [],
      price: inPoints(5),
      alerts: [{ type: 'ProductToComplete', lineId: 1, productId: added.productId }],
    });
  });

  test('an empty basket and one past the most lines are refused', () => {
    expect(price([]).refusals).toEqual([{ type: 'EmptyBasket', overridable: false }]);
    const full = Array.from({ length: MAX_BASKET_LINES }, () => aLine(added));
    expect(price(full, { customer: aHousehold({ residualPoints: 10_000 }) }).refusals).toEqual([]);
    const over = price([...full, aLine(added)], { customer: aHousehold({ residualPoints: 10_000 }) });
    expect(over.refusals).toEqual([{ type: 'TooManyLines', most: MAX_BASKET_LINES, overridable: false }]);
  });
});

test('the default rules are rules', () => {
  expect(tillRulesSchema.parse(DEFAULT_TILL_RULES)).toEqual(DEFAULT_TILL_RULES);
  expect(overridableRefusalSchema.safeParse('PastUseBy').success).toBe(false);
});
