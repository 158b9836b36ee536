import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  deviceIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  schemeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateSchema } from '../../shared/domain/local-date.ts';
import { periodOn, type Scheme } from '../../shared/domain/scheme.ts';
import {
  entitlementGranted,
  entitlementSuspended,
  householdSet,
  schemeSet,
} from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { allowancePeriodOn, ensureAllowance } from './allowance-posting.ts';
import { query } from './database.ts';
import { balanceOf, findHousehold, listBalances } from './households.ts';
import { createRecorder, startChain } from './log.ts';
import { openMemoryDatabase } from './open.ts';

const day = (text: string): LocalDate => localDateSchema.parse(text);
const schemeId = schemeIdSchema.parse(v7());
const monthly: Scheme = {
  schemeId,
  name: 'Punti mensili',
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
};
const everyDays = (days: number, anchorOn: LocalDate): Scheme => ({
  ...monthly,
  period: { kind: 'days', days, anchorOn },
});

const listPosted = query<readonly [], { operatorId: string | null; stream: string }>(
  'listPostedAllowances',
  `SELECT operator_id AS operatorId, stream.name AS stream FROM operation JOIN kind USING (kind) JOIN stream USING (stream)
   WHERE type = 'allowance.posted'`,
);

/** A household of 3 with an entitlement from 1 October to 31 March and the monthly scheme. */
function aShop() {
  const { db, inTransaction } = openMemoryDatabase();
  const record = createRecorder({
    now: () => 1_790_000_000_000,
    newSalt: () => randomBytes(32).toString('hex'),
    appendHead: () => undefined,
  });
  let today = day('2026-11-22');
  const siteId = siteIdSchema.parse(v7());
  const householdId = householdIdSchema.parse(v7());
  const entitlementId = entitlementIdSchema.parse(v7());
  const add = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>) =>
    inTransaction((tx) => record(tx, { id: operationIdSchema.parse(v7()), kind, body, businessOn: today }));
  inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  add(schemeSet, monthly);
  add(householdSet, { householdId, displayName: 'Rossi Anna', size: 3 });
  add(entitlementGranted, {
    entitlementId,
    householdId,
    schemeId,
    startsOn: day('2026-10-01'),
    endsOn: day('2027-03-31'),
  });
  const household = () => {
    const found = findHousehold(db, householdId);
    if (found === null) throw new Error('the household was entered above');
    return found;
  };
  return {
    db,
    add,
    siteId,
    householdId,
    entitlementId,
    household,
    ensureOn: (on: LocalDate) => {
      today = on;
      inTransaction((tx) => ensureAllowance({ record, today: () => today }, tx, household(), siteId));
    },
    balances: () => listBalances(db, household().household),
    posted: () => db.all(listPosted),
  };
}

describe('the allowance of a period', () => {
  test('is given once, by size, to the account of its period', () => {
    const shop = aShop();
    shop.ensureOn(day('2026-11-22'));
    shop.ensureOn(day('2026-11-30'));
    expect(shop.balances()).toEqual([{ account: 'points/2026-11-01', unit: 'points', balance: 200 }]);
    expect(shop.posted()).toMatchObject([{ stream: `site:${shop.siteId}` }]);
  });

  test('is the authority’s act, not that of whoever was at the till', () => {
    const shop = aShop();
    shop.ensureOn(day('2026-11-22'));
    expect(shop.posted()).toMatchObject([{ operatorId: null }]);
  });

  test('goes to the stream of the household’s own site', () => {
    const shop = aShop();
    const siteId = siteIdSchema.parse(v7());
    shop.add(householdSet, { householdId: shop.householdId, siteId });
    shop.ensureOn(day('2026-11-22'));
    expect(shop.posted()).toMatchObject([{ stream: `site:${siteId}` }]);
  });

  test.each([
    ['before the entitlement starts', '2026-09-30'],
    ['after it has ended', '2027-04-01'],
  ])('is not given %s', (_when, on) => {
    const shop = aShop();
    shop.ensureOn(day(on));
    expect(shop.balances()).toEqual([]);
  });

  test('is not given while the entitlement is suspended', () => {
    const shop = aShop();
    shop.add(entitlementSuspended, { entitlementId: shop.entitlementId, householdId: shop.householdId });
    shop.ensureOn(day('2026-11-22'));
    expect(shop.balances()).toEqual([]);
  });

  test('keeps its period when the scheme changes in the middle of it', () => {
    const shop = aShop();
    shop.ensureOn(day('2026-11-05'));
    const changed = everyDays(28, day('2026-11-16'));
    shop.add(schemeSet, changed);
    shop.ensureOn(day('2026-11-22'));
    expect(shop.balances()).toEqual([{ account: 'points/2026-11-01', unit: 'points', balance: 200 }]);
    const { household } = shop.household();
    expect(allowancePeriodOn(shop.db, household, changed, day('2026-11-22'))).toEqual(
      periodOn(monthly, day('2026-11-22')),
    );
    shop.ensureOn(day('2026-12-01'));
    expect(balanceOf(shop.db, household, 'points/2026-11-16')).toBe(200);
  });

  test('is not given again when a longer period begins on the same day', () => {
    const shop = aShop();
    shop.add(schemeSet, everyDays(14, day('2026-11-01')));
    shop.ensureOn(day('2026-11-05'));
    shop.add(schemeSet, monthly);
    shop.ensureOn(day('2026-11-22'));
    expect(shop.balances()).toEqual([{ account: 'points/2026-11-01', unit: 'points', balance: 200 }]);
  });

  test('is never given twice, whatever the clock and the scheme do', () => {
    const step = fc.record({
      dayOffset: fc.integer({ min: -60, max: 200 }),
      periodDays: fc.constantFrom(null, 7, 28, 30),
      size: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const shop = aShop();
        for (const { dayOffset, periodDays, size } of steps) {
          shop.add(schemeSet, periodDays === null ? monthly : everyDays(periodDays, day('2026-11-09')));
          shop.add(householdSet, { householdId: shop.householdId, size });
          shop.ensureOn(addDays(day('2026-11-22'), dayOffset));
          shop.ensureOn(addDays(day('2026-11-22'), dayOffset));
        }
        const accounts = shop.balances();
        expect(shop.posted()).toHaveLength(accounts.length);
        for (const { balance } of accounts) expect(balance).toBeLessThanOrEqual(120 + 5 * 40);
      }),
      { numRuns: 40 },
    );
  });
});
