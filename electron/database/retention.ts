import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { DEFAULT_RETENTION, type RetentionRules } from '../../shared/domain/retention.ts';
import { type Db, query } from './database.ts';
import { isMergedAway, listMergedInto } from './merges.ts';

const findRulesSql = query<readonly [], RetentionRules>(
  'findRetentionRules',
  `SELECT household_months AS householdMonths, access_log_months AS accessLogMonths FROM retention_rules`,
);

/** The network's rules, or the defaults where it has set none. */
export const retentionRulesOf = (db: Db): RetentionRules => db.one(findRulesSql) ?? DEFAULT_RETENTION;

export type QuietHousehold = {
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly displayName: string;
  /** The last day on which something moved, its register changed or a right ended. */
  readonly lastOn: LocalDate;
};

const listLastDaysSql = query<readonly [], QuietHousehold>(
  'listLastDaysOfHouseholds',
  `SELECT household.household, household_id AS householdId, display_name AS displayName, max(
     coalesce((SELECT max(business_on) FROM movement WHERE movement.household = household.household), ''),
     coalesce((SELECT max(ends_on) FROM entitlement WHERE entitlement.household = household.household), ''),
     coalesce((SELECT max(business_on) FROM history JOIN operation USING (n)
       WHERE subject = 'household:' || household_id), '')) AS lastOn
   FROM household JOIN household_key USING (household)
   WHERE display_name IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM household_erasure AS erasure WHERE erasure.household = household.household)
   ORDER BY lastOn, displayName`,
);

/**
 * Households of which nothing is known here to have happened since before a day, the quietest first: other sites'
 * movements do not come to a counter that has joined a hub. A right that still runs ends later than any such day. Those
 * that were merged count with the household they are read as, which goes with all of them.
 */
export function listQuietHouseholds(db: Db, before: LocalDate): QuietHousehold[] {
  const rows = db.all(listLastDaysSql);
  const lastOnById = new Map(rows.map(({ householdId, lastOn }) => [householdId, lastOn]));
  const isQuiet = (householdId: HouseholdId) => (lastOnById.get(householdId) ?? '') < before;
  return rows.filter(
    ({ household, householdId }) =>
      isQuiet(householdId) &&
      !isMergedAway(db, household) &&
      listMergedInto(db, householdId).every((merge) => isQuiet(merge.householdId)),
  );
}
