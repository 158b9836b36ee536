import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AllowanceAccount,
  type AllowanceFacts,
  allowanceAccount,
  type DueAllowance,
  dueAllowances,
  keyOfDue,
} from './allowance-due.ts';
import { entitlementIdSchema, householdIdSchema } from './ids.ts';
import { addDays, localMonthSchema } from './local-date.ts';
import { aScheme, someDate } from './scheme.fixture.ts';
import type { Scheme } from './scheme.ts';

const day = someDate;
const november = allowanceAccount('points', day('2026-11-01'));

/** A household of 3 with a right from October to March under one scheme, to which nothing was given. */
function aHousehold(scheme: Scheme = aScheme(), changes: Partial<AllowanceFacts> = {}): AllowanceFacts {
  return {
    size: 3,
    birthMonths: [],
    isee: null,
    entitlements: [
      {
        entitlementId: entitlementIdSchema.parse('0190b1c2-1111-7000-8000-0000000000e1'),
        schemeId: scheme.schemeId,
        startsOn: day('2026-10-01'),
        endsOn: day('2027-03-31'),
        state: 'active',
      },
    ],
    schemes: new Map([[scheme.schemeId, [scheme]]]),
    posted: [],
    mergedPoints: new Map(),
    leftPoints: new Map(),
    carriedOver: new Set(),
    readAsOtherUntil: null,
    pastSuspensions: [],
    ...changes,
  };
}

/** The facts once all of it was posted. */
function posting(facts: AllowanceFacts, due: readonly DueAllowance[]): AllowanceFacts {
  const leftPoints = new Map(facts.leftPoints);
  const carriedOver = new Set(facts.carriedOver);
  const move = (account: AllowanceAccount, points: number) =>
    leftPoints.set(account, (leftPoints.get(account) ?? 0) + points);
  const posted = [...facts.posted];
  for (const each of due) {
    const { purse, points, schemeId } = each;
    if (each.kind === 'posted') {
      const { periodStartsOn: startsOn, periodEndsOn: endsOn, schemeAppliesFrom, revision } = each;
      posted.push({ purse, startsOn, endsOn, revision, points, schemeId, schemeAppliesFrom });
      move(allowanceAccount(purse, startsOn), points);
    } else {
      move(allowanceAccount(purse, each.fromPeriodStartsOn), -points);
      move(allowanceAccount(purse, each.toPeriodStartsOn), points);
      carriedOver.add(allowanceAccount(purse, each.fromPeriodStartsOn));
    }
  }
  return { ...facts, posted, leftPoints, carriedOver };
}

const summary = (due: readonly DueAllowance[]) =>
  due.map((each) =>
    each.kind === 'posted'
      ? `${each.purse} ${each.periodStartsOn}..${each.periodEndsOn} #${each.revision}: ${each.points}`
      : `${each.purse} ${each.fromPeriodStartsOn} > ${each.toPeriodStartsOn}: ${each.points}`,
  );

describe('what is due to a household on a day', () => {
  test('is the period that holds the day, with the babies’ points beside it', () => {
    const scheme = aScheme({ baby: { pointsPerChild: 60, underMonths: 36 } });
    const facts = aHousehold(scheme, { birthMonths: [localMonthSchema.parse('2025-01')] });
    expect(summary(dueAllowances(facts, day('2026-11-22'), day('2026-11-22')))).toEqual([
      'points 2026-11-01..2026-11-30 #1: 200',
      'points-baby 2026-11-01..2026-11-30 #1: 60',
    ]);
  });

  test('is nothing without a right, nor while the scheme is not known', () => {
    const unknown = aHousehold(aScheme(), { schemes: new Map() });
    expect(dueAllowances(unknown, day('2026-11-22'), day('2026-11-22'))).toEqual([]);
    expect(dueAllowances(aHousehold(), day('2027-04-01'), day('2027-04-01'))).toEqual([]);
  });

  test('is less by what a merge brought of it already', () => {
    const facts = aHousehold(aScheme(), { mergedPoints: new Map([[november, 120]]) });
    expect(summary(dueAllowances(facts, day('2026-11-22'), day('2026-11-22')))).toEqual([
      'points 2026-11-01..2026-11-30 #1: 80',
    ]);
  });

  test('is the difference where the household has grown', () => {
    const facts = aHousehold(aScheme({ whenHouseholdGrows: 'difference' }));
    const given = posting(facts, dueAllowances(facts, day('2026-11-02'), day('2026-11-02')));
    const grown = { ...given, size: 4 };
    expect(summary(dueAllowances(grown, day('2026-11-22'), day('2026-11-22')))).toEqual([
      'points 2026-11-01..2026-11-30 #2: 40',
    ]);
  });

  test('counts the ISEE band of the first day of the period', () => {
    const iseeBands = [{ band: 1, label: 'A', bonusPoints: 30, bonusPointsPerMember: 0 }];
    const facts = aHousehold(aScheme({ iseeBands }), { isee: { band: 1, expiresOn: day('2026-11-30') } });
    expect(summary(dueAllowances(facts, day('2026-11-22'), day('2026-11-22')))).toEqual([
      'points 2026-11-01..2026-11-30 #1: 230',
    ]);
    expect(summary(dueAllowances(facts, day('2026-12-22'), day('2026-12-22')))).toEqual([
      'points 2026-12-01..2026-12-31 #1: 200',
    ]);
  });

  test('is carried over through a month in which nobody came, with what was left on its account already', () => {
    const facts = aHousehold(aScheme({ carryOver: { kind: 'full' } }));
    const october = posting(facts, dueAllowances(facts, day('2026-10-05'), day('2026-10-05')));
    const leftPoints = new Map([...october.leftPoints, [november, 7] as const]);
    expect(summary(dueAllowances({ ...october, leftPoints }, day('2026-12-05'), day('2026-12-05')))).toEqual([
      'points 2026-11-01..2026-11-30 #1: 200',
      'points 2026-10-01 > 2026-11-01: 200',
      'points 2026-12-01..2026-12-31 #1: 200',
      'points 2026-11-01 > 2026-12-01: 407',
    ]);
  });

  test('is carried over once, up to the cap, whatever comes to the old account later', () => {
    const facts = aHousehold(aScheme({ carryOver: { kind: 'capped', mostPoints: 50 } }));
    const october = posting(facts, dueAllowances(facts, day('2026-10-05'), day('2026-10-05')));
    const due = dueAllowances(october, day('2026-11-05'), day('2026-11-05'));
    expect(summary(due)).toEqual([
      'points 2026-11-01..2026-11-30 #1: 200',
      'points 2026-10-01 > 2026-11-01: 50',
    ]);
    expect(dueAllowances(posting(october, due), day('2026-11-06'), day('2026-11-06'))).toEqual([]);
  });

  test('is not carried over before the period begins, nor through a time as another household', () => {
    const facts = aHousehold(aScheme({ carryOver: { kind: 'full' } }));
    const october = posting(facts, dueAllowances(facts, day('2026-10-05'), day('2026-10-05')));
    expect(summary(dueAllowances(october, day('2026-11-01'), day('2026-10-30')))).toEqual([
      'points 2026-11-01..2026-11-30 #1: 200',
    ]);
    const readAsOtherUntil = day('2026-11-15');
    expect(
      summary(dueAllowances({ ...october, readAsOtherUntil }, day('2026-12-05'), day('2026-12-05'))),
    ).toEqual(['points 2026-12-01..2026-12-31 #1: 200']);
  });

  test('has a key of its own for each revision and each rest, the same whoever works it out', () => {
    const householdId = householdIdSchema.parse('0190b1c2-1111-7000-8000-0000000000a1');
    const facts = aHousehold(aScheme({ carryOver: { kind: 'full' } }));
    const october = posting(facts, dueAllowances(facts, day('2026-10-05'), day('2026-10-05')));
    const due = dueAllowances(october, day('2026-11-05'), day('2026-11-05'));
    expect(due.map((each) => keyOfDue(householdId, each))).toEqual([
      `${householdId}|points|2026-11-01|1`,
      `${householdId}|points|2026-10-01|carry-over`,
    ]);
  });
});

describe('whatever was given before', () => {
  const visits = fc.array(
    fc.record({ dayOffset: fc.integer({ min: -60, max: 200 }), aheadDays: fc.integer({ min: 0, max: 31 }) }),
    { minLength: 1, maxLength: 12 },
  );
  const scheme = fc
    .record({
      period: fc.constantFrom<Scheme['period'][]>(
        { kind: 'calendarMonth' },
        { kind: 'entitlement' },
        { kind: 'days', days: 28 },
        { kind: 'months', months: 2 },
      ),
      carryOver: fc.constantFrom<Scheme['carryOver'][]>({ kind: 'none' }, { kind: 'full' }),
      whenHouseholdGrows: fc.constantFrom<Scheme['whenHouseholdGrows'][]>('nextPeriod', 'difference'),
    })
    .map((rules) => aScheme(rules));

  test('nothing is due once it was posted, no account goes below zero, and older periods change nothing', () => {
    fc.assert(
      fc.property(visits, scheme, fc.array(fc.integer({ min: 1, max: 6 })), (days, rules, sizes) => {
        let facts = aHousehold(rules);
        for (const [index, { dayOffset, aheadDays }] of days.entries()) {
          const today = addDays(day('2026-11-22'), dayOffset);
          const wanted = addDays(today, aheadDays);
          facts = { ...facts, size: sizes[index] ?? facts.size };
          const due = dueAllowances(facts, wanted, today);
          expect(dueAllowances(withoutOlder(facts, wanted), wanted, today)).toEqual(due);
          facts = posting(facts, due);
          expect(dueAllowances(facts, wanted, today)).toEqual([]);
        }
        for (const [, points] of facts.leftPoints) expect(points).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  /** What `posted` is asked for. */
  function withoutOlder(facts: AllowanceFacts, on: string): AllowanceFacts {
    const starts = [...new Set(facts.posted.map(({ startsOn }) => startsOn))].filter((each) => each <= on);
    const from = starts.sort().at(-2) ?? '';
    return { ...facts, posted: facts.posted.filter(({ startsOn }) => startsOn >= from) };
  }
});
