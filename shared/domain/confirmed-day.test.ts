import { expect, test } from 'vitest';
import { isUnlikelyDay } from './confirmed-day.ts';
import { localDateSchema } from './local-date.ts';

const day = (text: string) => localDateSchema.parse(text);

test.each([
  ['the PC a year ahead, the right day typed', '2026-11-22', '2027-11-22', '2026-11-20', false],
  ['the PC right after a long summer', '2026-09-14', '2026-09-14', '2026-06-30', false],
  ['a slip in the year', '2027-11-22', '2026-11-22', '2026-11-10', true],
  ['a slip in the month', '2026-01-22', '2026-11-22', '2026-11-10', true],
])('%s', (_what, typed, pcOn, lastOn, isUnlikely) => {
  expect(isUnlikelyDay(day(typed), day(pcOn), day(lastOn))).toBe(isUnlikely);
});
