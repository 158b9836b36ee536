import { expect, test } from 'vitest';
import { inBraces } from './in-braces.ts';

test('a list of plain values is written as PostgreSQL reads it', () => {
  expect(inBraces([])).toBe('{}');
  expect(inBraces(['household:0d-1/points/2026-11-01', 'a_b', null, -12, 2 ** 53 - 1])).toBe(
    '{household:0d-1/points/2026-11-01,a_b,NULL,-12,9007199254740991}',
  );
});

test('what would have to be escaped is no plain value', () => {
  for (const value of ['null', 'NULL', '"', '\\', '{', '}', ' ', 'à', '\n', "'"]) {
    expect(() => inBraces(['a', value]), value).toThrow();
  }
});
