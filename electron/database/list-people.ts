import type { HouseholdId, OrganisationId } from '../../shared/domain/ids.ts';
import { calledName, type Person } from '../../shared/domain/person.ts';
import { likenessOf } from '../../shared/domain/possible-duplicates.ts';
import type { Db } from './database.ts';
import { findHouseholdNumber } from './households.ts';
import { listMergedInto } from './merges.ts';
import { listAllPersons } from './registers.ts';

/** A person, and the household whose record has them. */
export type ListedPerson = Person & { readonly householdId: HouseholdId };

export type ListedPeople = {
  readonly present: readonly ListedPerson[];
  readonly former: readonly ListedPerson[];
  /** Somebody is in the register of another organisation. */
  readonly isKeptElsewhere: boolean;
};

/**
 * The people that one organisation's register has of a household, those of the households that were merged into it among
 * them. Whoever is in two of those records is listed once, as the first has them; and the holder is its own.
 */
export function listPeople(db: Db, householdId: HouseholdId, organisationId: OrganisationId): ListedPeople {
  const present: ListedPerson[] = [];
  const former: ListedPerson[] = [];
  let isKeptElsewhere = false;
  for (const id of [householdId, ...listMergedInto(db, householdId).map((merge) => merge.householdId)]) {
    const household = findHouseholdNumber(db, id);
    for (const row of household === null ? [] : listAllPersons(db, household)) {
      const { household: _, organisationId: ofOrganisation, ...person } = row;
      if (ofOrganisation !== organisationId) isKeptElsewhere = true;
      else if (person.leftOn !== null) former.push({ ...person, householdId: id });
      else if (id === householdId || !present.some((other) => isSamePerson(other, person))) {
        present.push({ ...person, isHolder: person.isHolder && id === householdId, householdId: id });
      }
    }
  }
  return { present, former, isKeptElsewhere: isKeptElsewhere && present.length === 0 };
}

/** The same codice fiscale, or the same names and day of birth: nothing less, since nobody is asked. */
export function isSamePerson(a: Person, b: Person): boolean {
  const likeness = likenessOf({ ...a, fullName: calledName(a) }, { ...b, fullName: calledName(b) });
  return likeness !== null && likeness.score >= 99;
}
