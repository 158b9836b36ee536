import { expect, test } from 'vitest';
import { bestBeforeSchema, lastDayOf } from './best-before.ts';

test('a best-before date keeps its precision and covers its whole month or year', () => {
  const lastDays = ['2026-11-30', '2028-02', '2026-12', '2027'].map((text) =>
    lastDayOf(bestBeforeSchema.parse(text)),
  );
  expect(lastDays).toEqual(['2026-11-30', '2028-02-29', '2026-12-31', '2027-12-31']);
});

test.each(['', '26', '2026-13', '2026-00', '2026-02-30', '0000-05', '2026-1-1'])('%j is no date', (text) => {
  expect(bestBeforeSchema.safeParse(text).success).toBe(false);
});
