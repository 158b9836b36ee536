import type { z } from 'zod';
import { likenessKeys } from '../../../shared/domain/possible-duplicates.ts';
import { assert } from '../../../shared/domain/result.ts';
import {
  contactsSet,
  householdNoteTakenBack,
  householdNoteWritten,
  personConditionsSet,
  personLeft,
  personSet,
} from '../../../shared/operations/register-operations.ts';
import { query, type SqlValue, type Tx } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { findPersonRow } from '../registers.ts';

const insertPerson = query<readonly [number, string, string]>(
  'insertPerson',
  'INSERT OR IGNORE INTO person (household, person_id, organisation_id) VALUES (?, ?, ?)',
);
const updatePerson = query<
  readonly [
    string,
    string | null,
    string | null,
    string | null,
    string | null,
    string | null,
    number,
    number,
    number,
    string,
  ]
>(
  'updatePerson',
  `UPDATE person SET surname = ?, name = ?, birth_on = ?, sex = ?, codice_fiscale = ?, relation = ?, is_holder = ?,
     is_delegate = ? WHERE household = ? AND person_id = ?`,
);
const updatePersonLeft = query<readonly [string | null, number, string]>(
  'updatePersonLeft',
  'UPDATE person SET left_on = ? WHERE household = ? AND person_id = ?',
);
const deletePersonLikeness = query<readonly [number, string]>(
  'deletePersonLikeness',
  'DELETE FROM person_likeness WHERE household = ? AND person_id = ?',
);
const insertPersonLikeness = query<readonly [string, number, string]>(
  'insertPersonLikeness',
  'INSERT OR IGNORE INTO person_likeness (key, household, person_id) VALUES (?, ?, ?)',
);

function takePerson(tx: Tx, body: z.infer<typeof personSet.body>): void {
  const { personId } = body;
  const household = numberOfHousehold(tx, body.householdId);
  tx.run(insertPerson, household, personId, body.organisationId);
  const before = findPersonRow(tx, household, personId);
  assert(before !== null, 'the person was inserted on the line above');
  const surname = body.surname ?? before.surname;
  const name = body.name === undefined ? before.name : body.name;
  const birthDate = body.birthDate === undefined ? before.birthDate : body.birthDate;
  tx.run(
    updatePerson,
    surname,
    name,
    birthDate,
    body.sex === undefined ? before.sex : body.sex,
    body.codiceFiscale === undefined ? before.codiceFiscale : body.codiceFiscale,
    body.relation === undefined ? before.relation : body.relation,
    Number(body.isHolder ?? before.isHolder),
    Number(body.isDelegate ?? before.isDelegate),
    household,
    personId,
  );
  if (body.surname === undefined && body.name === undefined && body.birthDate === undefined) return;
  tx.run(deletePersonLikeness, household, personId);
  for (const key of likenessKeys({ fullName: `${surname} ${name ?? ''}`, birthDate })) {
    tx.run(insertPersonLikeness, key, household, personId);
  }
}

const upsertConditions = query<
  readonly [
    number,
    string,
    string,
    number | null,
    number | null,
    number | null,
    string | null,
    number | null,
    number | null,
    number | null,
    number,
    string | null,
  ]
>(
  'upsertPersonConditions',
  `INSERT INTO person_condition (household, person_id, organisation_id, has_disability, is_pregnant, is_homeless,
     citizenship_group)
   VALUES (?, ?, ?, coalesce(?, 0), coalesce(?, 0), coalesce(?, 0), ?)
   ON CONFLICT (household, person_id) DO UPDATE SET has_disability = coalesce(?, has_disability),
     is_pregnant = coalesce(?, is_pregnant), is_homeless = coalesce(?, is_homeless),
     citizenship_group = iif(?, ?, citizenship_group)`,
);

function takeConditions(tx: Tx, body: z.infer<typeof personConditionsSet.body>): void {
  const flags = [
    flagOrNull(body.hasDisability),
    flagOrNull(body.isPregnant),
    flagOrNull(body.isHomeless),
  ] as const;
  const group = body.citizenshipGroup ?? null;
  const household = numberOfHousehold(tx, body.householdId);
  const isGroupSaid = Number(body.citizenshipGroup !== undefined);
  const { personId, organisationId } = body;
  tx.run(
    upsertConditions,
    household,
    personId,
    organisationId,
    ...flags,
    group,
    ...flags,
    isGroupSaid,
    group,
  );
}

const flagOrNull = (value: boolean | undefined): number | null =>
  value === undefined ? null : Number(value);

const insertContacts = query<readonly [number, string]>(
  'insertContacts',
  'INSERT OR IGNORE INTO household_contacts (household, organisation_id) VALUES (?, ?)',
);
const contactColumns = { phones: 'phones', email: 'email', address: 'address' } as const;
const setContact = (column: keyof typeof contactColumns) =>
  query<readonly [SqlValue, number, string]>(
    `setContacts.${column}`,
    `UPDATE household_contacts SET ${column} = ? WHERE household = ? AND organisation_id = ?`,
  );
const setPhones = setContact('phones');
const setEmail = setContact('email');
const setAddress = setContact('address');

function takeContacts(tx: Tx, body: z.infer<typeof contactsSet.body>): void {
  const { organisationId, phones, email, address } = body;
  const household = numberOfHousehold(tx, body.householdId);
  tx.run(insertContacts, household, organisationId);
  if (phones !== undefined) tx.run(setPhones, JSON.stringify(phones), household, organisationId);
  if (email !== undefined) tx.run(setEmail, email, household, organisationId);
  if (address !== undefined) {
    tx.run(setAddress, address === null ? null : JSON.stringify(address), household, organisationId);
  }
}

const upsertNote = query<readonly [string, number, string, string, number, string | null]>(
  'upsertHouseholdNote',
  `INSERT INTO household_note (note_id, household, organisation_id, text, written_at, operator_id)
   VALUES (?, ?, ?, ?, ?, ?)
   ON CONFLICT (note_id) DO UPDATE SET household = excluded.household, organisation_id = excluded.organisation_id,
     text = excluded.text, written_at = excluded.written_at, operator_id = excluded.operator_id`,
);
const takeBackNote = query<readonly [string]>(
  'takeBackHouseholdNote',
  `INSERT INTO household_note (note_id, is_taken_back) VALUES (?, 1)
   ON CONFLICT (note_id) DO UPDATE SET is_taken_back = 1`,
);

export const registerProjectors: readonly ProjectorEntry[] = [
  projector(personSet, (tx, { body }) => takePerson(tx, body)),
  projector(personConditionsSet, (tx, { body }) => takeConditions(tx, body)),
  projector(personLeft, (tx, { body }) => {
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(insertPerson, household, body.personId, body.organisationId);
    tx.run(updatePersonLeft, body.leftOn, household, body.personId);
  }),
  projector(contactsSet, (tx, { body }) => takeContacts(tx, body)),
  projector(householdNoteWritten, (tx, { body, operation }) => {
    const household = numberOfHousehold(tx, body.householdId);
    const { id, occurredAt, operatorId } = operation;
    tx.run(upsertNote, id, household, body.organisationId, body.text, occurredAt, operatorId ?? null);
  }),
  projector(householdNoteTakenBack, (tx, { operation }) => {
    assert(operation.reversesId !== undefined, 'taking a note back names it');
    tx.run(takeBackNote, operation.reversesId);
  }),
];
