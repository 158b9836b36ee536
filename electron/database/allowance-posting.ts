import { v5 } from 'uuid';
import { type Entitlement, entitlementOn } from '../../shared/domain/entitlement.ts';
import { type OperationId, operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { toPoints } from '../../shared/domain/points.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import { allowanceOf, carriedOverOf } from '../../shared/domain/scheme-allowance.ts';
import { type Period, type RuledPeriod, ruledPeriodOn } from '../../shared/domain/scheme-period.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import { allowanceCarriedOver } from '../../shared/operations/scheme-operations.ts';
import {
  type AllowancePurse,
  findPostedAfter,
  findPostedAround,
  findPostedUpTo,
  type PostedAround,
  type PostedPeriod,
  sumPosted,
} from './allowances.ts';
import type { Db, Tx } from './database.ts';
import { householdFactsOf } from './household-facts.ts';
import { balanceOf, type HouseholdRow, listEntitlements } from './households.ts';
import { findOperation, type RecordOperation } from './log.ts';
import { sweepInto } from './merge-sweep.ts';
import { isMergedAway, mergedUntil } from './merges.ts';
import { listSchemeVersions } from './schemes.ts';
import { isAllowanceAuthority } from './sync.ts';

export type AllowanceContext = {
  readonly record: RecordOperation;
  readonly today: () => LocalDate;
};

/** A household, the site that is written where it has none, and where it is all recorded. */
type Posting = {
  readonly context: AllowanceContext;
  readonly tx: Tx;
  readonly household: HouseholdRow;
  readonly siteId: SiteId;
};

/**
 * Posts what today's period gives to a household whose entitlement is valid today, with what the period before left
 * where that is carried over; otherwise, and where it was posted before, does nothing. This counter is the authority
 * while it stands alone (design, section 4), and where it brought its network to a hub, until the hub posts itself.
 *
 * Law: each household, purse, period and revision is given once, whatever happens: two runs, a restart, a clock set
 * back, a scheme that changes. The id of each operation derives from its key, so the log itself refuses a second one.
 * The periods of a household never overlap.
 */
export const ensureAllowance = (
  context: AllowanceContext,
  tx: Tx,
  household: HouseholdRow,
  siteId: SiteId,
): void => ensureAllowanceOn(context, tx, household, siteId, context.today());

/** The same for the period that holds another day, which may begin after today: posted ahead. */
export function ensureAllowanceOn(
  context: AllowanceContext,
  tx: Tx,
  household: HouseholdRow,
  siteId: SiteId,
  day: LocalDate,
): void {
  if (!isAllowanceAuthority(tx)) return;
  sweepInto(context, tx, household);
  // What a household that was merged has a right to is given to the one that it was merged into, once.
  if (isMergedAway(tx, household.household)) return;
  const entitlement = entitlementOn(listEntitlements(tx, household.household), day);
  if (!entitlement.ok) return;
  const versions = listSchemeVersions(tx, entitlement.value.schemeId);
  const posting = { context, tx, household, siteId };
  const around = findPostedAround(tx, household.household, day);
  const posted = around.upTo;
  if (posted !== null && posted.endsOn >= day) {
    const scheme = versionOf(versions, posted);
    if (scheme !== null) complete(posting, { scheme, period: posted });
    return;
  }
  const ruled = ungivenPeriodOn(versions, entitlement.value, day, around);
  if (ruled === null) return; // the scheme's definition has not arrived yet: given when it has
  if (posted?.startsOn === ruled.period.startsOn) {
    prolong(posting, ruled);
    complete(posting, ruled);
    return;
  }
  if (ruled.scheme.carryOver.kind !== 'none') postMissed(posting, ruled.period);
  postAllowance(posting, ruled);
  carryOver(posting, ruled);
}

/** A period and the version of a scheme that rules it; null where that is not known here. */
export type HouseholdPeriod = { readonly period: Period; readonly scheme: Scheme | null };

/**
 * The period whose points a household with this right spends on a day, and the version of the scheme that rules it:
 * the one that was given and holds the day, else the one that the scheme would give. Null where the scheme's
 * definition is not here.
 */
export function householdPeriodOn(
  db: Db,
  household: number,
  right: Pick<Entitlement, 'schemeId' | 'startsOn' | 'endsOn'>,
  day: LocalDate,
): HouseholdPeriod | null {
  const around = findPostedAround(db, household, day);
  const posted = around.upTo;
  if (posted === null || posted.endsOn < day) {
    return ungivenPeriodOn(listSchemeVersions(db, right.schemeId), right, day, around);
  }
  const { startsOn, endsOn, schemeId } = posted;
  const scheme = schemeId === null ? null : versionOf(listSchemeVersions(db, schemeId), posted);
  return { period: { startsOn, endsOn }, scheme };
}

/** The days of `householdPeriodOn`. */
export const allowancePeriodOn = (
  db: Db,
  household: number,
  right: Pick<Entitlement, 'schemeId' | 'startsOn' | 'endsOn'>,
  day: LocalDate,
): Period | null => householdPeriodOn(db, household, right, day)?.period ?? null;

/**
 * The period that holds a day for which nothing was given. Where the scheme's own would reach into one that was given
 * by other rules, it is cut short at that one: no day is given twice. One that was given by the same scheme and lies
 * inside it has become longer, as one budget does whose right is prolonged: it is the same period, and the same
 * account.
 */
function ungivenPeriodOn(
  versions: readonly Scheme[],
  right: Period,
  day: LocalDate,
  { upTo: before, after }: PostedAround,
): RuledPeriod | null {
  const ruled = ruledPeriodOn(versions, day, right);
  if (ruled === null) return null;
  const { scheme, period } = ruled;
  const endsOn =
    after !== null && after.startsOn <= period.endsOn ? addDays(after.startsOn, -1) : period.endsOn;
  if (before === null || before.endsOn < period.startsOn) return { scheme, period: { ...period, endsOn } };
  const isSame = before.schemeId === scheme.schemeId && before.startsOn >= period.startsOn;
  return { scheme, period: { startsOn: isSame ? before.startsOn : addDays(before.endsOn, 1), endsOn } };
}

/** The version whose figures a period was given by; null where it was another scheme's, or is not known. */
const versionOf = (versions: readonly Scheme[], { schemeId, schemeAppliesFrom }: PostedPeriod) =>
  versions.find((each) => each.schemeId === schemeId && each.appliesFrom === schemeAppliesFrom) ?? null;

/** What may come to a period after it was given. */
function complete(posting: Posting, ruled: RuledPeriod): void {
  if (ruled.scheme.whenHouseholdGrows === 'difference') postGrowth(posting, ruled);
  carryOver(posting, ruled);
}

/**
 * Notes the new last day of a period that was given and has become longer, with a revision that gives nothing: one
 * budget of a right that was prolonged is still one.
 */
function prolong(posting: Posting, ruled: RuledPeriod): void {
  const { tx, household } = posting;
  const { lastRevision } = sumPosted(tx, household.household, 'points', ruled.period.startsOn);
  recordAllowance(posting, ruled, 'points', lastRevision + 1, 0);
}

const allowanceIn = ({ tx, household }: Posting, { scheme, period }: RuledPeriod) =>
  allowanceOf(scheme, householdFactsOf(tx, household, period.startsOn), period.startsOn);

/**
 * The first revision of what a period gives, less what a merge has brought of it already. Of the babies' purse nothing is
 * written where there is nothing to give.
 */
function postAllowance(posting: Posting, ruled: RuledPeriod): void {
  const { tx, household } = posting;
  const { points, babyPoints } = allowanceIn(posting, ruled);
  const missing = (purse: AllowancePurse, wanted: number): number => {
    if (wanted === 0) return 0;
    const brought = sumPosted(tx, household.household, purse, ruled.period.startsOn).points;
    return Math.max(0, wanted - Math.max(0, brought));
  };
  recordAllowance(posting, ruled, 'points', FIRST_REVISION, missing('points', points));
  const missingBaby = missing('points-baby', babyPoints);
  if (missingBaby > 0) recordAllowance(posting, ruled, 'points-baby', FIRST_REVISION, missingBaby);
}

/** What is missing where the household has grown since its period was given. Nothing is ever taken back. */
function postGrowth(posting: Posting, ruled: RuledPeriod): void {
  const { tx, household } = posting;
  const { points, babyPoints } = allowanceIn(posting, ruled);
  for (const [purse, wanted] of [
    ['points', points],
    ['points-baby', babyPoints],
  ] as const) {
    const given = sumPosted(tx, household.household, purse, ruled.period.startsOn);
    if (wanted > given.points) {
      recordAllowance(posting, ruled, purse, given.lastRevision + 1, wanted - given.points);
    }
  }
}

const FIRST_REVISION = 1;

function recordAllowance(
  { context, tx, household, siteId }: Posting,
  { scheme, period }: RuledPeriod,
  purse: AllowancePurse,
  revision: number,
  points: number,
): void {
  const { householdId } = household;
  context.record(tx, {
    id: idOf(`${householdId}|${purse}|${period.startsOn}|${revision}`),
    kind: allowancePosted,
    body: {
      householdId,
      siteId: household.siteId ?? siteId,
      schemeId: scheme.schemeId,
      purse,
      periodStartsOn: period.startsOn,
      periodEndsOn: period.endsOn,
      revision,
      points: toPoints(points),
      schemeAppliesFrom: scheme.appliesFrom,
    },
    businessOn: context.today(),
  });
}

/** Periods of a scheme that are looked back for: more than two years of months, and a bound on what one act writes. */
const MOST_MISSED = 30;

/**
 * Where points are carried over, a period in which nobody came still hands on what the one before it left: it is given
 * too, back to the last one that was. Not before that: a right that is entered late does not bring months along. Nor
 * through a time in which the household was read as another, which had the points of that time.
 */
function postMissed(posting: Posting, until: Period): void {
  const { tx, household } = posting;
  let last = findPostedUpTo(tx, household.household, until.startsOn);
  if (last === null || addDays(last.endsOn, 1) >= until.startsOn) return;
  const readAsOtherUntil = mergedUntil(tx, household.household, household.householdId);
  if (readAsOtherUntil !== null && last.endsOn < readAsOtherUntil) return;
  for (let missed = 0; missed < MOST_MISSED && last !== null; missed++) {
    const day = addDays(last.endsOn, 1);
    if (day >= until.startsOn) return;
    const entitlement = entitlementOn(listEntitlements(tx, household.household), day);
    if (!entitlement.ok) return; // a time without a right lets points end
    const versions = listSchemeVersions(tx, entitlement.value.schemeId);
    const ruled = ungivenPeriodOn(versions, entitlement.value, day, {
      upTo: last,
      after: findPostedAfter(tx, household.household, day),
    });
    if (ruled === null) return;
    // A right that was made longer meanwhile: what was given goes on.
    if (ruled.period.startsOn === last.startsOn) return;
    postAllowance(posting, ruled);
    carryOver(posting, ruled);
    last = findPostedUpTo(tx, household.household, until.startsOn);
  }
}

const PURSES = ['points', 'points-baby'] as const satisfies readonly AllowancePurse[];

/** Takes along what the period before left, of both purses, once it has ended and where this one follows on it. */
function carryOver({ context, tx, household, siteId }: Posting, { scheme, period }: RuledPeriod): void {
  if (scheme.carryOver.kind === 'none' || period.startsOn > context.today()) return;
  const before = findPostedUpTo(tx, household.household, addDays(period.startsOn, -1));
  if (before === null || addDays(before.endsOn, 1) !== period.startsOn) return;
  const { householdId } = household;
  for (const purse of PURSES) {
    const points = carriedOverOf(scheme, balanceOf(tx, household.household, `${purse}/${before.startsOn}`));
    const id = idOf(`${householdId}|${purse}|${before.startsOn}|carry-over`);
    if (points === 0 || findOperation(tx, id) !== null) continue;
    context.record(tx, {
      id,
      kind: allowanceCarriedOver,
      body: {
        householdId,
        siteId: household.siteId ?? siteId,
        schemeId: scheme.schemeId,
        purse,
        fromPeriodStartsOn: before.startsOn,
        toPeriodStartsOn: period.startsOn,
        points: toPoints(points),
      },
      businessOn: context.today(),
    });
  }
}

/** Never changed: the ids of allowances derive from it. */
const ALLOWANCES = '0b8f6c1d-7f3e-4a44-9a54-0d6f6c5e2b90';

const idOf = (key: string): OperationId => operationIdSchema.parse(v5(key, ALLOWANCES));
