import { expect, test } from 'vitest';
import { centsOfText, centsOfWeight } from './euro-price.ts';

test.each([
  ['1,49', 149],
  ['1,5', 150],
  ['2', 200],
  ['1.234,50 €', 123_450],
  ['€ 0,99', 99],
  ['1.49', 149],
  ['9.999,99', 999_999],
])('the price %s is %i cents', (text, cents) => {
  expect(centsOfText(text)).toBe(cents);
});

test.each(['', '0', '0,00', '-1,49', '1,499', '1.5', '10.000,00', 'gratis', '1,4 9', '=1+1'])(
  'the text «%s» is no price',
  (text) => {
    expect(centsOfText(text)).toBeNull();
  },
);

test('cents of a weight are rounded half up and never nothing', () => {
  expect([1, 150, 149, 1_000].map((grams) => centsOfWeight(1_190, grams))).toEqual([1, 179, 177, 1_190]);
  expect(centsOfWeight(10, 1)).toBe(1);
});
