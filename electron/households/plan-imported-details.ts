import type { ImportedChanges } from '../../shared/contract/household-import-contract.ts';
import type { Contacts } from '../../shared/domain/contacts.ts';
import type { ImportedHousehold } from '../../shared/domain/household-import.ts';
import { type HouseholdId, operationIdSchema } from '../../shared/domain/ids.ts';
import { type PaperLanguage, paperLanguageSchema } from '../../shared/domain/paper-language.ts';
import { assert } from '../../shared/domain/result.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { contactsSet } from '../../shared/operations/register-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import { headOf } from '../database/merges.ts';
import { findContacts } from '../database/registers.ts';
import { changesOf, type RegisterBy, type RegisterContext, write } from './register-household.ts';

/** Numbers that one household may have. */
const MOST_PHONES = 4;

/** What a list tells of a household itself, as it is to be. Empty where it tells nothing new. */
export type ImportedDetails = {
  readonly size?: number;
  readonly preferredLanguage?: PaperLanguage;
  readonly contacts?: { phones?: string[]; email?: string | null; address?: Contacts['address'] };
};

/**
 * What a list changes of a household that is known. An empty cell says nothing: what is known stays. A number that is new
 * comes before those that are known, none of which is lost while there is room. How many a household counts that was
 * merged into another one was said by the merge, and no list says it again.
 */
export function planDetails(
  db: Db,
  imported: ImportedHousehold,
  householdId: HouseholdId,
  by: Pick<RegisterBy, 'organisationId'>,
  personsAfter: number,
): ImportedDetails {
  const head = headOf(db, householdId);
  const household = findHousehold(db, head);
  assert(household !== null, 'the household is known');
  const known = findContacts(db, household.household, by.organisationId);
  const isNew = imported.phones.some((phone) => !known.phones.includes(phone));
  const contacts = changesOf<{ phones: string[]; email: string | null; address: Contacts['address'] }>(
    { ...known, phones: [...known.phones] },
    {
      phones: (isNew ? [...new Set([...imported.phones, ...known.phones])] : [...known.phones]).slice(
        0,
        MOST_PHONES,
      ),
      email: imported.email ?? known.email,
      address: imported.address ?? known.address,
    },
  );
  const size = imported.size === null || head !== householdId ? null : Math.max(imported.size, personsAfter);
  const { language } = imported;
  return {
    ...(size === null || size === household.size ? {} : { size }),
    ...(language === null || language === household.preferredLanguage ? {} : { preferredLanguage: language }),
    ...(Object.keys(contacts).length === 0 ? {} : { contacts }),
  };
}

/** The same in words that a preview can say. */
export function toChanges(
  db: Db,
  householdId: HouseholdId,
  { size, preferredLanguage, contacts }: ImportedDetails,
  persons: number,
): ImportedChanges {
  const before = findHousehold(db, headOf(db, householdId))?.size ?? 0;
  return {
    persons,
    size: size === undefined ? null : { before, after: size },
    preferredLanguage: preferredLanguage ?? null,
    hasContacts: contacts !== undefined,
  };
}

/** Writes what a list changes of a household. Its people have been written before: the size is the last word. */
export function setDetails(
  context: RegisterContext,
  tx: Tx,
  by: RegisterBy,
  householdId: HouseholdId,
  { contacts, ...facts }: ImportedDetails,
): void {
  const head = headOf(tx, householdId);
  const household = findHousehold(tx, head);
  assert(household !== null, 'the household is known');
  const newId = () => operationIdSchema.parse(context.newId());
  if (contacts !== undefined) {
    const body = { organisationId: by.organisationId, householdId: head, ...contacts };
    write(context, tx, by, contactsSet, newId(), undefined, body);
  }
  // People who came meanwhile may have said the size already.
  const { size } = household;
  const changes = changesOf({ size, ...languageOf(household) }, facts);
  if (Object.keys(changes).length > 0) {
    write(context, tx, by, householdSet, newId(), undefined, { householdId: head, ...changes });
  }
}

const languageOf = ({ preferredLanguage }: HouseholdRow): Pick<ImportedDetails, 'preferredLanguage'> => {
  const known = paperLanguageSchema.safeParse(preferredLanguage);
  return known.success ? { preferredLanguage: known.data } : {};
};
