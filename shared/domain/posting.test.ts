import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areSound, type Posting, postingSchema, postingsSchema, sumsToZero } from './posting.ts';

const household = 'household:0190b1c2-1111-7000-8000-000000000001';
const site = 'site:0190b1c2-1111-7000-8000-000000000002';

test('a posting moves whole, safe units of its own purse, never zero', () => {
  const posting = { account: `${household}/points/2026-11-01`, unit: 'points', amount: -12 };
  expect(postingSchema.safeParse(posting).success).toBe(true);
  const cover = { kind: 'lease', id: '0190b1c2-1111-7000-8000-000000000003' };
  expect(postingSchema.safeParse({ ...posting, cover }).success).toBe(true);
  for (const wrong of [
    { amount: 0 },
    { amount: 1.5 },
    { amount: 2 ** 53 },
    { unit: 'cents' },
    { unit: 'uses' },
    { cover: { kind: 'credit' } },
    { extra: 1 },
  ]) {
    expect(postingSchema.safeParse({ ...posting, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  }
});

test('postings balance in each unit and not only all together', () => {
  const out = { account: `${household}/points/2026-11-01`, unit: 'points', amount: -5 };
  const into = { account: `${site}/sales`, unit: 'points', amount: 5 };
  expect(postingsSchema.safeParse([out, into]).success).toBe(true);
  expect(postingsSchema.safeParse([out]).success).toBe(false);
  expect(postingsSchema.safeParse([out, { ...into, unit: 'uses' }]).success).toBe(false);
});

test('mirrored amounts always sum to zero and one more unit never does', () => {
  const amount = fc.maxSafeInteger().filter((value) => value !== 0);
  const unit = fc.constantFrom('points' as const, 'cents' as const, 'washes' as const, 'uses' as const);
  fc.assert(
    fc.property(fc.array(fc.record({ unit, amount }), { maxLength: 20 }), unit, (halves, unit) => {
      const mirrored = halves.flatMap((half) => [half, { ...half, amount: -half.amount }]);
      expect(sumsToZero(mirrored)).toBe(true);
      expect(sumsToZero([...mirrored, { unit, amount: 1 }])).toBe(false);
    }),
  );
});

test('what is checked quickly when it is recorded is what the schema checks', () => {
  const account = fc.constantFrom(
    `${household}/points/2026-11-01`,
    `${household}/use-oil-month/2026-11-01`,
    `${household}/points/2026-02-30`,
    `${household.toUpperCase()}/points`,
    `${site}/sales`,
    'site:nowhere/sales',
  );
  const amount = fc.constantFrom(-5, 5, 0, 2.5, 2 ** 53);
  const posting = fc.record({ account, unit: fc.constantFrom('points', 'uses'), amount });
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 4 }), (list) => {
      // Sums of what is no integer are not asked for: the schema refuses it first.
      const isInteger = list.every((each) => Number.isSafeInteger(each.amount));
      const postings = list as unknown as Posting[]; // wrong ones on purpose
      expect(isInteger && areSound(postings)).toBe(postingsSchema.safeParse(list).success);
    }),
    { numRuns: 2000 },
  );
  expect(areSound([{ account: `${site}/sales`, unit: 'points', amount: 1.5 }] as unknown as Posting[])).toBe(
    false,
  ); // wrong on purpose
});
