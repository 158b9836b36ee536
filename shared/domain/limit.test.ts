import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitSchema, quantityAllowed } from './limit.ts';

const oil = {
  limitId: 'oil-month',
  name: { it: 'Olio', en: 'Oil' },
  target: { categoryId: 'oil' },
  per: 'month',
  quantityBySize: [
    { membersUpTo: 3, quantity: 2 },
    { membersUpTo: null, quantity: 3 },
  ],
  active: true,
};

test('2 bottles of oil a month up to 3 members, 3 beyond', () => {
  const limit = limitSchema.parse(oil);
  expect([1, 3, 4, 12].map((size) => quantityAllowed(limit, size))).toEqual([2, 2, 3, 3]);
});

test.each([
  ['no steps', []],
  ['no last step without an upper size', [{ membersUpTo: 3, quantity: 2 }]],
  [
    'a step beyond the last',
    [
      { membersUpTo: null, quantity: 2 },
      { membersUpTo: 3, quantity: 3 },
    ],
  ],
  [
    'steps that do not ascend',
    [
      { membersUpTo: 3, quantity: 2 },
      { membersUpTo: 3, quantity: 3 },
      { membersUpTo: null, quantity: 4 },
    ],
  ],
])('%s is refused', (_, quantityBySize) => {
  expect(limitSchema.safeParse({ ...oil, quantityBySize }).success).toBe(false);
});

test('every size has the quantity of the first step that reaches it', () => {
  const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 19 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 99 }), (uppers, size) => {
      const ascending = [...uppers].sort((a, b) => a - b);
      const steps = [...ascending, null].map((membersUpTo, quantity) => ({ membersUpTo, quantity }));
      const limit = limitSchema.parse({ ...oil, quantityBySize: steps });
      expect(quantityAllowed(limit, size)).toBe(ascending.filter((upper) => upper < size).length);
    }),
  );
});
