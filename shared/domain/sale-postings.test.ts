import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categoryIdSchema, householdIdSchema, limitIdSchema, productIdSchema, siteIdSchema } from './ids.ts';
import { localDateSchema } from './local-date.ts';
import { type Posting, postingsSchema, sumsToZero } from './posting.ts';
import type { SaleLine } from './sale.ts';
import {
  type ChargedTo,
  everythingLeft,
  type ReturnRequest,
  returnLines,
  returnPostings,
  salePostings,
  tendersReturned,
} from './sale-postings.ts';
import { NO_TENDERS, type Tenders } from './tenders.ts';

const householdId = householdIdSchema.parse('0190b1c2-1111-7000-8000-000000000001');
const siteId = siteIdSchema.parse('0190b1c2-1111-7000-8000-000000000002');
const to: ChargedTo = {
  siteId,
  householdId,
  pointsPeriodStartsOn: localDateSchema.parse('2026-10-19'),
  limitPeriodStartsOn: localDateSchema.parse('2026-11-01'),
};
const oilMonth = limitIdSchema.parse('oil-month');
const fatsMonth = limitIdSchema.parse('fats-month');

const inPoints = (points: number): Tenders => ({ ...NO_TENDERS, points });

const aSaleLine = (more: Partial<SaleLine> = {}): SaleLine => ({
  line: 1,
  productId: productIdSchema.parse('0190b1c2-1111-7000-8000-000000000003'),
  categoryId: categoryIdSchema.parse('oil'),
  quantity: 1,
  price: inPoints(12),
  limitIds: [],
  ...more,
});

test('a sale takes its points from the stated period and counts its uses in the month', () => {
  const lines = [
    aSaleLine({ quantity: 2, price: inPoints(24), limitIds: [oilMonth, fatsMonth] }),
    aSaleLine({ line: 2, quantity: 1, price: inPoints(5), limitIds: [fatsMonth] }),
  ];
  const cover = { kind: 'none' as const };
  expect(salePostings({ ...to, lines, cover })).toEqual([
    { account: `household:${householdId}/points/2026-10-19`, unit: 'points', amount: -29, cover },
    { account: `site:${siteId}/sales`, unit: 'points', amount: 29 },
    { account: `household:${householdId}/use-fats-month/2026-11-01`, unit: 'uses', amount: 3 },
    { account: `site:${siteId}/uses-fats-month`, unit: 'uses', amount: -3 },
    { account: `household:${householdId}/use-oil-month/2026-11-01`, unit: 'uses', amount: 2 },
    { account: `site:${siteId}/uses-oil-month`, unit: 'uses', amount: -2 },
  ]);
});

test('goods that cost nothing and count against nothing move nothing', () => {
  expect(salePostings({ ...to, lines: [aSaleLine({ price: NO_TENDERS })] })).toEqual([]);
});

test('each purse pays its part, euro without a period, and points of a week with a quota are counted', () => {
  const weekStartsOn = localDateSchema.parse('2026-11-09');
  const lines = [
    aSaleLine({ quantity: 2, price: { points: 3, babyPoints: 13, cents: 0 } }),
    aSaleLine({ line: 2, price: { points: 0, babyPoints: 0, cents: 149 } }),
  ];
  const sold = salePostings({ ...to, weekStartsOn, lines });
  expect(sold.map(({ account, unit, amount }) => [account, unit, amount])).toEqual([
    [`household:${householdId}/points/2026-10-19`, 'points', -3],
    [`site:${siteId}/sales`, 'points', 3],
    [`household:${householdId}/points-baby/2026-10-19`, 'points', -13],
    [`site:${siteId}/sales`, 'points', 13],
    [`household:${householdId}/cents`, 'cents', -149],
    [`site:${siteId}/sales`, 'cents', 149],
    [`household:${householdId}/use-weekly-points/2026-11-09`, 'uses', 3],
    [`site:${siteId}/uses-weekly-points`, 'uses', -3],
  ]);
  const back = returnPostings({ ...to, weekStartsOn, lines });
  expect(back).toEqual(sold.map((each) => ({ ...each, amount: -each.amount })));
});

test('a return may name the current period for its points', () => {
  const pointsPeriodStartsOn = localDateSchema.parse('2026-11-16');
  const lines = [aSaleLine({ limitIds: [oilMonth] })];
  expect(
    returnPostings({ ...to, pointsPeriodStartsOn, lines }).map(({ account, amount }) => [account, amount]),
  ).toEqual([
    [`household:${householdId}/points/2026-11-16`, 12],
    [`site:${siteId}/sales`, -12],
    [`household:${householdId}/use-oil-month/2026-11-01`, -1],
    [`site:${siteId}/uses-oil-month`, 1],
  ]);
});

test.each([
  ['nothing', [], { type: 'NothingToReturn' }],
  ['a line of another sale', [{ line: 9, quantity: 1 }], { type: 'LineNotInSale', line: 9 }],
  [
    'a line twice in one return',
    [
      { line: 1, quantity: 1 },
      { line: 1, quantity: 1 },
    ],
    { type: 'LineNotInSale', line: 1 },
  ],
  [
    'more pieces than are left',
    [{ line: 1, quantity: 3 }],
    { type: 'ReturnTooLarge', line: 1, leftQuantity: 2 },
  ],
])('%s is not returned', (_, requests, error) => {
  expect(returnLines([aSaleLine({ quantity: 3 })], new Map([[1, 1]]), requests)).toEqual({
    ok: false,
    error,
  });
});

test('ten points over three pieces come back as 3, 3 and 4, and each purse by itself', () => {
  const sold = { price: { points: 10, babyPoints: 2, cents: 0 }, quantity: 3 };
  expect([0, 1, 2].map((before) => tendersReturned(sold, before, 1))).toEqual([
    { points: 3, babyPoints: 0, cents: 0 },
    { points: 3, babyPoints: 1, cents: 0 },
    { points: 4, babyPoints: 1, cents: 0 },
  ]);
});

const anyAmount = fc.oneof(fc.constant(0), fc.nat(200), fc.nat(999_000_000));
const anyTo = fc.constantFrom(to, { ...to, weekStartsOn: localDateSchema.parse('2026-11-09') });
const anySale = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 999 }),
      price: fc.record({ points: anyAmount, babyPoints: anyAmount, cents: anyAmount }),
      limitIds: fc.subarray([oilMonth, fatsMonth]),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((lines) => lines.map((line, index) => aSaleLine({ ...line, line: index + 1 })));

/** Partial returns of random lines and quantities, each within what is left, as shares of it. */
const anyReturns = fc.array(
  fc.array(fc.tuple(fc.nat(7), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 4 }),
  {
    maxLength: 8,
  },
);

test('a refund undoes a sale: whatever the partial returns, all together leave every account as it was', () => {
  fc.assert(
    fc.property(anySale, anyReturns, anyTo, (sale, returns, to) => {
      const returned = new Map<number, number>();
      const postings: Posting[] = salePostings({ ...to, lines: sale });
      expect(sumsToZero(postings)).toBe(true);
      const giveBack = (requests: readonly ReturnRequest[]) => {
        const result = returnLines(sale, returned, requests);
        if (!result.ok) throw new Error(result.error.type);
        for (const { line, quantity, price } of result.value) {
          for (const given of Object.values(price)) expect(given).toBeGreaterThanOrEqual(0);
          returned.set(line, (returned.get(line) ?? 0) + quantity);
        }
        const back = returnPostings({ ...to, lines: result.value });
        expect(sumsToZero(back)).toBe(true);
        postings.push(...back);
      };

      for (const shares of returns) {
        const left = everythingLeft(sale, returned);
        const requests = new Map<number, ReturnRequest>();
        for (const [pick, share] of shares) {
          const one = left[pick];
          if (one)
            requests.set(one.line, {
              line: one.line,
              quantity: Math.max(1, Math.floor(one.quantity * share)),
            });
        }
        if (requests.size > 0) giveBack([...requests.values()]);
      }
      const rest = everythingLeft(sale, returned);
      if (rest.length > 0) giveBack(rest);

      const balances = new Map<string, number>();
      for (const { account, unit, amount } of postings) {
        const key = `${account} ${unit}`;
        balances.set(key, (balances.get(key) ?? 0) + amount);
      }
      expect([...balances.values()].every((balance) => balance === 0)).toBe(true);
      expect(sale.every(({ line, quantity }) => returned.get(line) === quantity)).toBe(true);
      // Each piece comes back at most once: nothing is left to ask for.
      for (const { line } of sale) {
        expect(returnLines(sale, returned, [{ line, quantity: 1 }])).toEqual({
          ok: false,
          error: { type: 'ReturnTooLarge', line, leftQuantity: 0 },
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('the postings of a sale are postings that the log accepts', () => {
  fc.assert(
    fc.property(anySale, (lines) => {
      expect(postingsSchema.safeParse(salePostings({ ...to, lines })).success).toBe(true);
    }),
  );
});

test('what some pieces give back is within one unit of their share, of every purse', () => {
  const split = fc
    .record({
      quantity: fc.integer({ min: 1, max: 999 }),
      points: fc.nat(1_000_000),
      cents: fc.nat(1_000_000),
    })
    .chain((sold) => fc.record({ sold: fc.constant(sold), cut: fc.integer({ min: 0, max: sold.quantity }) }));
  fc.assert(
    fc.property(split, ({ sold: { quantity, points, cents }, cut }) => {
      const sold = { quantity, price: { points, babyPoints: 0, cents } };
      const first = tendersReturned(sold, 0, cut);
      const second = tendersReturned(sold, cut, quantity - cut);
      for (const purse of ['points', 'babyPoints', 'cents'] as const) {
        const paid = sold.price[purse];
        expect(first[purse] + second[purse]).toBe(paid);
        expect(Math.abs(first[purse] - (paid * cut) / quantity)).toBeLessThan(1);
        expect(Math.abs(second[purse] - (paid * (quantity - cut)) / quantity)).toBeLessThan(1);
      }
    }),
  );
});
