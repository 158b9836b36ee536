import type { HouseholdId, OrganisationId } from '../../shared/domain/ids.ts';
import { calledName } from '../../shared/domain/person.ts';
import {
  type KnownPerson,
  type Likeness,
  likenessKeys,
  likenessOf,
} from '../../shared/domain/possible-duplicates.ts';
import { type Db, query } from './database.ts';
import { findHousehold } from './households.ts';
import { headOf } from './merges.ts';
import { listAllPersons } from './registers.ts';

/** Records that are held against what is typed: those that share most keys with it. */
const MOST_CANDIDATES = 60;

// The names come last, for those few that are left. Whose register a person is in is looked at when they are compared.
const listCandidatesSql = query<readonly [string, string, number], { householdId: HouseholdId }>(
  'listPossibleDuplicates',
  `SELECT household_id AS householdId FROM (
     SELECT household, count(*) AS shared FROM (
       SELECT household FROM household_likeness WHERE key IN (SELECT value FROM json_each(?))
       UNION ALL
       SELECT household FROM person_likeness WHERE key IN (SELECT value FROM json_each(?))
     ) GROUP BY household ORDER BY shared DESC, household LIMIT ?
   ) JOIN household_key USING (household) ORDER BY shared DESC, household`,
);

export type FoundDuplicate = Likeness & {
  readonly householdId: HouseholdId;
  /** Whom of that household it is about. */
  readonly fullName: string;
};

/**
 * Households with somebody like one of these persons, best first, each once. The register of the asking organisation is
 * looked through, and of all others what every counter has: the names that people are called by.
 */
export function findPossibleDuplicates(
  db: Db,
  persons: readonly KnownPerson[],
  organisationId: OrganisationId,
): FoundDuplicate[] {
  const best = new Map<HouseholdId, FoundDuplicate>();
  for (const person of persons) {
    const keys = JSON.stringify(likenessKeys(person));
    for (const { householdId } of db.all(listCandidatesSql, keys, keys, MOST_CANDIDATES)) {
      const head = headOf(db, householdId);
      for (const known of listKnown(db, householdId, organisationId)) {
        const likeness = likenessOf(person, known);
        if (likeness === null || likeness.score <= (best.get(head)?.score ?? 0)) continue;
        best.set(head, { ...likeness, householdId: head, fullName: known.fullName });
      }
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

/** What this organisation knows of a household's people: its own register, else the names at the counter. */
function listKnown(db: Db, householdId: HouseholdId, organisationId: OrganisationId): KnownPerson[] {
  const household = findHousehold(db, householdId);
  if (household === null) return [];
  const persons = listAllPersons(db, household.household)
    .filter((person) => person.organisationId === organisationId)
    .map((person) => ({ ...person, fullName: calledName(person) }));
  if (persons.length > 0) return persons;
  return [household.displayName ?? '', ...household.delegateNames].map((fullName) => ({
    fullName,
    birthDate: null,
    codiceFiscale: null,
  }));
}
