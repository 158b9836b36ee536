import { expect, test } from 'vitest';
import { maxInputChars, readInput } from './input.ts';

test('plain values pass as they are', () => {
  const input = { lines: [{ productId: 'a', quantity: 2 }], note: null };
  expect(readInput(input)).toEqual({ ok: true, value: input });
  expect(readInput(undefined)).toEqual({ ok: true, value: undefined });
});

test('what JSON cannot carry arrives as it would over HTTP', () => {
  expect(readInput({ on: new Date(0), tags: new Map([['a', 1]]) })).toEqual({
    ok: true,
    value: { on: '1970-01-01T00:00:00.000Z', tags: {} },
  });
});

test('a cycle and a big integer are refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  expect(readInput(cycle)).toEqual({ ok: false, error: { type: 'NotJson' } });
  expect(readInput({ points: 3n })).toEqual({ ok: false, error: { type: 'NotJson' } });
});

test('the limit itself passes and one character more does not', () => {
  expect(readInput('x'.repeat(maxInputChars - 2)).ok).toBe(true);
  expect(readInput('x'.repeat(maxInputChars - 1))).toEqual({
    ok: false,
    error: { type: 'TooLong', chars: maxInputChars + 1 },
  });
});
