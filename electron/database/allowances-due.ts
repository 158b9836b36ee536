import { isLookedAtAgain } from '../../shared/domain/allowance-due.ts';
import type { HouseholdId, SchemeId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { schemeOn } from '../../shared/domain/scheme.ts';
import { type Db, query } from './database.ts';
import { versionsByScheme } from './schemes.ts';

/** A day whose period is to be given under one scheme, and whether a household that has it may need more all the same. */
export type DayToGive = {
  readonly schemeId: SchemeId;
  readonly schemeName: string;
  readonly day: LocalDate;
  readonly isAhead: boolean;
  /** What is carried over, or added for a household that has grown, comes after the period was given. */
  readonly isLookedAtAgain: boolean;
};

/** Today under every scheme, and where a scheme posts ahead the last day of that time. */
export const listDaysToGive = (db: Db, today: LocalDate): DayToGive[] =>
  [...versionsByScheme(db)].flatMap(([schemeId, versions]) => {
    const scheme = schemeOn(versions, today);
    if (scheme === null) return [];
    // A period is ruled by the version that held when it began: any of them may be the one.
    const now = {
      schemeId,
      schemeName: scheme.name,
      day: today,
      isAhead: false,
      isLookedAtAgain: versions.some(isLookedAtAgain),
    };
    const ahead = {
      ...now,
      day: addDays(today, scheme.postDaysAhead),
      isAhead: true,
      isLookedAtAgain: false,
    };
    return scheme.postDaysAhead === 0 ? [now] : [now, ahead];
  });

export type DueHousehold = { readonly householdId: HouseholdId; readonly isGiven: number };

const listDueSql = query<
  readonly [string, string, number, number, string, string, string, number],
  DueHousehold
>(
  'listHouseholdsDue',
  `SELECT * FROM (
     SELECT DISTINCT household_id AS householdId, EXISTS (
       SELECT 1 FROM allowance WHERE allowance.household = entitlement.household AND purse = 'points'
         AND period_starts_on <= ? AND period_ends_on >= ?
     ) AS isGiven
     FROM entitlement JOIN household_key USING (household)
     WHERE household > ? AND household <= ? AND scheme_id = ? AND starts_on <= ? AND ends_on >= ?
       AND NOT EXISTS (SELECT 1 FROM entitlement_suspension AS suspension
         WHERE suspension.entitlement_id = entitlement.entitlement_id AND is_lifted = 0)
       AND household NOT IN (SELECT household FROM household_merge WHERE is_undone = 0 AND household IS NOT NULL)
   ) WHERE isGiven <= ?`,
);

/**
 * Households with numbers above one and up to another that have a right on the day and, unless looked at again, were
 * given nothing.
 */
export const listDue = (
  db: Db,
  { schemeId, day, isLookedAtAgain }: DayToGive,
  above: number,
  upTo: number,
): DueHousehold[] => db.all(listDueSql, day, day, above, upTo, schemeId, day, day, isLookedAtAgain ? 1 : 0);

const findLastSql = query<readonly [], { last: number | null }>(
  'findLastHousehold',
  'SELECT max(household) AS last FROM household_key',
);

/** The highest number of a household, 0 where there is none. */
export const lastHouseholdNumber = (db: Db): number => db.one(findLastSql)?.last ?? 0;
