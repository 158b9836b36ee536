import fc from 'fast-check';
import { expect, test } from 'vitest';
import { postingSchema, postingsSchema, sumsToZero } from './posting.ts';

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
