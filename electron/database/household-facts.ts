import type { LocalDate, LocalMonth } from '../../shared/domain/local-date.ts';
import type { HouseholdFacts } from '../../shared/domain/scheme-allowance.ts';
import { type Db, query } from './database.ts';
import { findIseeBand } from './entitlements.ts';
import type { HouseholdRow } from './households.ts';

const listBirthMonthsSql = query<readonly [number], { organisationId: string; birthMonth: LocalMonth }>(
  'listBirthMonths',
  `SELECT organisation_id AS organisationId, substr(birth_on, 1, 7) AS birthMonth FROM person
   WHERE household = ? AND left_on IS NULL AND birth_on IS NOT NULL ORDER BY organisation_id, birth_on`,
);

/**
 * What a household's points depend on, as this counter knows it on a day: everybody's month of birth where a register is
 * here, else the children's. Two organisations may each have registered the same people: the fuller register counts.
 */
export function householdFactsOf(db: Db, household: HouseholdRow, on: LocalDate): HouseholdFacts {
  const registers = [
    ...Map.groupBy(
      db.all(listBirthMonthsSql, household.household),
      ({ organisationId }) => organisationId,
    ).values(),
  ].map((persons) => persons.map(({ birthMonth }) => birthMonth));
  const [fullest = household.childBirthMonths] = registers.sort((a, b) => b.length - a.length);
  return {
    size: household.size,
    birthMonths: fullest,
    iseeBand: findIseeBand(db, household.household, on),
  };
}
