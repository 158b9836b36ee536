import type { LocalDate, LocalMonth } from '../../shared/domain/local-date.ts';
import { joinMonths } from '../../shared/domain/merge.ts';
import { monthOf } from '../../shared/domain/person.ts';
import type { HouseholdFacts } from '../../shared/domain/scheme-allowance.ts';
import { type Db, query } from './database.ts';
import { findIseeBand } from './entitlements.ts';
import { findHouseholdByNumber, type HouseholdRow } from './households.ts';
import { isSamePerson } from './list-people.ts';
import { listMergedInto } from './merges.ts';
import { listAllPersons, type PersonRow } from './registers.ts';

const findAnyMergeSql = query<readonly [number], { found: number }>(
  'findAnyMergeForFacts',
  'SELECT 1 AS found FROM household_merge WHERE into_household = ? AND is_undone = 0 LIMIT 1',
);

const listBirthsSql = query<readonly [number], Pick<PersonRow, 'organisationId' | 'birthDate'>>(
  'listBirthsForFacts',
  `SELECT organisation_id AS organisationId, birth_on AS birthDate FROM person
   WHERE household = ? AND left_on IS NULL ORDER BY is_holder DESC, birth_on IS NULL, birth_on, person_id`,
);

type Members = Pick<HouseholdFacts, 'size' | 'birthMonths'>;

/** What a household's points depend on, as this counter knows it on a day. */
export const householdFactsOf = (db: Db, household: HouseholdRow, on: LocalDate): HouseholdFacts => ({
  ...membersOf(db, household),
  iseeBand: findIseeBand(db, household.household, on),
});

/** The same as if these households were merged into it already. */
export const joinedFactsOf = (
  db: Db,
  household: HouseholdRow,
  joined: readonly number[],
  on: LocalDate,
): HouseholdFacts => ({
  ...joinedMembersOf(db, household, joined),
  iseeBand: findIseeBand(db, household.household, on),
});

/**
 * Everybody's month of birth where a register is here, else the children's. Two organisations may each have registered the
 * same people: the fuller register counts. People of households that were merged into it are its own.
 */
export function membersOf(db: Db, household: HouseholdRow): Members {
  const isMerged = db.one(findAnyMergeSql, household.household) !== undefined;
  const joined = isMerged ? listMergedInto(db, household.householdId).map((merge) => merge.household) : [];
  if (joined.length > 0) return joinedMembersOf(db, household, joined);
  const registers = Map.groupBy(db.all(listBirthsSql, household.household), (born) => born.organisationId);
  return membersIn(db, household, joined, [...registers.values()]);
}

/** Whoever is in two of their registers is one. */
function joinedMembersOf(db: Db, household: HouseholdRow, joined: readonly number[]): Members {
  const persons = [household.household, ...joined].flatMap((each) =>
    listAllPersons(db, each).filter(({ leftOn }) => leftOn === null),
  );
  const registers = Map.groupBy(persons, ({ organisationId }) => organisationId);
  return membersIn(db, household, joined, [...registers.values()].map(withoutDoubles));
}

function membersIn(
  db: Db,
  household: HouseholdRow,
  joined: readonly number[],
  registers: readonly (readonly Pick<PersonRow, 'birthDate'>[])[],
): Members {
  const months = registers
    .map((each) => each.flatMap(({ birthDate }) => (birthDate === null ? [] : [monthOf(birthDate)])).sort())
    .filter((each) => each.length > 0);
  const [fullest = childMonthsOf(db, household, joined)] = months.sort((a, b) => b.length - a.length);
  return { size: household.size, birthMonths: fullest };
}

function withoutDoubles(persons: readonly PersonRow[]): PersonRow[] {
  const kept: PersonRow[] = [];
  for (const person of persons) if (!kept.some((other) => isSamePerson(other, person))) kept.push(person);
  return kept;
}

const childMonthsOf = (db: Db, household: HouseholdRow, joined: readonly number[]): LocalMonth[] =>
  joined.reduce<LocalMonth[]>(
    (months, number) => joinMonths(months, findHouseholdByNumber(db, number)?.childBirthMonths ?? []),
    [...household.childBirthMonths],
  );
