import {
  type PostedAround,
  type PostedPeriod,
  ungivenPeriodOn,
  versionThatGave,
} from './allowance-period.ts';
import { type Entitlement, entitlementOn } from './entitlement.ts';
import type { HouseholdId, SchemeId } from './ids.ts';
import { type Isee, iseeBandOn } from './isee.ts';
import { addDays, type LocalDate } from './local-date.ts';
import { type Points, toPoints } from './points.ts';
import type { Scheme } from './scheme.ts';
import { allowanceOf, carriedOverOf, type HouseholdFacts } from './scheme-allowance.ts';
import type { Period, RuledPeriod } from './scheme-period.ts';

/** The purses that a scheme fills, each with an account for every period. */
export type AllowancePurse = 'points' | 'points-baby';

/** One revision of what was given for a period, in points. */
export type PostedAllowance = PostedPeriod & {
  readonly purse: AllowancePurse;
  readonly revision: number;
  readonly points: number;
};

/** The account of a purse and a period, by the period's first day. */
export type AllowanceAccount = `${AllowancePurse}/${LocalDate}`;

/** Everything that decides what is due to one household. What it was merged with is in it already. */
export type AllowanceFacts = Omit<HouseholdFacts, 'iseeBand'> & {
  readonly entitlements: readonly Entitlement[];
  /** Of every scheme that a right names: all versions, by `appliesFrom`, oldest first. */
  readonly schemes: ReadonlyMap<SchemeId, readonly Scheme[]>;
  /** The assessment of means that holds longest; null where none was seen. */
  readonly isee: Pick<Isee, 'band' | 'expiresOn'> | null;
  /**
   * From the last period on that was given and begins on the day or before it, and where a scheme carries over from the one
   * before that; what was given earlier changes nothing.
   */
  readonly posted: readonly PostedAllowance[];
  /** Points that merges brought of an account's allowance, or took of it. */
  readonly mergedPoints: ReadonlyMap<AllowanceAccount, number>;
  /** Points left on its accounts from `posted` on; asked for only where a scheme carries over. */
  readonly leftPoints: ReadonlyMap<AllowanceAccount, number>;
  /** Accounts of `posted` whose rest was carried over; asked for only where a scheme carries over. */
  readonly carriedOver: ReadonlySet<AllowanceAccount>;
  /** The last day on which it was read as another household, which was then undone; null where it never was. */
  readonly readAsOtherUntil: LocalDate | null;
  /** Suspensions of its rights that were lifted; asked for only where a scheme carries over. */
  readonly pastSuspensions: readonly PastSuspension[];
};

/** Days on which a right was suspended, the first and the last of them; it is given back on the day after. */
export type PastSuspension = Period & Pick<Entitlement, 'entitlementId'>;

/** What the authority has to post: without the household and its site the body of the operation of that kind. */
export type DueAllowance =
  | {
      readonly kind: 'posted';
      readonly schemeId: SchemeId;
      readonly purse: AllowancePurse;
      readonly periodStartsOn: LocalDate;
      readonly periodEndsOn: LocalDate;
      readonly revision: number;
      readonly points: Points;
      readonly schemeAppliesFrom: LocalDate;
    }
  | {
      readonly kind: 'carriedOver';
      readonly schemeId: SchemeId;
      readonly purse: AllowancePurse;
      readonly fromPeriodStartsOn: LocalDate;
      readonly toPeriodStartsOn: LocalDate;
      readonly points: Points;
    };

/** Never changed: the ids of allowances are UUIDs of version 5 of their keys in this namespace. */
export const ALLOWANCES = '0b8f6c1d-7f3e-4a44-9a54-0d6f6c5e2b90';

/** What an allowance is once: household, purse, period and revision, or the rest of a period (design, section 4). */
export const keyOfDue = (householdId: HouseholdId, due: DueAllowance): string =>
  due.kind === 'posted'
    ? keyOfPosted(householdId, due.purse, due.periodStartsOn, due.revision)
    : keyOfCarryOver(householdId, due.purse, due.fromPeriodStartsOn);

export const keyOfPosted = (
  householdId: HouseholdId,
  purse: AllowancePurse,
  periodStartsOn: LocalDate,
  revision: number,
): string => `${householdId}|${purse}|${periodStartsOn}|${revision}`;

export const keyOfCarryOver = (
  householdId: HouseholdId,
  purse: AllowancePurse,
  fromPeriodStartsOn: LocalDate,
): string => `${householdId}|${purse}|${fromPeriodStartsOn}|carry-over`;

export const allowanceAccount = (purse: AllowancePurse, startsOn: LocalDate): AllowanceAccount =>
  `${purse}/${startsOn}`;

/** Whether something may come to a period of this version after it was given. */
export const isLookedAtAgain = ({
  carryOver,
  whenHouseholdGrows,
}: Pick<Scheme, 'carryOver' | 'whenHouseholdGrows'>): boolean =>
  carryOver.kind !== 'none' || whenHouseholdGrows === 'difference';

/**
 * Whether the period that holds a day was given and nothing can come to it any more, whatever the rest of the facts is:
 * the usual answer, for which little has to be read. `versions` are of the scheme of the right that holds on the day.
 */
export function isSettledOn(versions: readonly Scheme[], upTo: PostedPeriod | null, day: LocalDate): boolean {
  if (upTo === null || upTo.endsOn < day) return false;
  const scheme = versionThatGave(versions, upTo);
  return scheme === null || !isLookedAtAgain(scheme);
}

/**
 * What the authority has to post today for the period that holds a day, in this order: the period's allowance, with what
 * the period before left where that is carried over, or what came to a period that was given. The day may be after
 * today: then it is posted ahead.
 *
 * Laws: once it is posted nothing is due; the periods of a household never overlap; nothing is ever taken back.
 */
export function dueAllowances(facts: AllowanceFacts, day: LocalDate, today: LocalDate): DueAllowance[] {
  const right = entitlementOn(facts.entitlements, day);
  if (!right.ok) return [];
  const versions = facts.schemes.get(right.value.schemeId) ?? [];
  const around = postedAround(facts.posted, day);
  const { upTo } = around;
  if (isSettledOn(versions, upTo, day)) return [];
  const giving = startGiving(facts, today);
  if (upTo !== null && upTo.endsOn >= day) {
    const scheme = versionThatGave(versions, upTo);
    if (scheme !== null) complete(giving, { scheme, period: upTo });
    return giving.due;
  }
  const ruled = ungivenPeriodOn(versions, right.value, day, around);
  if (ruled === null) return []; // the scheme's definition has not arrived yet: given when it has
  if (upTo?.startsOn === ruled.period.startsOn) {
    prolong(giving, ruled);
    complete(giving, ruled);
    return giving.due;
  }
  if (ruled.scheme.carryOver.kind !== 'none') giveMissed(giving, ruled.period);
  giveFirst(giving, ruled);
  carryOver(giving, ruled);
  return giving.due;
}

/** What is found to be due, and how things stand once that is posted. */
type Giving = {
  readonly facts: AllowanceFacts;
  readonly today: LocalDate;
  readonly due: DueAllowance[];
  readonly posted: PostedAllowance[];
  readonly leftPoints: Map<AllowanceAccount, number>;
};

const startGiving = (facts: AllowanceFacts, today: LocalDate): Giving => ({
  facts,
  today,
  due: [],
  posted: [...facts.posted],
  leftPoints: new Map(facts.leftPoints),
});

/** The last revision of the periods around a day, of the purse that every period has. */
function postedAround(posted: readonly PostedAllowance[], day: LocalDate): PostedAround {
  let upTo: PostedAllowance | null = null;
  let after: PostedAllowance | null = null;
  for (const each of posted) {
    if (each.purse !== 'points') continue;
    if (each.startsOn <= day) upTo = upTo === null || isBefore(upTo, each) ? each : upTo;
    else if (after === null || each.startsOn < after.startsOn) after = each;
    else if (each.startsOn === after.startsOn && each.revision > after.revision) after = each;
  }
  return { upTo, after };
}

const isBefore = (a: PostedAllowance, b: PostedAllowance): boolean =>
  a.startsOn === b.startsOn ? a.revision < b.revision : a.startsOn < b.startsOn;

/** What all revisions gave to an account, and what merges made of it, and the number of the last; 0 where none did. */
function sumPosted({ posted, facts }: Giving, purse: AllowancePurse, startsOn: LocalDate) {
  let points = facts.mergedPoints.get(allowanceAccount(purse, startsOn)) ?? 0;
  let lastRevision = 0;
  for (const each of posted) {
    if (each.purse !== purse || each.startsOn !== startsOn) continue;
    points += each.points;
    lastRevision = Math.max(lastRevision, each.revision);
  }
  return { points, lastRevision };
}

/** What may come to a period after it was given. */
function complete(giving: Giving, ruled: RuledPeriod): void {
  if (ruled.scheme.whenHouseholdGrows === 'difference') giveGrowth(giving, ruled);
  carryOver(giving, ruled);
}

/**
 * Notes the new last day of a period that was given and has become longer, with a revision that gives nothing: one
 * budget of a right that was prolonged is still one.
 */
function prolong(giving: Giving, ruled: RuledPeriod): void {
  const { lastRevision } = sumPosted(giving, 'points', ruled.period.startsOn);
  give(giving, ruled, 'points', lastRevision + 1, 0);
}

function allowanceIn({ facts }: Giving, { scheme, period: { startsOn } }: RuledPeriod) {
  const { size, birthMonths, isee } = facts;
  const iseeBand = isee === null ? null : iseeBandOn(isee, startsOn);
  return allowanceOf(scheme, { size, birthMonths, iseeBand }, startsOn);
}

const FIRST_REVISION = 1;

/**
 * The first revision of what a period gives, less what a merge has brought of it already. Of the babies' purse nothing is
 * written where there is nothing to give.
 */
function giveFirst(giving: Giving, ruled: RuledPeriod): void {
  const { points, babyPoints } = allowanceIn(giving, ruled);
  const missing = (purse: AllowancePurse, wanted: number): number => {
    const brought = sumPosted(giving, purse, ruled.period.startsOn).points;
    return Math.max(0, wanted - Math.max(0, brought));
  };
  give(giving, ruled, 'points', FIRST_REVISION, missing('points', points));
  const missingBaby = missing('points-baby', babyPoints);
  if (missingBaby > 0) give(giving, ruled, 'points-baby', FIRST_REVISION, missingBaby);
}

/** What is missing where the household has grown since its period was given. Nothing is ever taken back. */
function giveGrowth(giving: Giving, ruled: RuledPeriod): void {
  const { points, babyPoints } = allowanceIn(giving, ruled);
  for (const [purse, wanted] of [
    ['points', points],
    ['points-baby', babyPoints],
  ] as const) {
    const given = sumPosted(giving, purse, ruled.period.startsOn);
    if (wanted > given.points) give(giving, ruled, purse, given.lastRevision + 1, wanted - given.points);
  }
}

function give(
  { due, posted, leftPoints }: Giving,
  { scheme: { schemeId, appliesFrom }, period: { startsOn, endsOn } }: RuledPeriod,
  purse: AllowancePurse,
  revision: number,
  points: number,
): void {
  due.push({
    kind: 'posted',
    schemeId,
    purse,
    periodStartsOn: startsOn,
    periodEndsOn: endsOn,
    revision,
    points: toPoints(points),
    schemeAppliesFrom: appliesFrom,
  });
  posted.push({ purse, startsOn, endsOn, revision, points, schemeId, schemeAppliesFrom: appliesFrom });
  move(leftPoints, allowanceAccount(purse, startsOn), points);
}

/** Periods of a scheme that are looked back for: more than two years of months, and a bound on what one act writes. */
const MOST_MISSED = 30;

/**
 * Where points are carried over, a period in which nobody came still hands on what the one before it left: it is given
 * too, back to the last one that was. Not before that: a right that is entered late does not bring months along. Nor
 * through a time in which the household was read as another, which had the points of that time.
 */
function giveMissed(giving: Giving, until: Period): void {
  const { facts, posted } = giving;
  let last = postedAround(posted, until.startsOn).upTo;
  if (last === null || addDays(last.endsOn, 1) >= until.startsOn) return;
  if (facts.readAsOtherUntil !== null && last.endsOn < facts.readAsOtherUntil) return;
  for (let missed = 0; missed < MOST_MISSED && last !== null; missed++) {
    const day = addDays(last.endsOn, 1);
    if (day >= until.startsOn) return;
    const right = entitlementOn(facts.entitlements, day);
    // A time without a right lets points end, and so does one in which it was suspended.
    if (!right.ok || facts.pastSuspensions.some((each) => isSuspendedBy(each, right.value, day))) return;
    const versions = facts.schemes.get(right.value.schemeId) ?? [];
    const { after } = postedAround(posted, day);
    const ruled = ungivenPeriodOn(versions, right.value, day, { upTo: last, after });
    if (ruled === null) return;
    // A right that was made longer meanwhile: what was given goes on.
    if (ruled.period.startsOn === last.startsOn) return;
    giveFirst(giving, ruled);
    carryOver(giving, ruled);
    last = postedAround(posted, until.startsOn).upTo;
  }
}

const isSuspendedBy = (
  { entitlementId, startsOn, endsOn }: PastSuspension,
  right: Entitlement,
  day: LocalDate,
): boolean => entitlementId === right.entitlementId && startsOn <= day && day <= endsOn;

const PURSES = ['points', 'points-baby'] as const satisfies readonly AllowancePurse[];

/** Takes along what the period before left, of both purses, once it has ended and where this one follows on it. */
function carryOver({ facts, today, due, posted, leftPoints }: Giving, { scheme, period }: RuledPeriod): void {
  if (scheme.carryOver.kind === 'none' || period.startsOn > today) return;
  const before = postedAround(posted, addDays(period.startsOn, -1)).upTo;
  if (before === null || addDays(before.endsOn, 1) !== period.startsOn) return;
  for (const purse of PURSES) {
    const from = allowanceAccount(purse, before.startsOn);
    const points = carriedOverOf(scheme, leftPoints.get(from) ?? 0);
    if (points === 0 || facts.carriedOver.has(from)) continue;
    due.push({
      kind: 'carriedOver',
      schemeId: scheme.schemeId,
      purse,
      fromPeriodStartsOn: before.startsOn,
      toPeriodStartsOn: period.startsOn,
      points: toPoints(points),
    });
    move(leftPoints, from, -points);
    move(leftPoints, allowanceAccount(purse, period.startsOn), points);
  }
}

const move = (
  leftPoints: Map<AllowanceAccount, number>,
  account: AllowanceAccount,
  points: number,
): unknown => leftPoints.set(account, (leftPoints.get(account) ?? 0) + points);
