import { type Db, query } from './database.ts';
import { findHouseholdByNumber, type HouseholdRow } from './households.ts';

// Erased ones have no name any more, and those that were merged are read as others.
const IS_KEPT = `display_name IS NOT NULL AND household NOT IN (
  SELECT household FROM household_merge WHERE is_undone = 0)`;

const countSql = query<readonly [], { households: number }>(
  'countHouseholdsKept',
  `SELECT count(*) AS households FROM household WHERE ${IS_KEPT}`,
);
const listAfterSql = query<readonly [number, number], { household: number }>(
  'listHouseholdsAfter',
  `SELECT household FROM household WHERE household > ? AND ${IS_KEPT} ORDER BY household LIMIT ?`,
);

/** Households with a name, each once however often it was registered and merged. */
export const countHouseholdsKept = (db: Db): number => db.one(countSql)?.households ?? 0;

/** A page of them, by the numbers they have in this database. */
export const listHouseholdsAfter = (db: Db, household: number, limit: number): HouseholdRow[] =>
  db.all(listAfterSql, household, limit).flatMap((row) => findHouseholdByNumber(db, row.household) ?? []);
