import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, localMonthSchema } from './local-date.ts';
import { aScheme, someDate } from './scheme.fixture.ts';
import { type Scheme, schemeSchema } from './scheme.ts';
import {
  allowanceOf,
  bandOfIsee,
  carriedOverOf,
  type HouseholdFacts,
  weeklyQuotaOf,
} from './scheme-allowance.ts';
import { schemeFromV1, schemeV1Schema } from './scheme-v1.ts';

const startsOn = someDate('2026-11-01');
const facts = (changes: Partial<HouseholdFacts> = {}): HouseholdFacts => ({
  size: 4,
  birthMonths: [],
  iseeBand: null,
  ...changes,
});

const someBirthMonth = fc
  .integer({ min: -1_190, max: 3 })
  .map((months) => localMonthSchema.parse(addMonths(startsOn, months).slice(0, 7)));
const someFacts = fc.record({
  size: fc.integer({ min: 1, max: 30 }),
  birthMonths: fc.array(someBirthMonth, { maxLength: 10 }),
  iseeBand: fc.option(fc.integer({ min: 1, max: 4 })),
});
const figure = (max = 500) => fc.integer({ min: 0, max });
const someScheme: fc.Arbitrary<Scheme> = fc
  .record({
    allowance: fc.oneof(
      fc.record({ kind: fc.constant('firstAndFurther'), firstPoints: figure(), furtherPoints: figure() }),
      fc.record({
        kind: fc.constant('bySize'),
        pointsBySize: fc
          .array(figure(), { minLength: 1, maxLength: 8 })
          .map((table) => table.sort((a, b) => a - b)),
      }),
    ),
    ageBonuses: fc.array(fc.record({ fromMonths: fc.constantFrom(0, 12, 804), pointsPerPerson: figure() }), {
      maxLength: 3,
    }),
    bonuses: fc.array(figure(), { maxLength: 3 }),
    mostPoints: fc.option(figure(2_000), { nil: undefined }),
    baby: fc.option(
      fc.record({
        pointsPerChild: figure(),
        underMonths: fc.constantFrom(6, 36),
        mostPoints: fc.option(figure(), { nil: undefined }),
      }),
      { nil: undefined },
    ),
  })
  .map(({ bonuses, ...rest }) =>
    aScheme({
      ...rest,
      // Less means, lower band, more points.
      iseeBands: bonuses
        .sort((a, b) => b - a)
        .map((bonusPoints, index) => ({
          band: index + 1,
          label: `${index + 1}`,
          upToCents: (index + 1) * 100_000,
          bonusPoints,
          bonusPointsPerMember: 0,
        })),
    }),
  );

describe('an allowance', () => {
  test('is explained by lines that add up to it, for both purses, and never exceeds a cap', () => {
    fc.assert(
      fc.property(someScheme, someFacts, (scheme, household) => {
        const { points, babyPoints, lines, babyLines } = allowanceOf(scheme, household, startsOn);
        expect(lines.reduce((sum, line) => sum + line.points, 0)).toBe(points);
        expect(babyLines.reduce((sum, line) => sum + line.points, 0)).toBe(babyPoints);
        expect(points).toBeLessThanOrEqual(scheme.mostPoints ?? Number.POSITIVE_INFINITY);
        expect(babyPoints).toBeLessThanOrEqual(scheme.baby?.mostPoints ?? Number.POSITIVE_INFINITY);
        if (scheme.baby === undefined) expect(babyPoints).toBe(0);
      }),
    );
  });

  test('never falls with a further member, a birth, or less means', () => {
    const born = localMonthSchema.parse('2026-10');
    fc.assert(
      fc.property(someScheme, someFacts, (scheme, household) => {
        const { points, babyPoints } = allowanceOf(scheme, household, startsOn);
        const { size, birthMonths, iseeBand } = household;
        const larger = allowanceOf(scheme, { ...household, size: size + 1 }, startsOn);
        expect(larger.points).toBeGreaterThanOrEqual(points);
        const younger = allowanceOf(scheme, { ...household, birthMonths: [...birthMonths, born] }, startsOn);
        expect(younger.points).toBeGreaterThanOrEqual(points);
        expect(younger.babyPoints).toBeGreaterThanOrEqual(babyPoints);
        if (iseeBand === null || iseeBand === 1) return;
        const poorer = allowanceOf(scheme, { ...household, iseeBand: iseeBand - 1 }, startsOn);
        expect(poorer.points).toBeGreaterThanOrEqual(points);
      }),
    );
  });

  test('says how it came about', () => {
    const scheme = aScheme({
      ageBonuses: [{ fromMonths: 0, underMonths: 36, pointsPerPerson: 20 }],
      iseeBands: [{ band: 1, label: 'A', upToCents: 600_000, bonusPoints: 10, bonusPointsPerMember: 5 }],
      mostPoints: 250,
      baby: { pointsPerChild: 60, underMonths: 36, mostPoints: 100 },
    });
    const birthMonths = ['2024-01', '2026-10', '1990-01'].map((month) => localMonthSchema.parse(month));
    expect(allowanceOf(scheme, facts({ birthMonths, iseeBand: 1 }), startsOn)).toEqual({
      points: 250,
      babyPoints: 100,
      lines: [
        { kind: 'first', points: 120 },
        { kind: 'further', members: 3, pointsEach: 40, points: 120 },
        { kind: 'age', fromMonths: 0, underMonths: 36, persons: 2, pointsEach: 20, points: 40 },
        { kind: 'isee', band: 1, label: 'A', points: 30 },
        { kind: 'cap', mostPoints: 250, points: -60 },
      ],
      babyLines: [
        { kind: 'baby', children: 2, pointsEach: 60, points: 120 },
        { kind: 'cap', mostPoints: 100, points: -20 },
      ],
    });
  });

  test('counts ages on the first day of its period: up to the month before an age, and the unborn not', () => {
    const scheme = aScheme({ baby: { pointsPerChild: 60, underMonths: 36 } });
    const babyPoints = (month: string) =>
      allowanceOf(scheme, facts({ birthMonths: [localMonthSchema.parse(month)] }), startsOn).babyPoints;
    expect(['2023-11', '2023-12', '2026-11', '2026-12'].map(babyPoints)).toEqual([0, 60, 60, 0]);
  });

  test('is never more than points can be, whatever its schema accepts', () => {
    const scheme = aScheme({
      allowance: { kind: 'firstAndFurther', firstPoints: 100_000, furtherPoints: 9_000 },
      ageBonuses: [{ fromMonths: 0, pointsPerPerson: 100_000 }],
    });
    const birthMonths = Array.from({ length: 20 }, () => localMonthSchema.parse('2020-01'));
    expect(allowanceOf(scheme, facts({ size: 99, birthMonths }), startsOn).points).toBe(1_000_000);
  });
});

describe('a weekly quota', () => {
  test('is a figure or a share, rounded up so that the weeks together give the whole', () => {
    expect(weeklyQuotaOf(aScheme(), 150)).toBeNull();
    expect(weeklyQuotaOf(aScheme({ weeklyQuota: { kind: 'points', points: 40 } }), 150)).toBe(40);
    expect(weeklyQuotaOf(aScheme({ weeklyQuota: { kind: 'share', percent: 25 } }), 150)).toBe(38);
  });
});

describe('a carry-over', () => {
  test.each([
    [{ kind: 'none' }, 70, 0],
    [{ kind: 'full' }, 70, 70],
    [{ kind: 'capped', mostPoints: 50 }, 70, 50],
    [{ kind: 'capped', mostPoints: 50 }, 20, 20],
    [{ kind: 'full' }, -5, 0],
  ])('%o of %i points takes %i along', (carryOver, left, taken) => {
    expect(carriedOverOf(aScheme({ carryOver }), left)).toBe(taken);
  });
});

describe('bands of ISEE', () => {
  const scheme = aScheme({
    iseeBands: [
      { band: 1, label: 'A', upToCents: 600_000, bonusPoints: 0, bonusPointsPerMember: 0 },
      {
        band: 2,
        label: 'B',
        upToCents: 750_000,
        over67UpToCents: 900_000,
        renewalUpToCents: 700_000,
        bonusPoints: 0,
        bonusPointsPerMember: 0,
      },
    ],
  });
  test.each([
    [600_000, false, false, 1],
    [600_001, false, false, 2],
    [750_001, false, false, null],
    [900_000, true, false, 2],
    [720_000, false, true, null],
    [720_000, true, true, 2],
  ])('%i cents, over 67 %s, renewal %s', (cents, isOver67, isRenewal, band) => {
    expect(bandOfIsee(scheme, cents, { isOver67, isRenewal })).toBe(band);
  });

  test('rise with their limits, and only the last may be without one', () => {
    const bands = (...limits: (number | undefined)[]) =>
      schemeSchema.safeParse({
        ...aScheme(),
        iseeBands: limits.map((upToCents, index) => ({
          band: index + 1,
          label: 'x',
          upToCents,
          bonusPoints: 0,
          bonusPointsPerMember: 0,
        })),
      }).success;
    expect([bands(1, 2), bands(1, undefined), bands(undefined, 2), bands(2, 1), bands(2, 2)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

test('a scheme of version 1 is read as one of version 2 that gives the same', () => {
  const old = schemeV1Schema.parse({
    schemeId: '0190b1c2-1111-7000-8000-00000000000a',
    name: 'Settimo',
    period: { kind: 'days', days: 28, anchorOn: '2026-01-05' },
    allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
  });
  const scheme = schemeFromV1(old, startsOn);
  expect(schemeSchema.parse(scheme)).toEqual(scheme);
  expect(scheme).toMatchObject({ ...old, appliesFrom: startsOn, carryOver: { kind: 'none' } });
  expect(allowanceOf(scheme, facts(), startsOn).points).toBe(240);
});
