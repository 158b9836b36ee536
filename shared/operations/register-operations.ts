import { z } from 'zod';
import { codiceFiscaleSchema } from '../domain/codice-fiscale.ts';
import { addressSchema, emailSchema, officeNoteSchema, phoneSchema } from '../domain/contacts.ts';
import { householdIdSchema, organisationIdSchema, personIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { citizenshipGroupSchema, relationSchema, sexSchema } from '../domain/person.ts';
import { personNameSchema } from '../domain/text.ts';
import { byRoles, defineKind, registryStream } from './kind.ts';

const writers = byRoles('office', 'socialWorker', 'admin');

/** Whose register it is: what is in it never leaves that organisation's offices (design, section 5). */
const inRegister = {
  organisationId: organisationIdSchema,
  householdId: householdIdSchema,
};

/**
 * One person of a household. Fields that are absent stay as they were, so that two edits of different parts
 * both hold; null empties a field. The codice fiscale is kept whole here and nowhere else.
 */
export const personSet = defineKind({
  type: 'person.set',
  version: 1,
  body: z.strictObject({
    ...inRegister,
    personId: personIdSchema,
    surname: personNameSchema.optional(),
    /** Null for somebody who has one name only. */
    name: personNameSchema.nullable().optional(),
    birthDate: localDateSchema.nullable().optional(),
    sex: sexSchema.nullable().optional(),
    codiceFiscale: codiceFiscaleSchema.nullable().optional(),
    relation: relationSchema.nullable().optional(),
    isHolder: z.boolean().optional(),
    isDelegate: z.boolean().optional(),
  }),
  personal: true,
  writers,
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
  register: { isDescriptive: true, section: ({ householdId, personId }) => `${householdId}/${personId}` },
});

/**
 * What only reports ask for, kept apart from the person: it can be erased alone, and no list of people shows
 * it. Absent fields stay as they were.
 */
export const personConditionsSet = defineKind({
  type: 'personConditions.set',
  version: 1,
  body: z.strictObject({
    ...inRegister,
    personId: personIdSchema,
    hasDisability: z.boolean().optional(),
    isPregnant: z.boolean().optional(),
    isHomeless: z.boolean().optional(),
    citizenshipGroup: citizenshipGroupSchema.nullable().optional(),
  }),
  personal: true,
  writers,
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
  register: { isDescriptive: true, section: ({ householdId, personId }) => `${householdId}/${personId}` },
});

/** A person is no longer of the household since a day; null takes that back. */
export const personLeft = defineKind({
  type: 'person.left',
  version: 1,
  body: z.strictObject({ ...inRegister, personId: personIdSchema, leftOn: localDateSchema.nullable() }),
  personal: true,
  writers,
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
  register: { isDescriptive: false, section: ({ householdId, personId }) => `${householdId}/${personId}` },
});

/** How a household is reached. Absent fields stay as they were; null and an empty list empty them. */
export const contactsSet = defineKind({
  type: 'contacts.set',
  version: 1,
  body: z.strictObject({
    ...inRegister,
    phones: z.array(phoneSchema).max(4).optional(),
    email: emailSchema.nullable().optional(),
    address: addressSchema.nullable().optional(),
  }),
  personal: true,
  writers,
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
  register: {
    isDescriptive: true,
    section: ({ householdId, organisationId }) => `${householdId}/${organisationId}`,
  },
});

/** A note for the office's eyes. Named afterwards by the id of this operation. */
export const householdNoteWritten = defineKind({
  type: 'householdNote.written',
  version: 1,
  body: z.strictObject({ ...inRegister, text: officeNoteSchema }),
  personal: true,
  writers,
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
});

/** Takes one note back: the envelope's `reversesId` names the `householdNote.written` it takes back. */
export const householdNoteTakenBack = defineKind({
  type: 'householdNote.takenBack',
  version: 1,
  body: z.strictObject(inRegister),
  personal: true,
  writers,
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
});
