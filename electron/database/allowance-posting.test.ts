import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import {
  deviceIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  schemeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import {
  addDays,
  type LocalDate,
  localDateSchema,
  localMonthSchema,
} from '../../shared/domain/local-date.ts';
import { type Scheme, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import {
  allowancePosted,
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
  householdSet,
} from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { allowancePeriodOn, ensureAllowance, ensureAllowanceOn } from './allowance-posting.ts';
import { query } from './database.ts';
import { findHousehold, listBalances, listEntitlements } from './households.ts';
import { createRecorder, iterateOperations, startChain } from './log.ts';
import { openMemoryDatabase } from './open.ts';

const day = (text: string): LocalDate => localDateSchema.parse(text);
const schemeId = schemeIdSchema.parse(v7());
const monthly: Scheme = {
  ...USUAL_SCHEME,
  schemeId,
  appliesFrom: day('2026-01-01'),
  name: 'Punti mensili',
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
};
const everyDays = (days: number, anchorOn: LocalDate, appliesFrom = monthly.appliesFrom): Scheme => ({
  ...monthly,
  appliesFrom,
  period: { kind: 'days', days, anchorOn },
});

const listPosted = query<readonly [], { operatorId: string | null; stream: string; body: string }>(
  'listPostedAllowances',
  `SELECT operator_id AS operatorId, stream.name AS stream, body
   FROM operation JOIN kind USING (kind) JOIN stream USING (stream) WHERE type = 'allowance.posted' ORDER BY n`,
);
const countOperations = query<readonly [], { count: number }>(
  'countOperations',
  'SELECT count(*) AS count FROM operation',
);

/** A household of 3 with an entitlement from 1 October to 31 March and the monthly scheme. */
function aShop(scheme: Scheme = monthly) {
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
  const add = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>, reversesId?: OperationId) =>
    inTransaction((tx) => {
      const of = reversesId === undefined ? {} : { reversesId };
      return record(tx, { id: operationIdSchema.parse(v7()), kind, body, businessOn: today, ...of });
    });
  inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  add(schemeSet, scheme);
  add(householdSet, { householdId, displayName: 'Rossi Anna', size: 3 });
  const grantUntil = (endsOn: string) =>
    add(entitlementGranted, {
      entitlementId,
      householdId,
      schemeId,
      startsOn: day('2026-10-01'),
      endsOn: day(endsOn),
    });
  grantUntil('2027-03-31');
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
    ensureAheadOn: (on: LocalDate, wanted: LocalDate) => {
      today = on;
      inTransaction((tx) =>
        ensureAllowanceOn({ record, today: () => today }, tx, household(), siteId, wanted),
      );
    },
    grantUntil,
    periodOn: (on: string) => {
      const right = entitlementOn(listEntitlements(db, household().household), day(on));
      if (!right.ok) throw new Error(right.error.type);
      return allowancePeriodOn(db, household().household, right.value, day(on));
    },
    /** What each period's account of the usual purse holds, by its first day. */
    points: () =>
      Object.fromEntries(
        listBalances(db, household().household)
          .filter(({ account }) => account.startsWith('points/'))
          .map(({ account, balance }) => [account.slice('points/'.length), balance]),
      ),
    countOperations: () => db.one(countOperations)?.count,
    sumOfProgramme: () =>
      [...iterateOperations(db)]
        .flatMap(({ operation }) => operation.postings)
        .filter(({ account }) => account.startsWith('programme:'))
        .reduce((sum, { amount }) => sum + amount, 0),
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
    shop.add(schemeSet, everyDays(28, day('2026-11-16'), day('2026-11-15')));
    shop.ensureOn(day('2026-11-22'));
    expect(shop.points()).toEqual({ '2026-11-01': 200 });
    expect(shop.periodOn('2026-11-22')).toEqual({ startsOn: '2026-11-01', endsOn: '2026-11-30' });
    shop.ensureOn(day('2026-12-01'));
    // The new rule's period began on 16 November: what was given by the old one is not given again.
    expect(shop.points()).toEqual({ '2026-11-01': 200, '2026-12-01': 200 });
    expect(shop.periodOn('2026-12-01')).toEqual({ startsOn: '2026-12-01', endsOn: '2026-12-13' });
  });

  test('keeps its figures when it was posted ahead and the scheme changes before it begins', () => {
    const shop = aShop();
    shop.ensureAheadOn(day('2026-11-25'), day('2026-12-01'));
    const richer = { kind: 'firstAndFurther' as const, firstPoints: 500, furtherPoints: 0 };
    shop.add(schemeSet, { ...monthly, appliesFrom: day('2026-12-01'), allowance: richer });
    shop.ensureOn(day('2026-12-02'));
    shop.ensureOn(day('2027-01-02'));
    expect(shop.points()).toEqual({ '2026-12-01': 200, '2027-01-01': 500 });
  });

  test('of one budget is given once, also when the right is prolonged', () => {
    const shop = aShop({ ...monthly, period: { kind: 'entitlement' } });
    shop.ensureOn(day('2026-11-05'));
    shop.grantUntil('2027-05-31');
    shop.ensureOn(day('2027-05-05'));
    shop.ensureOn(day('2027-05-06'));
    expect(shop.points()).toEqual({ '2026-10-01': 200 });
    expect(shop.periodOn('2027-05-06')).toEqual({ startsOn: '2026-10-01', endsOn: '2027-05-31' });
    expect(shop.posted()).toHaveLength(2);
  });

  test('of one budget that was cut at what another scheme gave is still one when it is prolonged', () => {
    const shop = aShop();
    shop.ensureOn(day('2026-11-05'));
    const budget = schemeIdSchema.parse(v7());
    shop.add(schemeSet, { ...monthly, schemeId: budget, period: { kind: 'entitlement' } });
    const entitlementId = entitlementIdSchema.parse(v7());
    const grant = (endsOn: string) =>
      shop.add(entitlementGranted, {
        entitlementId,
        householdId: shop.householdId,
        schemeId: budget,
        startsOn: day('2026-11-15'),
        endsOn: day(endsOn),
      });
    grant('2027-05-14');
    shop.ensureOn(day('2026-12-01'));
    grant('2027-06-14');
    shop.ensureOn(day('2027-06-01'));
    expect(shop.points()).toEqual({ '2026-11-01': 200, '2026-12-01': 200 });
    expect(shop.periodOn('2027-06-01')).toEqual({ startsOn: '2026-12-01', endsOn: '2027-06-14' });
  });

  test('fills the babies’ purse beside the other one', () => {
    const shop = aShop({ ...monthly, baby: { pointsPerChild: 60, underMonths: 36 } });
    shop.ensureOn(day('2026-10-05'));
    shop.add(householdSet, {
      householdId: shop.householdId,
      childBirthMonths: [localMonthSchema.parse('2025-01')],
    });
    shop.ensureOn(day('2026-11-05'));
    expect(shop.balances()).toMatchObject([
      { account: 'points-baby/2026-11-01', balance: 60 },
      { account: 'points/2026-10-01', balance: 200 },
      { account: 'points/2026-11-01', balance: 200 },
    ]);
  });

  test.each([
    ['nextPeriod', { '2026-11-01': 200, '2026-12-01': 240 }],
    ['difference', { '2026-11-01': 240, '2026-12-01': 240 }],
  ] as const)('counts a further member by the setting %s', (whenHouseholdGrows, expected) => {
    const shop = aShop({ ...monthly, whenHouseholdGrows });
    for (const [on, size] of [
      ['2026-11-05', 3],
      ['2026-11-10', 4],
      ['2026-11-11', 2],
      ['2026-11-12', 4],
      ['2026-12-01', 4],
    ] as const) {
      shop.add(householdSet, { householdId: shop.householdId, size });
      shop.ensureOn(day(on));
    }
    expect(shop.points()).toEqual(expected);
  });
});

describe('what a period leaves', () => {
  const carrying = (carryOver: Scheme['carryOver']): Scheme => ({ ...monthly, carryOver });

  test('is carried over once, when it has ended, and counts as the next period’s', () => {
    const shop = aShop(carrying({ kind: 'capped', mostPoints: 50 }));
    shop.ensureOn(day('2026-10-05'));
    shop.ensureAheadOn(day('2026-10-30'), day('2026-11-01'));
    expect(shop.points()).toEqual({ '2026-10-01': 200, '2026-11-01': 200 });
    shop.ensureOn(day('2026-11-01'));
    shop.ensureOn(day('2026-11-02'));
    expect(shop.points()).toEqual({ '2026-10-01': 150, '2026-11-01': 250 });
  });

  test('is carried over up to the most that an allowance can be, whatever a slip of the keys added', () => {
    const shop = aShop(carrying({ kind: 'full' }));
    shop.ensureOn(day('2026-10-05'));
    const { householdId, siteId } = shop;
    const slip = { periodStartsOn: day('2026-10-01'), amount: 1_000_000, reason: 'other' as const };
    shop.add(accountAdjusted, { householdId, siteId, purse: 'points', ...slip });
    shop.ensureOn(day('2026-11-01'));
    expect(shop.points()).toEqual({ '2026-10-01': 200, '2026-11-01': 1_000_200 });
  });

  test('is lost where the scheme carries nothing over', () => {
    const shop = aShop();
    shop.ensureOn(day('2026-10-05'));
    shop.ensureOn(day('2026-11-05'));
    expect(shop.points()).toEqual({ '2026-10-01': 200, '2026-11-01': 200 });
  });

  test('goes through a period in which nobody came', () => {
    const shop = aShop(carrying({ kind: 'full' }));
    shop.ensureOn(day('2026-10-05'));
    shop.ensureOn(day('2026-12-05'));
    expect(shop.points()).toEqual({ '2026-10-01': 0, '2026-11-01': 0, '2026-12-01': 600 });
  });

  test('does not bring along months before the first that was given', () => {
    const shop = aShop(carrying({ kind: 'full' }));
    shop.ensureOn(day('2026-12-05'));
    expect(shop.points()).toEqual({ '2026-12-01': 200 });
  });

  test('ends where there was a time without a right', () => {
    const shop = aShop(carrying({ kind: 'full' }));
    shop.ensureOn(day('2026-10-05'));
    shop.grantUntil('2026-10-31');
    shop.add(entitlementGranted, {
      entitlementId: entitlementIdSchema.parse(v7()),
      householdId: shop.householdId,
      schemeId,
      startsOn: day('2026-12-01'),
      endsOn: day('2027-03-31'),
    });
    shop.ensureOn(day('2026-12-05'));
    expect(shop.points()).toEqual({ '2026-10-01': 200, '2026-12-01': 200 });
  });

  test('ends where the right was suspended, once it is given back, and goes on from there', () => {
    const shop = aShop(carrying({ kind: 'full' }));
    const { entitlementId, householdId } = shop;
    shop.ensureOn(day('2026-10-20'));
    const { id } = shop.add(entitlementSuspended, { entitlementId, householdId }).operation;
    shop.ensureOn(day('2026-11-05'));
    shop.ensureOn(day('2026-12-10'));
    shop.add(entitlementResumed, { entitlementId, householdId }, id);
    shop.ensureOn(day('2026-12-10'));
    expect(shop.points()).toEqual({ '2026-10-01': 200, '2026-12-01': 200 });
    shop.ensureOn(day('2027-02-05'));
    expect(shop.points()).toMatchObject({ '2026-12-01': 0, '2027-02-01': 600 });
  });

  test('goes through a suspension that is over before the period that was missed begins', () => {
    const shop = aShop(carrying({ kind: 'full' }));
    const { entitlementId, householdId } = shop;
    shop.ensureOn(day('2026-10-05'));
    const { id } = shop.add(entitlementSuspended, { entitlementId, householdId }).operation;
    shop.ensureOn(day('2026-10-31'));
    shop.add(entitlementResumed, { entitlementId, householdId }, id);
    shop.ensureOn(day('2026-12-05'));
    expect(shop.points()).toEqual({ '2026-10-01': 0, '2026-11-01': 0, '2026-12-01': 600 });
  });
});

describe('whatever the clock, the scheme and the household do', () => {
  const step = fc.record({
    dayOffset: fc.integer({ min: -60, max: 200 }),
    aheadDays: fc.integer({ min: 0, max: 31 }),
    size: fc.integer({ min: 1, max: 6 }),
    birth: fc.constantFrom('2025-01', '2020-01', null),
    rightDays: fc.option(fc.integer({ min: 100, max: 300 })),
    scheme: fc.option(
      fc.record({
        appliesAfter: fc.integer({ min: -30, max: 60 }),
        period: fc.constantFrom<Scheme['period'][]>(
          { kind: 'calendarMonth' },
          { kind: 'entitlement' },
          { kind: 'days', days: 7, anchorOn: day('2026-11-09') },
          { kind: 'days', days: 28 },
          { kind: 'months', months: 2 },
        ),
        carryOver: fc.constantFrom<Scheme['carryOver'][]>(
          { kind: 'none' },
          { kind: 'full' },
          { kind: 'capped', mostPoints: 30 },
        ),
        whenHouseholdGrows: fc.constantFrom<Scheme['whenHouseholdGrows'][]>('nextPeriod', 'difference'),
        baby: fc.constantFrom(undefined, { pointsPerChild: 60, underMonths: 36 }),
      }),
    ),
  });

  test('nothing is given twice, no two periods overlap, and all accounts sum to zero', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const shop = aShop();
        for (const { dayOffset, aheadDays, size, birth, rightDays, scheme } of steps) {
          const today = addDays(day('2026-11-22'), dayOffset);
          if (scheme !== null) {
            const { appliesAfter, baby, ...rules } = scheme;
            const appliesFrom = addDays(today, appliesAfter);
            shop.add(schemeSet, {
              ...monthly,
              ...rules,
              ...(baby === undefined ? {} : { baby }),
              appliesFrom,
            });
          }
          if (rightDays !== null) shop.grantUntil(addDays(day('2026-10-01'), rightDays));
          const childBirthMonths = birth === null ? [] : [localMonthSchema.parse(birth)];
          shop.add(householdSet, { householdId: shop.householdId, size, childBirthMonths });
          shop.ensureOn(today);
          const recorded = shop.countOperations();
          shop.ensureOn(today);
          expect(shop.countOperations()).toBe(recorded);
          shop.ensureAheadOn(today, addDays(today, aheadDays));
          const recordedAhead = shop.countOperations();
          shop.ensureAheadOn(today, addDays(today, aheadDays));
          expect(shop.countOperations()).toBe(recordedAhead);
        }
        expectSound(shop);
      }),
      { numRuns: 30 },
    );
  });

  function expectSound(shop: ReturnType<typeof aShop>) {
    const given = shop.posted().map(({ body }) => allowancePosted.body.parse(JSON.parse(body)));
    const keys = given.map(({ purse, periodStartsOn, revision }) => `${purse}|${periodStartsOn}|${revision}`);
    expect(new Set(keys).size).toBe(keys.length);
    // The longest that each period ever was.
    const endByStart = new Map<LocalDate, LocalDate>();
    const pointsByAccount = new Map<string, number>();
    for (const { purse, periodStartsOn, periodEndsOn, points } of given) {
      const known = endByStart.get(periodStartsOn);
      if (known === undefined || known < periodEndsOn) endByStart.set(periodStartsOn, periodEndsOn);
      const account = `${purse}/${periodStartsOn}`;
      pointsByAccount.set(account, (pointsByAccount.get(account) ?? 0) + points);
    }
    const periods = [...endByStart].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [index, [, endsOn]] of periods.entries()) {
      expect((periods[index + 1]?.[0] ?? '9999-12-31') > endsOn).toBe(true);
    }
    for (const [account, points] of pointsByAccount) {
      expect(points).toBeLessThanOrEqual(account.startsWith('points-baby') ? 60 : 120 + 5 * 40);
    }
    for (const { balance } of shop.balances()) expect(balance).toBeGreaterThanOrEqual(0);
    const inHousehold = shop.balances().reduce((sum, { balance }) => sum + balance, 0);
    expect(inHousehold + shop.sumOfProgramme()).toBe(0);
  }
});
