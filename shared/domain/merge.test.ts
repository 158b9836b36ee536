import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { householdIdSchema, schemeIdSchema } from './ids.ts';
import { localDateSchema, localMonthSchema } from './local-date.ts';
import {
  joinMonths,
  type MergeInto,
  type MergePlan,
  type MergeSide,
  planMerge,
  sumPlans,
  undoMerge,
} from './merge.ts';

const FROM = householdIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const INTO = householdIdSchema.parse('019a0000-0000-7000-8000-000000000002');
const schemeId = schemeIdSchema.parse('019a0000-0000-7000-8000-000000000003');
const november = localDateSchema.parse('2026-11-01');
const december = localDateSchema.parse('2026-12-01');
const days = localDateSchema.parse('2026-11-09');

type Accounts = Map<string, number>;
const keyOf = (householdId: string, purse: string, on?: string | null) =>
  `${householdId} ${purse} ${on ?? ''}`;

function accountsOf(from: MergeSide, into: MergeInto): Accounts {
  const accounts: Accounts = new Map();
  for (const side of [from, into]) {
    for (const each of [...side.plain, ...side.periods]) {
      accounts.set(keyOf(side.householdId, each.purse, each.periodStartsOn), each.balance);
    }
  }
  return accounts;
}

function apply(accounts: Accounts, { moves, recomputed }: MergePlan): Accounts {
  const after = new Map(accounts);
  const add = (key: string, amount: number) => after.set(key, (after.get(key) ?? 0) + amount);
  for (const { purse, periodStartsOn, intoPeriodStartsOn, amount } of moves) {
    add(keyOf(FROM, purse, periodStartsOn), -amount);
    add(keyOf(INTO, purse, intoPeriodStartsOn ?? periodStartsOn), amount);
  }
  for (const each of recomputed) add(keyOf(each.householdId, each.purse, each.periodStartsOn), each.amount);
  return after;
}

const withoutZeros = (accounts: Accounts) => [...accounts].filter(([, balance]) => balance !== 0).sort();

const balance = fc.integer({ min: 0, max: 500 });
const plain = fc.record({ cents: balance, washes: balance, uses: balance }).map(({ cents, washes, uses }) => [
  { purse: 'cents' as const, periodStartsOn: null, balance: cents },
  { purse: 'washes' as const, periodStartsOn: null, balance: washes },
  { purse: 'use-oil-month' as const, periodStartsOn: november, balance: uses },
]);
const period = (periodStartsOn: typeof november, isCurrent: boolean) =>
  fc.record({
    purse: fc.constantFrom('points' as const, 'points-baby' as const),
    periodStartsOn: fc.constant(periodStartsOn),
    schemeId: fc.constant(schemeId),
    isCurrent: fc.constant(isCurrent),
    balance,
    given: balance,
    wanted: balance,
  });
const byPurse = { selector: ({ purse }: { purse: string }) => purse };
const aFrom: fc.Arbitrary<MergeSide> = fc.record({
  householdId: fc.constant(FROM),
  plain,
  periods: fc.uniqueArray(period(days, true), byPurse),
});
const anInto: fc.Arbitrary<MergeInto> = fc.record({
  householdId: fc.constant(INTO),
  plain,
  periods: fc
    .tuple(fc.uniqueArray(period(november, true), byPurse), fc.uniqueArray(period(december, false), byPurse))
    .map(([now, later]) => [...now, ...later]),
});

describe('joining two households', () => {
  test('adds euro, washes and uses, and makes one allowance of two', () => {
    const from: MergeSide = {
      householdId: FROM,
      plain: [{ purse: 'cents', periodStartsOn: null, balance: 500 }],
      // 100 given, 60 spent.
      periods: [
        { purse: 'points', periodStartsOn: days, schemeId, isCurrent: true, balance: 40, given: 100 },
      ],
    };
    const into: MergeInto = {
      householdId: INTO,
      plain: [],
      // 150 given, 30 spent; three people together are given 200.
      periods: [
        {
          purse: 'points',
          periodStartsOn: november,
          schemeId,
          isCurrent: true,
          balance: 120,
          given: 150,
          wanted: 200,
        },
      ],
    };
    expect(planMerge(from, into)).toEqual({
      moves: [{ purse: 'cents', amount: 500 }],
      recomputed: [
        {
          householdId: FROM,
          purse: 'points',
          periodStartsOn: days,
          schemeId,
          amount: -40,
          allowancePoints: -100,
        },
        {
          householdId: INTO,
          purse: 'points',
          periodStartsOn: november,
          schemeId,
          amount: -10,
          allowancePoints: 50,
        },
      ],
    });
  });

  test('keeps what is no allowance, leaves nothing behind, and owes nothing', () => {
    fc.assert(
      fc.property(aFrom, anInto, (from, into) => {
        const before = accountsOf(from, into);
        const after = apply(before, planMerge(from, into));
        const sum = (accounts: Accounts, purse: string) =>
          [...accounts]
            .filter(([key]) => key.includes(` ${purse} `))
            .reduce((total, [, each]) => total + each, 0);
        for (const purse of ['cents', 'washes', 'use-oil-month'])
          expect(sum(after, purse)).toBe(sum(before, purse));
        for (const [key, left] of after) {
          if (key.startsWith(FROM)) expect(left).toBe(0);
          else expect(left).toBeGreaterThanOrEqual(0);
        }
        for (const each of into.periods) {
          const other = from.periods.filter((every) => each.isCurrent && every.purse === each.purse);
          const beside = [each, ...other].reduce((total, { balance: has, given }) => total + has - given, 0);
          expect(after.get(keyOf(INTO, each.purse, each.periodStartsOn))).toBe(
            Math.max(0, each.wanted + beside),
          );
        }
      }),
    );
  });

  test('is undone exactly where nothing was spent since', () => {
    fc.assert(
      fc.property(aFrom, anInto, (from, into) => {
        const before = accountsOf(from, into);
        const done = planMerge(from, into);
        const merged = apply(before, done);
        const undone = undoMerge(
          done,
          INTO,
          (purse, on) => merged.get(keyOf(INTO, purse, on)) ?? 0,
          () => true,
        );
        expect(withoutZeros(apply(merged, undone))).toEqual(withoutZeros(before));
      }),
    );
  });

  test('is undone without anybody owing anything, whatever was spent since', () => {
    fc.assert(
      fc.property(aFrom, anInto, fc.integer({ min: 0, max: 100 }), (from, into, percent) => {
        const done = planMerge(from, into);
        const merged = apply(accountsOf(from, into), done);
        const spent = new Map(
          [...merged].map(([key, has]) => [
            key,
            key.startsWith(INTO) ? has - Math.floor((has * percent) / 100) : has,
          ]),
        );
        const undone = undoMerge(
          done,
          INTO,
          (purse, on) => spent.get(keyOf(INTO, purse, on)) ?? 0,
          () => true,
        );
        for (const [, has] of apply(spent, undone)) expect(has).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('counts what was spent since as spent, whatever is merged again', () => {
    const besideOf = (plan: MergePlan) =>
      plan.recomputed.reduce((sum, { amount, allowancePoints }) => sum + amount - allowancePoints, 0);
    fc.assert(
      fc.property(aFrom, anInto, fc.integer({ min: 0, max: 500 }), (from, into, left) => {
        const done = planMerge(from, into);
        const undone = undoMerge(
          done,
          INTO,
          () => left,
          () => true,
        );
        expect(besideOf(undone) + besideOf(done)).toBe(0);
      }),
    );
  });

  test('brings points along as given, where the one that stays has no account for them', () => {
    const from: MergeSide = {
      householdId: FROM,
      plain: [],
      periods: [
        { purse: 'points', periodStartsOn: days, schemeId, isCurrent: true, balance: 40, given: 100 },
      ],
    };
    const of = { purse: 'points' as const, periodStartsOn: days, schemeId };
    expect(planMerge(from, { householdId: INTO, plain: [], periods: [] }).recomputed).toEqual([
      { ...of, householdId: INTO, amount: 40, allowancePoints: 100 },
      { ...of, householdId: FROM, amount: -40, allowancePoints: -100 },
    ]);
  });

  test('leaves periods alone that have ended when it is undone', () => {
    const recomputed = [
      {
        householdId: FROM,
        purse: 'points' as const,
        periodStartsOn: november,
        schemeId,
        amount: -5,
        allowancePoints: 0,
      },
    ];
    expect(
      undoMerge(
        { moves: [], recomputed },
        INTO,
        () => 0,
        () => false,
      ),
    ).toEqual({ moves: [], recomputed: [] });
  });
});

test('an account that a merge and its sweeps have moved is taken back once, with all of it', () => {
  const given = { householdId: INTO, purse: 'points', periodStartsOn: november, schemeId } as const;
  const merged: MergePlan = {
    moves: [{ purse: 'cents', amount: 100 }],
    recomputed: [{ ...given, amount: 5, allowancePoints: 3 }],
  };
  const swept: MergePlan = {
    moves: [{ purse: 'cents', amount: 20 }],
    recomputed: [{ ...given, amount: -2, allowancePoints: 4 }],
  };
  const sum = sumPlans([merged, swept]);
  expect(sum).toEqual({
    moves: [{ purse: 'cents', amount: 120 }],
    recomputed: [{ ...given, amount: 3, allowancePoints: 7 }],
  });
  expect(
    undoMerge(
      sum,
      INTO,
      () => 1000,
      () => true,
    ).recomputed,
  ).toEqual([{ ...given, amount: -3, allowancePoints: -7 }]);
});

test('children of two records are counted once, and twins twice', () => {
  const months = (...texts: string[]) => texts.map((text) => localMonthSchema.parse(text));
  expect(joinMonths(months('2025-06', '2025-06'), months('2024-01', '2025-06'))).toEqual(
    months('2024-01', '2025-06', '2025-06'),
  );
});
