import type { AllowancePurse, PostedAllowance } from '../../shared/domain/allowance-due.ts';
import type { PostedAround, PostedPeriod } from '../../shared/domain/allowance-period.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { joinPeriods, type LivePeriod } from '../../shared/domain/merge-periods.ts';
import { type Db, query } from './database.ts';
import { isAllowanceAuthority } from './sync.ts';

const postedColumns = `period_starts_on AS startsOn, period_ends_on AS endsOn, scheme_id AS schemeId,
  scheme_applies_from AS schemeAppliesFrom FROM allowance`;

const findPostedUpToSql = query<readonly [number, string], PostedPeriod>(
  'findPostedPeriodUpTo',
  `SELECT ${postedColumns} WHERE household = ? AND purse = 'points' AND period_starts_on <= ?
   ORDER BY period_starts_on DESC, revision DESC LIMIT 1`,
);
const findPostedAfterSql = query<readonly [number, string], PostedPeriod>(
  'findPostedPeriodAfter',
  `SELECT ${postedColumns} WHERE household = ? AND purse = 'points' AND period_starts_on > ?
   ORDER BY period_starts_on, revision DESC LIMIT 1`,
);

/**
 * The newest period that was given to a household and begins on a day or before it: the one that holds the day, where
 * one does.
 */
export const findPostedUpTo = (db: Db, household: number, day: LocalDate): PostedPeriod | null =>
  db.one(findPostedUpToSql, household, day) ?? null;

/** The first period that was given and begins after a day: ahead of it, or by a clock that was wrong. */
export const findPostedAfter = (db: Db, household: number, day: LocalDate): PostedPeriod | null =>
  db.one(findPostedAfterSql, household, day) ?? null;

const findNewestPostedSql = query<readonly [number], PostedPeriod>(
  'findNewestPostedPeriod',
  `SELECT ${postedColumns} WHERE household = ? AND purse = 'points'
   ORDER BY period_starts_on DESC, revision DESC LIMIT 1`,
);

/** Both at once: what was given is rarely after a day that is asked for, so that one look is mostly enough. */
export function findPostedAround(db: Db, household: number, day: LocalDate): PostedAround {
  const newest = db.one(findNewestPostedSql, household) ?? null;
  if (newest === null || newest.startsOn <= day) return { upTo: newest, after: null };
  return { upTo: findPostedUpTo(db, household, day), after: findPostedAfter(db, household, day) };
}

const listPostedFromSql = query<readonly [number, string], PostedAllowance>(
  'listPostedAllowancesFrom',
  `SELECT purse, revision, points, ${postedColumns}
   WHERE household = ? AND purse IN ('points', 'points-baby') AND period_starts_on >= ?`,
);

/** Every revision of the periods that begin on a day or after it, of both purses. */
export const listPostedFrom = (db: Db, household: number, startsOn: LocalDate): PostedAllowance[] =>
  db.all(listPostedFromSql, household, startsOn);

const sumPostedSql = query<
  readonly [number, string, string, number, string, string],
  { points: number; lastRevision: number }
>(
  'sumPostedAllowances',
  `SELECT coalesce(sum(points), 0) + (
       SELECT coalesce(sum(points), 0) FROM merged_allowance
       WHERE household = ? AND purse = ? AND period_starts_on = ?
     ) AS points,
     coalesce(max(revision), 0) AS lastRevision
   FROM allowance WHERE household = ? AND purse = ? AND period_starts_on = ?`,
);

/**
 * What all revisions of a period's allowance gave, and what merges made of it, and the number of the last; both 0
 * where there is none.
 */
export function sumPosted(
  db: Db,
  household: number,
  purse: AllowancePurse,
  periodStartsOn: LocalDate,
): { readonly points: number; readonly lastRevision: number } {
  return (
    db.one(sumPostedSql, household, purse, periodStartsOn, household, purse, periodStartsOn) ?? {
      points: 0,
      lastRevision: 0,
    }
  );
}

const listLivePeriodsSql = query<readonly [number, string], LivePeriod>(
  'listLivePeriods',
  `SELECT purse, period_starts_on AS startsOn, max(period_ends_on) AS endsOn, max(scheme_id) AS schemeId
   FROM allowance WHERE household = ? GROUP BY purse, period_starts_on HAVING endsOn >= ?
   ORDER BY period_starts_on, purse`,
);

/** The periods that were given to a household and have not ended on a day, those ahead among them. */
export const listLivePeriods = (db: Db, household: number, day: LocalDate): LivePeriod[] =>
  db.all(listLivePeriodsSql, household, day);

/**
 * The same of both purses, each period once, with those of other households whose points may have come to this one's
 * accounts. Where a period of its own begins on the same day, it is its own.
 */
export function listPeriodAccounts(
  db: Db,
  household: number,
  others: readonly number[],
  day: LocalDate,
): LivePeriod[] {
  return joinPeriods(
    listLivePeriods(db, household, day),
    others.flatMap((each) => listLivePeriods(db, each, day)),
    (startsOn) => sumPosted(db, household, 'points', startsOn).lastRevision > 0,
  );
}

/**
 * Whether points of a period that the hub gives are not here yet. The account is told to every counter, the allowance
 * itself to those of the household's site. `accounts`: those that the household has here.
 */
export const isAllowanceAwaited = (
  db: Db,
  household: number,
  startsOn: LocalDate,
  accounts: { readonly has: (account: string) => boolean },
): boolean =>
  !accounts.has(`points/${startsOn}`) &&
  !isAllowanceAuthority(db) &&
  sumPosted(db, household, 'points', startsOn).lastRevision === 0;
