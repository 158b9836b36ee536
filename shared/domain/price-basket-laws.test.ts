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
import { NO_TENDERS, sumTenders } from './tenders.ts';
import { DEFAULT_TILL_RULES, overridableRefusalSchema } from './till-rules.ts';

const inCents = (cents: number) => ({ ...NO_TENDERS, cents });
const anyDate = fc.integer({ min: -800, max: 800 }).map((days) => addDays(today, days));
const anyLine = fc
  .record(
    {
      lineId: fc.constant(1),
      productId: fc.integer({ min: 1, max: 11 }).map(idOf),
      quantity: fc.integer({ min: 1, max: 999 }),
      grams: fc.integer({ min: 1, max: 999_999 }),
      priceCents: fc.nat(999_999),
      bestBefore: anyDate,
      useBy: anyDate,
      override: fc.constant(override),
      tender: fc.constantFrom('points' as const, 'cents' as const),
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
      residualBabyPoints: fc.option(fc.integer({ min: -20, max: 300 })),
      residualCents: fc.option(fc.integer({ min: -100, max: 20_000 })),
      week: fc.option(
        fc.record({
          quotaPoints: fc.nat(500),
          usedPoints: fc.nat(600),
          nextStartsOn: fc.constant(addDays(today, 3)),
        }),
      ),
      used: fc.nat(5),
      card: fc.constantFrom<HouseholdCustomer['card'][]>(
        null,
        { state: 'active' },
        { state: 'active', use: 'baby', expiresOn: addDays(today, -1) },
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

test('the whole is the sum of its lines in every purse, each line paid by one tender', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const basket = priceBasket(input);
      expect(basket.price).toEqual(sumTenders(basket.lines.map((line) => line.price)));
      for (const { price, quantity, unitPoints, unitCents, tender } of basket.lines) {
        if (tender === 'cents') expect(price).toEqual(inCents((unitCents ?? 0) * quantity));
        else expect(price).toEqual({ ...price, points: unitPoints * quantity - price.babyPoints, cents: 0 });
      }
      for (const whole of Object.values(basket.price)) expect(Number.isSafeInteger(whole)).toBe(true);
    }),
  );
});

test('of every purse there is left what there was, less what the basket charges', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { residual, charged, price } = priceBasket(input);
      const { customer } = input;
      if (customer?.kind !== 'household') {
        expect([residual, charged]).toEqual([null, NO_TENDERS]);
        return;
      }
      expect(charged).toEqual(price);
      const before: Record<string, number | null> = {
        points: customer.residualPoints,
        babyPoints: customer.residualBabyPoints,
        cents: customer.residualCents,
      };
      for (const purse of ['points', 'babyPoints', 'cents'] as const) {
        const isShown = before[purse] !== null || charged[purse] > 0;
        const shown = { before: before[purse] ?? 0, after: (before[purse] ?? 0) - charged[purse] };
        expect(residual?.[purse]).toEqual(isShown ? shown : undefined);
      }
    }),
  );
});

test('goods for babies draw first on their allowance and never more than it holds, whatever the order', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { lines, price } = priceBasket(input);
      const { customer } = input;
      const available = customer?.kind === 'household' ? Math.max(0, customer.residualBabyPoints ?? 0) : 0;
      const wanted = lines
        .filter(({ isForBabies }) => isForBabies)
        .reduce((sum, line) => sum + line.price.points + line.price.babyPoints, 0);
      expect(price.babyPoints).toBe(Math.min(available, wanted));
      for (const line of lines) if (!line.isForBabies) expect(line.price.babyPoints).toBe(0);
      const turned = priceBasket({ ...input, lines: [...input.lines].reverse() });
      expect(new Map(turned.lines.map((line) => [line.lineId, line.price]))).toEqual(
        new Map(lines.map((line) => [line.lineId, line.price])),
      );
    }),
  );
});

test('prepaid euro never goes below zero, whoever overrides whatever', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { refusals, residual, charged } = priceBasket(input);
      const after = residual?.cents?.after ?? 0;
      const isShort = charged.cents > 0 && after < 0;
      expect(refusals.filter(({ type }) => type === 'InsufficientCents')).toEqual(
        isShort ? [{ type: 'InsufficientCents', missingCents: -after, overridable: false }] : [],
      );
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
        price: basket.price,
        charged: basket.charged,
        pieces: lines.reduce((sum, line) => sum + line.quantity, 0),
      });
    }),
  );
  expect(() => saleLinesOf([], price([]))).toThrow('refusals');
});
