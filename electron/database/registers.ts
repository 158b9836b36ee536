import type { Contacts } from '../../shared/domain/contacts.ts';
import { NO_CONTACTS } from '../../shared/domain/contacts.ts';
import type { HouseholdId, OperationId, OrganisationId, PersonId } from '../../shared/domain/ids.ts';
import { NO_CONDITIONS, type Person, type PersonConditions } from '../../shared/domain/person.ts';
import { type Db, query } from './database.ts';

/** A person with the number of their household, which is another one's after a merge, and whose register has them. */
export type PersonRow = Person & { readonly household: number; readonly organisationId: OrganisationId };

type RawPersonRow = Omit<PersonRow, 'isHolder' | 'isDelegate'> & { isHolder: number; isDelegate: number };

const personColumns = `household, person_id AS personId, organisation_id AS organisationId, surname, name,
  birth_on AS birthDate, sex, codice_fiscale AS codiceFiscale, relation, is_holder AS isHolder,
  is_delegate AS isDelegate, left_on AS leftOn FROM person`;

const findPersonSql = query<readonly [number, string], RawPersonRow>(
  'findPerson',
  `SELECT ${personColumns} WHERE household = ? AND person_id = ?`,
);
const listPersonsSql = query<readonly [number], RawPersonRow>(
  'listPersons',
  `SELECT ${personColumns} WHERE household = ? ORDER BY is_holder DESC, birth_on IS NULL, birth_on, person_id`,
);

const toPerson = (row: RawPersonRow): PersonRow => ({
  ...row,
  isHolder: row.isHolder === 1,
  isDelegate: row.isDelegate === 1,
});

export function findPersonRow(db: Db, household: number, personId: PersonId): PersonRow | null {
  const row = db.one(findPersonSql, household, personId);
  return row === undefined ? null : toPerson(row);
}

/** Everybody a register ever had of a household, of whatever organisation; the holder first, then the eldest. */
export const listAllPersons = (db: Db, household: number): PersonRow[] =>
  db.all(listPersonsSql, household).map(toPerson);

/** Those whom one organisation's register has and who have not left. */
export const listPersons = (db: Db, household: number, organisationId: OrganisationId): PersonRow[] =>
  listAllPersons(db, household).filter(
    (person) => person.organisationId === organisationId && person.leftOn === null,
  );

const findConditionsSql = query<
  readonly [number, string],
  { hasDisability: number; isPregnant: number; isHomeless: number } & Pick<
    PersonConditions,
    'citizenshipGroup'
  >
>(
  'findPersonConditions',
  `SELECT has_disability AS hasDisability, is_pregnant AS isPregnant, is_homeless AS isHomeless,
     citizenship_group AS citizenshipGroup
   FROM person_condition WHERE household = ? AND person_id = ?`,
);

export function findConditions(db: Db, household: number, personId: PersonId): PersonConditions {
  const row = db.one(findConditionsSql, household, personId);
  if (row === undefined) return NO_CONDITIONS;
  return {
    hasDisability: row.hasDisability === 1,
    isPregnant: row.isPregnant === 1,
    isHomeless: row.isHomeless === 1,
    citizenshipGroup: row.citizenshipGroup,
  };
}

const findContactsSql = query<
  readonly [number, string],
  { phones: string; email: string | null; address: string | null }
>(
  'findContacts',
  'SELECT phones, email, address FROM household_contacts WHERE household = ? AND organisation_id = ?',
);

export function findContacts(db: Db, household: number, organisationId: OrganisationId): Contacts {
  const row = db.one(findContactsSql, household, organisationId);
  if (row === undefined) return NO_CONTACTS;
  return {
    phones: JSON.parse(row.phones) as string[], // written by the projector from a parsed body
    email: row.email,
    address: row.address === null ? null : (JSON.parse(row.address) as Contacts['address']), // as above
  };
}

export type NoteRow = {
  readonly noteId: OperationId;
  readonly household: number;
  readonly text: string;
  readonly writtenAt: number;
  readonly operatorName: string | null;
};

const listNotesSql = query<readonly [number, string], NoteRow>(
  'listHouseholdNotes',
  `SELECT note_id AS noteId, household, text, written_at AS writtenAt, display_name AS operatorName
   FROM household_note LEFT JOIN operator USING (operator_id)
   WHERE household = ? AND organisation_id = ? AND is_taken_back = 0 ORDER BY note_id DESC`,
);

/** Notes that stand, newest first. */
export const listNotes = (db: Db, household: number, organisationId: OrganisationId): NoteRow[] =>
  db.all(listNotesSql, household, organisationId);

const findNoteHouseholdSql = query<readonly [string, string], { householdId: HouseholdId }>(
  'findNoteHousehold',
  `SELECT household_id AS householdId FROM household_note JOIN household_key USING (household)
   WHERE note_id = ? AND organisation_id = ?`,
);

/** The household that a note of an organisation is of. */
export const findNoteHousehold = (
  db: Db,
  noteId: OperationId,
  organisationId: OrganisationId,
): HouseholdId | null => db.one(findNoteHouseholdSql, noteId, organisationId)?.householdId ?? null;

const highestChildAgeSql = query<readonly [], { months: number | null }>(
  'highestChildAge',
  `SELECT max(document ->> '$.babyAgeMonths.to') AS months FROM category WHERE is_active = 1`,
);

/** The highest age, in months, that any goods ask for: of older children counters need to know nothing. */
export const highestChildAgeMonths = (db: Db): number => db.one(highestChildAgeSql)?.months ?? 0;
