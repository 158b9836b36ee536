import { z } from 'zod';
import { codiceFiscaleSchema } from '../domain/codice-fiscale.ts';
import {
  addressSchema,
  type Contacts,
  emailSchema,
  officeNoteSchema,
  phoneSchema,
} from '../domain/contacts.ts';
import {
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  personIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import {
  citizenshipGroupSchema,
  type Person,
  type PersonConditions,
  relationSchema,
  sexSchema,
} from '../domain/person.ts';
import type { Likeness } from '../domain/possible-duplicates.ts';
import { personNameSchema } from '../domain/text.ts';
import { preferredLanguageSchema } from '../operations/household-operations.ts';
import { command } from './command.ts';
import type { CodiceFiscaleTaken, HouseholdHit, HouseholdUnknown } from './households-contract.ts';

/** People of one household, at most: as many as a household may count. */
export const MOST_PERSONS = 30;
export const MOST_DELEGATES = 6;

/** A person as a form has them: everything is said, null where it is not known. */
export const personRecordSchema = z.strictObject({
  personId: personIdSchema,
  surname: personNameSchema,
  name: personNameSchema.nullable(),
  birthDate: localDateSchema.nullable(),
  sex: sexSchema.nullable(),
  codiceFiscale: codiceFiscaleSchema.nullable(),
  relation: relationSchema.nullable(),
  isHolder: z.boolean(),
  isDelegate: z.boolean(),
});
export type PersonRecord = z.infer<typeof personRecordSchema>;

export const contactsSchema = z.strictObject({
  phones: z.array(phoneSchema).max(4),
  email: emailSchema.nullable(),
  address: addressSchema.nullable(),
});

/** A whole household, as the form of a new one and the import of a list have it. The first person is the holder. */
export const householdRecordSchema = z.strictObject({
  householdId: householdIdSchema,
  /** Declared; counted as the persons where there are more of them. */
  size: z.int().min(1).max(MOST_PERSONS),
  preferredLanguage: preferredLanguageSchema,
  siteId: siteIdSchema,
  persons: z.array(personRecordSchema).min(1).max(MOST_PERSONS),
  contacts: contactsSchema.optional(),
  note: officeNoteSchema.optional(),
});
export type HouseholdRecord = z.infer<typeof householdRecordSchema>;

/** A person of the register, and of which household's record: another one's where two were merged. */
export type PersonView = Person & { readonly householdId: HouseholdId };

export type OfficeNote = {
  readonly noteId: OperationId;
  readonly text: string;
  readonly writtenAt: number;
  readonly operatorName: string | null;
};

/** What one organisation's register has of a household. */
export type RegisterView = {
  readonly persons: readonly PersonView[];
  readonly formerPersons: readonly PersonView[];
  readonly contacts: Contacts;
  readonly notes: readonly OfficeNote[];
  /** Another organisation's register has people of this household. Which, and whom, is not said. */
  readonly isKeptElsewhere: boolean;
};

/** A household that may be the one that is typed, and which of its people is like whom. */
export type PossibleDuplicate = Likeness & {
  readonly household: HouseholdHit;
  /** Whom of that household it is about. Null where only a codice fiscale says it. */
  readonly fullName: string | null;
};

export type PersonUnknown = { readonly type: 'PersonUnknown' };
export type NoteUnknown = { readonly type: 'NoteUnknown' };
/** The register of another organisation has this household's people: only its office changes them. */
export type KeptElsewhere = { readonly type: 'KeptElsewhere' };
export type RegisterFailure = HouseholdUnknown | KeptElsewhere;
export type PersonFailure =
  | CodiceFiscaleTaken
  | { readonly type: 'TooManyPersons'; readonly most: number }
  | { readonly type: 'TooManyDelegates'; readonly most: number };

const editors = ['office', 'socialWorker'] as const;
const ofHousehold = { operationId: operationIdSchema, householdId: householdIdSchema };

export const registersContract = {
  /** Opening a register is written to the log of accesses. */
  'registers.view': command(editors, z.strictObject({ householdId: householdIdSchema })).returns<
    RegisterView,
    HouseholdUnknown
  >(),
  'registers.register': command(
    editors,
    z.strictObject({ operationId: operationIdSchema, household: householdRecordSchema }),
  ).returns<null, PersonFailure>(),
  /** Adds a person or changes one: records what differs, nothing where nothing does. */
  'registers.setPerson': command(
    editors,
    z.strictObject({ ...ofHousehold, person: personRecordSchema }),
  ).returns<null, RegisterFailure | PersonFailure>(),
  /** A person is no longer of the household since a day; null takes that back. */
  'registers.setLeft': command(
    editors,
    z.strictObject({ ...ofHousehold, personId: personIdSchema, leftOn: localDateSchema.nullable() }),
  ).returns<null, RegisterFailure | PersonFailure | PersonUnknown>(),
  /** Read apart from the person, and logged apart. */
  'registers.conditions': command(
    editors,
    z.strictObject({ householdId: householdIdSchema, personId: personIdSchema }),
  ).returns<PersonConditions, HouseholdUnknown | PersonUnknown>(),
  'registers.setConditions': command(
    editors,
    z.strictObject({
      ...ofHousehold,
      personId: personIdSchema,
      conditions: z.strictObject({
        hasDisability: z.boolean(),
        isPregnant: z.boolean(),
        isHomeless: z.boolean(),
        citizenshipGroup: citizenshipGroupSchema.nullable(),
      }),
    }),
  ).returns<null, RegisterFailure | PersonUnknown>(),
  'registers.setContacts': command(
    editors,
    z.strictObject({ ...ofHousehold, contacts: contactsSchema }),
  ).returns<null, HouseholdUnknown>(),
  'registers.writeNote': command(editors, z.strictObject({ ...ofHousehold, text: officeNoteSchema })).returns<
    null,
    HouseholdUnknown
  >(),
  'registers.takeBackNote': command(
    editors,
    z.strictObject({ operationId: operationIdSchema, noteId: operationIdSchema }),
  ).returns<null, NoteUnknown>(),
  /** Shown while people are typed; best first, five at most. */
  'registers.possibleDuplicates': command(
    editors,
    z.strictObject({
      /** The household that is being changed is no duplicate of itself. */
      householdId: householdIdSchema.optional(),
      persons: z
        .array(
          z.strictObject({
            fullName: z.string().max(170),
            birthDate: localDateSchema.nullable(),
            codiceFiscale: codiceFiscaleSchema.nullable(),
          }),
        )
        .max(MOST_PERSONS),
    }),
  ).returns<readonly PossibleDuplicate[]>(),
  /** The municipality behind four characters of a codice fiscale; null where it is not in the list. */
  'registers.birthplace': command(editors, z.strictObject({ placeCode: z.string().length(4) })).returns<{
    readonly name: string;
    readonly province: string;
  } | null>(),
};
