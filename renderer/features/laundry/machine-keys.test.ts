import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SECOND_DIGIT_MS, type TypedNumber, typeDigit } from './machine-keys.ts';

const machines = (count: number) => new Set(Array.from({ length: count }, (_, index) => index + 1));

/** What is chosen after each of these digits, typed so many milliseconds apart. */
function typeAll(numbers: ReadonlySet<number>, digits: string, gapMs: number): (number | null)[] {
  let typed: TypedNumber | null = null;
  return [...digits].map((digit, index) => {
    const step = typeDigit(numbers, typed, digit, index * gapMs);
    typed = step.typed;
    return step.chosen;
  });
}

test('one digit chooses at once, and a second one soon after goes on with it', () => {
  expect(typeAll(machines(24), '12', 400)).toEqual([1, 12]);
  expect(typeAll(machines(24), '3', 400)).toEqual([3]);
});

test('a second digit that makes no machine, or comes late, begins anew', () => {
  expect(typeAll(machines(24), '29', 400)).toEqual([2, 9]);
  expect(typeAll(machines(24), '12', SECOND_DIGIT_MS + 1)).toEqual([1, 2]);
  expect(typeAll(machines(6), '12', 400)).toEqual([1, 2]);
});

test('a first digit that is no machine waits for the second', () => {
  expect(typeAll(new Set([20, 21]), '21', 400)).toEqual([null, 21]);
});

test('law: every machine is reached by its own digits, whatever was typed long before', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(numbers, fc.nat(), (all, pick) => {
      const wanted = all[pick % all.length] ?? 0;
      expect(typeAll(new Set(all), String(wanted), 300).at(-1)).toBe(wanted);
    }),
  );
});
