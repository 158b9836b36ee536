import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accountNameSchema,
  householdAccount,
  type Purse,
  parseAccount,
  programmeAccount,
  purseOfLimit,
  siteAccount,
} from './account.ts';
import { householdIdSchema, limitIdSchema, programmeIdSchema, siteIdSchema } from './ids.ts';
import { localDateSchema } from './local-date.ts';

const householdId = householdIdSchema.parse('0190b1c2-1111-7000-8000-000000000001');
const siteId = siteIdSchema.parse('0190b1c2-1111-7000-8000-000000000002');
const day = localDateSchema.parse('2026-11-01');

test('an account of a household names its purse and, where the purse ends, its period', () => {
  expect(householdAccount(householdId, 'points', day)).toBe(`household:${householdId}/points/2026-11-01`);
  expect(householdAccount(householdId, 'cents')).toBe(`household:${householdId}/cents`);
  const oil = purseOfLimit(limitIdSchema.parse('oil-month'));
  expect(householdAccount(householdId, oil, day)).toBe(`household:${householdId}/use-oil-month/2026-11-01`);
});

test('reading an account inverts making it', () => {
  const limitId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/).map((id) => limitIdSchema.parse(id));
  const purse = fc.oneof(
    fc.constantFrom<Purse[]>('points', 'points-baby', 'cents', 'washes'),
    limitId.map(purseOfLimit),
  );
  fc.assert(
    fc.property(purse, fc.option(fc.constant(day)), (purse, periodStartsOn) => {
      expect(parseAccount(householdAccount(householdId, purse, periodStartsOn ?? undefined))).toEqual({
        kind: 'household',
        householdId,
        purse,
        periodStartsOn,
      });
    }),
  );
  fc.assert(
    fc.property(limitId, (limitId) => {
      const name = `uses-${limitId}`;
      expect(parseAccount(siteAccount(siteId, name))).toEqual({ kind: 'site', siteId, name });
      const programmeId = programmeIdSchema.parse(limitId);
      const account = programmeAccount(programmeId, 'allowances');
      expect(parseAccount(account)).toEqual({ kind: 'programme', programmeId, name: 'allowances' });
    }),
  );
});

test.each([
  '',
  ':',
  'household:',
  `household:${householdId}`,
  `household:${householdId}/`,
  `household:${householdId}/bonus`,
  `household:${householdId}/use-`,
  `household:${householdId}/points/2026-02-30`,
  `household:${householdId}/points/`,
  `household:${householdId}/points/2026-11-01/more`,
  `household:${householdId.toUpperCase()}/points`,
  `site:${siteId}/Sales`,
  `site:${siteId}/sales/2026-11-01`,
  'programme:__proto__/allowances',
  `card:${householdId}/points`,
])('%j is not the name of an account', (text) => {
  expect(accountNameSchema.safeParse(text).success).toBe(false);
});

test('no text breaks the reader of accounts', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseAccount(text);
      expect(parsed === null || typeof parsed.kind === 'string').toBe(true);
    }),
  );
});
