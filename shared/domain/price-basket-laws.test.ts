import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BasketLine,
  basketLineSchema,
  type CatalogueProduct,
  type HouseholdCustomer,
} from './basket.ts';
import {
  added,
  aHousehold,
  aLine,
  anInput,
  idOf,
  oil,
  oilMonth,
  olive,
  override,
  pasta,
  price,
  today,
} from './basket-builders.ts';
import { limitIdSchema, programmeIdSchema } from './ids.ts';
import { addDays } from './local-date.ts';
import { priceBasket } from './price-basket.ts';
import { saleLinesOf, saleLinesSchema, totalsOf } from './sale.ts';
import { DEFAULT_TILL_RULES, overridableRefusalSchema } from './till-rules.ts';

const anyDate = fc.integer({ min: -800, max: 800 }).map((days) => addDays(today, days));
const anyLine = fc
  .record(
    {
      lineId: fc.constant(1),
      productId: fc.integer({ min: 1, max: 9 }).map(idOf),
      quantity: fc.integer({ min: 1, max: 999 }),
      grams: fc.integer({ min: 1, max: 999_999 }),
      priceCents: fc.nat(999_999),
      bestBefore: anyDate,
      useBy: anyDate,
      override: fc.constant(override),
    },
    { requiredKeys: ['lineId', 'productId', 'quantity'] },
  )
  .map((line): BasketLine => basketLineSchema.parse(line));
const anyCustomer = fc.oneof(
  fc.constant(null),
  fc.record({
    kind: fc.constant('occasional' as const),
    headcount: fc.integer({ min: 1, max: 99 }),
    programmeId: fc.constant(programmeIdSchema.parse('surplus')),
    reason: fc.constant('other' as const),
  }),
  fc
    .record({
      size: fc.integer({ min: 1, max: 30 }),
      residualPoints: fc.integer({ min: -100, max: 5_000 }),
      used: fc.nat(5),
      card: fc.constantFrom<HouseholdCustomer['card'][]>(
        null,
        { state: 'active' },
        { state: 'blocked', reason: 'lost' },
        { state: 'replaced' },
      ),
    })
    .map(({ used, ...more }) =>
      aHousehold({ ...more, usedByLimit: new Map([[limitIdSchema.parse('oil-month'), used]]) }),
    ),
);
const anyInput = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 12 }),
    customer: anyCustomer,
    override: fc.option(fc.constant(override), { nil: undefined }),
    rules: fc.subarray(overridableRefusalSchema.options).map((overridable) => ({
      ...DEFAULT_TILL_RULES,
      overridable,
    })),
  })
  .map(({ lines, ...more }) => anInput(lines, more));

test('the whole is the sum of its lines, in whole points, and the residual after is what is left', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const basket = priceBasket(input);
      expect(basket.totalPoints).toBe(basket.lines.reduce((sum, line) => sum + line.points, 0));
      for (const line of basket.lines) expect(line.points).toBe(line.unitPoints * line.quantity);
      expect(Number.isSafeInteger(basket.totalPoints)).toBe(true);
      const after = basket.residualBefore === null ? null : basket.residualBefore - basket.chargedPoints;
      expect(basket.residualAfter).toBe(after);
    }),
  );
});

test('the order of the lines changes no figure', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { lines: _, refusals, overrides, alerts, ...figures } = priceBasket(input);
      const turned = priceBasket({ ...input, lines: [...input.lines].reverse() });
      expect(turned).toMatchObject(figures);
      const types = (list: readonly { type: string }[]) => list.map(({ type }) => type).sort();
      expect(types(turned.refusals)).toEqual(types(refusals));
      expect(turned.overrides).toHaveLength(overrides.length);
      expect(types(turned.alerts)).toEqual(types(alerts));
    }),
  );
});

test('only what the site lets be overridden ever is, and never without an override', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { refusals, overrides } = priceBasket(input);
      const allowed: readonly string[] = input.rules.overridable;
      for (const { refusal } of overrides) expect(allowed).toContain(refusal.type);
      for (const refusal of refusals) expect(refusal.overridable).toBe(allowed.includes(refusal.type));
      const plain = {
        ...input,
        override: undefined,
        lines: input.lines.map(({ override: _, ...line }) => line),
      };
      expect(priceBasket(plain).overrides).toEqual([]);
    }),
  );
});

test('an override never adds a refusal, and takes none away that it is not recorded for', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const plain = {
        ...input,
        override: undefined,
        lines: input.lines.map(({ override: _, ...line }) => line),
      };
      const before = priceBasket(plain).refusals.map(({ type }) => type);
      const { refusals, overrides } = priceBasket(input);
      const after = [...refusals, ...overrides.map(({ refusal }) => refusal)].map(({ type }) => type);
      expect(new Set(after)).toEqual(new Set(before));
    }),
  );
});

test('a basket in order is refused exactly for points it lacks and limits it passes, by exactly so much', () => {
  const goods = fc.record({
    product: fc.constantFrom(pasta, oil, olive),
    quantity: fc.integer({ min: 1, max: 3 }),
  });
  const wanted = fc.array(goods, { minLength: 1, maxLength: 4 });
  const size = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(wanted, size, fc.nat(3), fc.nat(80), (wanted, size, used, residualPoints) => {
      const usedByLimit = new Map([[oilMonth.limitId, used]]);
      const customer = aHousehold({ size, residualPoints, usedByLimit });
      const lines = wanted.map(({ product, quantity }) => aLine(product, quantity));
      const pieces = (...products: CatalogueProduct[]) =>
        wanted.reduce((sum, each) => sum + (products.includes(each.product) ? each.quantity : 0), 0);
      const missing = pieces(pasta) * 3 + pieces(oil) * 12 + pieces(olive) * 15 - residualPoints;
      const oilExcess = pieces(oil, olive) - Math.max(0, (size <= 3 ? 2 : 3) - used);
      const pastaExcess = pieces(pasta) - 4;
      expect(price(lines, { customer }).refusals).toMatchObject([
        ...(missing > 0 ? [{ type: 'InsufficientPoints', missingPoints: missing }] : []),
        ...(oilExcess > 0 && pieces(oil, olive) > 0 ? [{ limitId: 'oil-month', excess: oilExcess }] : []),
        ...(pastaExcess > 0 ? [{ limitId: 'pasta-visit', excess: pastaExcess }] : []),
      ]);
    }),
    { numRuns: 300 },
  );
});

test('a basket that nothing refuses becomes a sale of the same points and pieces', () => {
  const good = fc.array(
    fc.record({ product: fc.constantFrom(pasta, added, olive), quantity: fc.integer({ min: 1, max: 50 }) }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(good, (lines) => {
      const input = anInput(
        lines.map(({ product, quantity }) => aLine(product, quantity)),
        { customer: aHousehold({ residualPoints: 100_000 }), limits: [] },
      );
      const basket = priceBasket(input);
      const sale = saleLinesOf(input.lines, basket);
      expect(saleLinesSchema.safeParse(sale).success).toBe(true);
      expect(totalsOf(sale, true)).toEqual({
        totalPoints: basket.totalPoints,
        chargedPoints: basket.chargedPoints,
        pieces: lines.reduce((sum, line) => sum + line.quantity, 0),
      });
    }),
  );
  expect(() => saleLinesOf([], price([]))).toThrow('refusals');
});
