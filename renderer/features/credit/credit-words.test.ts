import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createWords } from '../../i18n/words.ts';
import { amountToTyped, changeWords, typedToAmount } from './credit-words.ts';

const words = createWords('it', (error) => {
  throw error;
});

it('says a change in its unit, with its sign', () => {
  expect(changeWords(words, 'cents', 1250)).toBe('+12,50\u00a0€');
  expect(changeWords(words, 'cents', -123_450)).toBe('−1.234,50\u00a0€');
  expect(changeWords(words, 'washes', 1)).toBe('+1 lavaggio');
  expect(changeWords(words, 'points', -3)).toBe('−3 punti');
});

it('takes euro as they are typed for whole cents', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (cents) => {
      expect(typedToAmount('cents', amountToTyped('cents', cents))).toBe(cents);
    }),
  );
  expect(typedToAmount('cents', 12.5)).toBe(1250);
  expect(typedToAmount('washes', 4)).toBe(4);
});
