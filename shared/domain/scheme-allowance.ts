import { ageInMonths, type LocalDate, type LocalMonth } from './local-date.ts';
import { MAX_POINTS, type Points, toPoints } from './points.ts';
import type { Scheme } from './scheme.ts';

/** What the points of a household depend on. */
export type HouseholdFacts = {
  /** People, 1 to 99. */
  readonly size: number;
  /** Months of birth that are known here: of children at a counter, of everyone where the register is. */
  readonly birthMonths: readonly LocalMonth[];
  /** The band of an ISEE that counts on the day; null where none was seen or it has expired. */
  readonly iseeBand: number | null;
};

/** One line of how an allowance came about; a cap takes away. */
export type AllowanceLine =
  | { readonly kind: 'first'; readonly points: number }
  | {
      readonly kind: 'further';
      readonly members: number;
      readonly pointsEach: number;
      readonly points: number;
    }
  | { readonly kind: 'size'; readonly size: number; readonly points: number }
  | {
      readonly kind: 'age';
      readonly fromMonths: number;
      readonly underMonths: number | null;
      readonly persons: number;
      readonly pointsEach: number;
      readonly points: number;
    }
  | { readonly kind: 'isee'; readonly band: number; readonly label: string; readonly points: number }
  | { readonly kind: 'cap'; readonly mostPoints: number; readonly points: number };

/** One line of how the babies' own points came about. */
export type BabyAllowanceLine =
  | {
      readonly kind: 'baby';
      readonly children: number;
      readonly pointsEach: number;
      readonly points: number;
    }
  | { readonly kind: 'cap'; readonly mostPoints: number; readonly points: number };

export type Allowance = {
  readonly points: Points;
  /** Of the purse for babies' goods; 0 where the scheme has none. */
  readonly babyPoints: Points;
  readonly lines: readonly AllowanceLine[];
  readonly babyLines: readonly BabyAllowanceLine[];
};

type AllowanceRules = Pick<Scheme, 'allowance' | 'ageBonuses' | 'iseeBands' | 'mostPoints' | 'baby'>;

/**
 * What one period that begins on a day gives to a household, with the lines that explain it. Laws: the lines add up to
 * the points; a cap is never exceeded; a further person, birth or band of less means never gives fewer points where
 * the scheme's own figures do not fall. Ages are those of the period's first day, so that the figure does not depend
 * on when it is posted.
 */
export function allowanceOf(scheme: AllowanceRules, facts: HouseholdFacts, startsOn: LocalDate): Allowance {
  const uncapped = [...sizeLines(scheme, facts), ...ageLines(scheme, facts, startsOn)];
  const iseeLine = iseeLineOf(scheme, facts);
  if (iseeLine !== null) uncapped.push(iseeLine);
  const uncappedBaby = babyLinesOf(scheme, facts, startsOn);
  const lines = [...uncapped, ...capLine(uncapped, scheme.mostPoints)];
  const babyLines = [...uncappedBaby, ...capLine(uncappedBaby, scheme.baby?.mostPoints)];
  return { points: toPoints(sumOf(lines)), babyPoints: toPoints(sumOf(babyLines)), lines, babyLines };
}

const sumOf = (lines: readonly { readonly points: number }[]): number =>
  lines.reduce((sum, { points }) => sum + points, 0);

function sizeLines({ allowance }: AllowanceRules, { size }: HouseholdFacts): AllowanceLine[] {
  if (allowance.kind === 'bySize') {
    const points = allowance.pointsBySize[size - 1] ?? allowance.pointsBySize.at(-1) ?? 0;
    return [{ kind: 'size', size, points }];
  }
  const members = size - 1;
  const first: AllowanceLine = { kind: 'first', points: allowance.firstPoints };
  const pointsEach = allowance.furtherPoints;
  return members === 0
    ? [first]
    : [first, { kind: 'further', members, pointsEach, points: members * pointsEach }];
}

/** Unborn children, whose month is still to come, count from the period that begins in it. */
const countAges = (
  { birthMonths }: HouseholdFacts,
  on: LocalDate,
  fromMonths: number,
  underMonths: number | undefined,
): number =>
  birthMonths.filter((month) => {
    const age = ageInMonths(month, on);
    return age >= fromMonths && (underMonths === undefined || age < underMonths);
  }).length;

const ageLines = ({ ageBonuses }: AllowanceRules, facts: HouseholdFacts, on: LocalDate): AllowanceLine[] =>
  ageBonuses.flatMap(({ fromMonths, underMonths, pointsPerPerson: pointsEach }): AllowanceLine[] => {
    const persons = countAges(facts, on, fromMonths, underMonths);
    if (persons === 0) return [];
    const points = persons * pointsEach;
    return [{ kind: 'age', fromMonths, underMonths: underMonths ?? null, persons, pointsEach, points }];
  });

function iseeLineOf({ iseeBands }: AllowanceRules, { iseeBand, size }: HouseholdFacts): AllowanceLine | null {
  const rule = iseeBands.find(({ band }) => band === iseeBand);
  if (rule === undefined) return null;
  const { band, label, bonusPoints, bonusPointsPerMember } = rule;
  return { kind: 'isee', band, label, points: bonusPoints + bonusPointsPerMember * size };
}

function babyLinesOf({ baby }: AllowanceRules, facts: HouseholdFacts, on: LocalDate): BabyAllowanceLine[] {
  if (baby === undefined) return [];
  const children = countAges(facts, on, 0, baby.underMonths);
  const pointsEach = baby.pointsPerChild;
  return children === 0 ? [] : [{ kind: 'baby', children, pointsEach, points: children * pointsEach }];
}

type CapLine = Extract<AllowanceLine, { kind: 'cap' }>;

/** What is above the cap; every scheme has one, that of what an allowance can be. */
function capLine(
  lines: readonly { readonly points: number }[],
  mostPoints: number = MAX_POINTS,
): readonly CapLine[] {
  const excess = sumOf(lines) - mostPoints;
  return excess > 0 ? [{ kind: 'cap', mostPoints, points: -excess }] : [];
}

/**
 * Points of a period that may be spent in each of its weeks (`weekOn`), of `periodPoints` that it gave; null where the
 * scheme has no quota. A share is rounded up, so that four quarters are never less than the whole.
 */
export function weeklyQuotaOf(
  { weeklyQuota }: Pick<Scheme, 'weeklyQuota'>,
  periodPoints: number,
): number | null {
  if (weeklyQuota === undefined) return null;
  return weeklyQuota.kind === 'points'
    ? weeklyQuota.points
    : Math.ceil((periodPoints * weeklyQuota.percent) / 100);
}

/**
 * Points that move to the next period, of what is left and free when one ends. Law: never more than is left, nor than
 * the cap, nor than an allowance can be.
 */
export function carriedOverOf({ carryOver }: Pick<Scheme, 'carryOver'>, leftPoints: number): number {
  if (carryOver.kind === 'none' || leftPoints <= 0) return 0;
  return Math.min(leftPoints, carryOver.kind === 'full' ? MAX_POINTS : carryOver.mostPoints);
}

/**
 * The band of a value in cents: the first whose highest value it does not exceed, where somebody is over 67 or comes
 * back by the values that hold for them. Null above all of them, where the scheme gives no right.
 */
export function bandOfIsee(
  { iseeBands }: Pick<Scheme, 'iseeBands'>,
  valueCents: number,
  { isOver67, isRenewal }: { readonly isOver67: boolean; readonly isRenewal: boolean },
): number | null {
  const fits = iseeBands.find(({ upToCents, over67UpToCents, renewalUpToCents }) => {
    if (upToCents === undefined) return true;
    const usual = isRenewal ? (renewalUpToCents ?? upToCents) : upToCents;
    return valueCents <= (isOver67 ? Math.max(usual, over67UpToCents ?? 0) : usual);
  });
  return fits?.band ?? null;
}
