import { expect, test } from 'vitest';
import { isErasureConfirmed } from './erasure-confirmation.ts';
import { householdIdSchema } from './ids.ts';

const household = {
  householdId: householdIdSchema.parse('019a0000-0000-7000-8000-00000000ab12'),
  displayName: "D'Amìco Anna Maria",
};

test.each(['AB12', 'ab12 ', "d'amico", 'D’AMÌCO Anna', "d'amico anna maria"])('%s names it', (typed) => {
  expect(isErasureConfirmed(typed, household)).toBe(true);
});

test.each(['', ' ', 'Anna', 'D', 'Rossi', 'AB1', "d'amico luisa", "d'amico anna maria teresa"])(
  '"%s" does not',
  (typed) => {
    expect(isErasureConfirmed(typed, household)).toBe(false);
  },
);

test('a household without a name is named by its code alone', () => {
  const nameless = { ...household, displayName: null };
  expect([isErasureConfirmed('', nameless), isErasureConfirmed('AB12', nameless)]).toEqual([false, true]);
});
