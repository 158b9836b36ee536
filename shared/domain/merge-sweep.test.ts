import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { householdIdSchema, operationIdSchema, schemeIdSchema } from './ids.ts';
import { localDateSchema } from './local-date.ts';
import type { MergeSide } from './merge.ts';
import { keyOfSweep, type LateArrivals, planSweep, type SweepPlan } from './merge-sweep.ts';

const householdId = householdIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const schemeId = schemeIdSchema.parse('019a0000-0000-7000-8000-000000000003');
const november = localDateSchema.parse('2026-11-01');
const december = localDateSchema.parse('2026-12-01');

/** How both stand: what the joined one has and what is promised of it, and what of the other one is free. */
type Standing = {
  readonly from: MergeSide;
  readonly setAside: ReadonlyMap<string, number>;
  readonly free: ReadonlyMap<string, number>;
};

const keyOf = (purse: string, on: string | null | undefined) => `${purse} ${on ?? ''}`;

const lateOf = (
  { from, setAside, free }: Standing,
  intoPeriodStartsOn: LateArrivals['intoPeriodStartsOn'] = november,
) => ({
  from,
  intoPeriodStartsOn,
  setAsideOf: (purse: string, on: string | null) => setAside.get(keyOf(purse, on)) ?? 0,
  freeOf: (purse: string, on: string | null) => free.get(keyOf(purse, on)) ?? 0,
});

function carriedOut({ from, setAside, free }: Standing, { moves, recomputed }: SweepPlan): Standing {
  const left = new Map(free);
  const movedOf = (purse: string, on: string | null) =>
    moves
      .filter((move) => move.purse === purse && (move.periodStartsOn ?? null) === on)
      .reduce((sum, { amount }) => sum + amount, 0);
  const backOf = (purse: string, on: string) =>
    recomputed
      .filter((each) => each.purse === purse && each.periodStartsOn === on)
      .reduce((sum, { amount }) => sum + amount, 0);
  for (const { purse, periodStartsOn, intoPeriodStartsOn, amount } of moves) {
    const key = keyOf(purse, intoPeriodStartsOn ?? periodStartsOn);
    left.set(key, (left.get(key) ?? 0) + amount);
  }
  return {
    setAside,
    free: left,
    from: {
      householdId,
      plain: from.plain.map((each) => ({
        ...each,
        balance: each.balance - movedOf(each.purse, each.periodStartsOn),
      })),
      periods: from.periods.map((each) => {
        const back = backOf(each.purse, each.periodStartsOn);
        const balance = each.balance - movedOf(each.purse, each.periodStartsOn) + back;
        return { ...each, balance, given: each.given + back };
      }),
    },
  };
}

const aPeriod = (
  balance: number,
  given: number,
  periodStartsOn = november,
): MergeSide['periods'][number] => ({
  purse: 'points',
  periodStartsOn,
  schemeId,
  isCurrent: periodStartsOn === november,
  balance,
  given,
});
const aStanding = (
  periods: MergeSide['periods'],
  free: readonly (readonly [string, number])[],
  setAside: readonly (readonly [string, number])[] = [],
): Standing => ({
  from: { householdId, plain: [], periods },
  setAside: new Map(setAside),
  free: new Map(free),
});
const POINTS = keyOf('points', november);

describe('what comes late to a household that was joined to another', () => {
  test('is a sale: it counts against the points that there are', () => {
    expect(planSweep(lateOf(aStanding([aPeriod(-30, 0)], [[POINTS, 100]])))).toEqual({
      moves: [{ purse: 'points', periodStartsOn: november, intoPeriodStartsOn: november, amount: -30 }],
      recomputed: [],
      short: [],
    });
  });

  test('is an allowance that was under way: it goes back to its scheme, less what was spent of it', () => {
    const { moves, recomputed } = planSweep(lateOf(aStanding([aPeriod(25, 40)], [[POINTS, 100]])));
    expect(moves.map(({ amount }) => amount)).toEqual([-15]);
    expect(recomputed).toEqual([
      {
        householdId,
        purse: 'points',
        periodStartsOn: november,
        schemeId,
        amount: -40,
        allowancePoints: -40,
      },
    ]);
  });

  test('is more than the other one has: the rest waits, and nobody owes anything', () => {
    const standing = aStanding([aPeriod(-30, 0)], [[POINTS, 10]]);
    const plan = planSweep(lateOf(standing));
    expect(plan.moves.map(({ amount }) => amount)).toEqual([-10]);
    expect(plan.short).toEqual([{ purse: 'points', periodStartsOn: november }]);
    expect(carriedOut(standing, plan).from.periods).toEqual([aPeriod(-20, 0)]);
  });

  test('stays for whoever it is promised to, and goes on once it is free', () => {
    const standing = aStanding([aPeriod(40, 40)], [[POINTS, 100]], [[POINTS, 32]]);
    const plan = planSweep(lateOf(standing));
    expect(plan.recomputed.map(({ amount }) => amount)).toEqual([-8]);
    const after = carriedOut(standing, plan);
    // Twelve of the lease are spent, and it comes back with the rest.
    const spent = { ...after, setAside: new Map(), from: { ...after.from, periods: [aPeriod(20, 32)] } };
    const last = planSweep(lateOf(spent));
    expect([last.moves.map(({ amount }) => amount), last.recomputed.map(({ amount }) => amount)]).toEqual([
      [-12],
      [-32],
    ]);
    expect(carriedOut(spent, last).from.periods).toEqual([aPeriod(0, 0)]);
  });

  test('waits where the other one has no points of its own, and what was given goes back', () => {
    const plan = planSweep(lateOf(aStanding([aPeriod(30, 40)], [[POINTS, 100]]), null));
    expect([plan.moves, plan.recomputed.map(({ amount }) => amount)]).toEqual([[], [-30]]);
  });
});

const amount = fc.integer({ min: -60, max: 90 });
const promised = fc.nat({ max: 40 });
const aLate: fc.Arbitrary<Standing> = fc
  .record({
    periods: fc.tuple(
      ...[november, december].flatMap((on) =>
        (['points', 'points-baby'] as const).map((purse) =>
          fc
            .record({ balance: amount, given: amount })
            .map((figures) => ({ ...aPeriod(0, 0, on), ...figures, purse })),
        ),
      ),
    ),
    cents: amount,
    washes: amount,
    uses: amount,
    setAside: fc.array(promised, { minLength: 6, maxLength: 6 }),
    free: fc.array(fc.integer({ min: -20, max: 50 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ periods, cents, washes, uses, setAside, free }) => {
    const plain = [
      { purse: 'cents' as const, periodStartsOn: null, balance: cents },
      { purse: 'washes' as const, periodStartsOn: null, balance: washes },
      { purse: 'use-oil-month' as const, periodStartsOn: november, balance: uses },
    ];
    const accounts = [...periods, ...plain].filter(({ purse }) => !purse.startsWith('use-'));
    const targets = [POINTS, keyOf('points-baby', november), 'cents ', 'washes ', 'use-oil-month 2026-11-01'];
    return {
      from: { householdId, plain, periods },
      // No more is promised of an account than is there.
      setAside: new Map(
        accounts.map(({ purse, periodStartsOn, balance }, index) => [
          keyOf(purse, periodStartsOn),
          Math.max(0, Math.min(balance, setAside[index] ?? 0)),
        ]),
      ),
      free: new Map(targets.map((key, index) => [key, free[index] ?? 0])),
    };
  });
const intoPeriod = fc.constantFrom(november, null);

const all = ({ from, free }: Standing, isOf: (purse: string) => boolean): number =>
  [...from.plain, ...from.periods]
    .filter(({ purse }) => isOf(purse))
    .reduce((sum, { balance }) => sum + balance, 0) +
  [...free].filter(([key]) => isOf(key.split(' ')[0] ?? '')).reduce((sum, [, each]) => sum + each, 0);

describe('a sweep', () => {
  test('makes nothing and loses nothing, but what was given for itself', () => {
    fc.assert(
      fc.property(aLate, intoPeriod, (standing, into) => {
        const plan = planSweep(lateOf(standing, into));
        const after = carriedOut(standing, plan);
        const isPoints = (purse: string) => purse === 'points' || purse === 'points-baby';
        for (const purse of ['cents', 'washes', 'use-oil-month']) {
          const isOf = (each: string) => each === purse;
          expect(all(after, isOf)).toBe(all(standing, isOf));
        }
        const back = plan.recomputed.reduce((sum, { allowancePoints }) => sum + allowancePoints, 0);
        expect(all(after, isPoints) - all(standing, isPoints)).toBe(back);
      }),
    );
  });

  test('takes nothing that is promised, and leaves nobody below 0', () => {
    fc.assert(
      fc.property(aLate, intoPeriod, (standing, into) => {
        const after = carriedOut(standing, planSweep(lateOf(standing, into)));
        for (const [key, left] of after.free) {
          const before = standing.free.get(key) ?? 0;
          if (left < before) expect(left).toBeGreaterThanOrEqual(0);
        }
        const before = [...standing.from.plain, ...standing.from.periods];
        for (const [index, each] of [...after.from.plain, ...after.from.periods].entries()) {
          const least = standing.setAside.get(keyOf(each.purse, each.periodStartsOn)) ?? 0;
          expect(each.balance).toBeGreaterThanOrEqual(Math.min(least, before[index]?.balance ?? 0));
        }
      }),
    );
  });

  test('is done once: what is left waits for somebody', () => {
    fc.assert(
      fc.property(aLate, intoPeriod, (standing, into) => {
        const plan = planSweep(lateOf(standing, into));
        const again = planSweep(lateOf(carriedOut(standing, plan), into));
        expect([again.moves, again.recomputed]).toEqual([[], []]);
        // With nothing promised and enough of the other one's, nothing is left.
        const enough = new Map([...standing.free].map(([key]) => [key, 10_000]));
        const quiet = { ...standing, setAside: new Map<string, number>(), free: enough };
        const { from } = carriedOut(quiet, planSweep(lateOf(quiet)));
        for (const each of from.plain) expect(each.balance).toBe(0);
        for (const each of from.periods) expect([each.balance, each.given]).toEqual([0, 0]);
      }),
    );
  });

  test('has a key of its merge, of how many came before it, and of what it moves', () => {
    const [a, b] = ['1', '2'].map((last) =>
      operationIdSchema.parse(`019a0000-0000-7000-8000-00000000000${last}`),
    );
    if (a === undefined || b === undefined) throw new Error('Assertion failed: there are two');
    const keys = [keyOfSweep(a, 0, 'x'), keyOfSweep(a, 1, 'x'), keyOfSweep(a, 0, 'y'), keyOfSweep(b, 0, 'x')];
    expect(new Set(keys).size).toBe(4);
    expect(keyOfSweep(a, 1, 'x')).toBe(keys[1]);
  });
});
