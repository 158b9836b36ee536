import { z } from 'zod';
import { entitlementOverrideReasonSchema, suspensionReasonSchema } from '../domain/entitlement-reason.ts';
import { entitlementIdSchema, householdIdSchema, organisationIdSchema } from '../domain/ids.ts';
import { iseeSchema } from '../domain/isee.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { beneficiariesStream, byRoles, defineKind, registryStream } from './kind.ts';

/**
 * Gives a right other dates. What was given under the old ones stays given: accounts move by postings, never by
 * a date that is shortened.
 */
export const entitlementChanged = defineKind({
  type: 'entitlement.changed',
  version: 1,
  body: z.strictObject({
    entitlementId: entitlementIdSchema,
    householdId: householdIdSchema,
    startsOn: localDateSchema,
    endsOn: localDateSchema,
  }),
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
  register: {
    isDescriptive: false,
    section: ({ householdId, entitlementId }) => `${householdId}/${entitlementId}`,
  },
});

/**
 * Why an act on a right was done. The act itself (a suspension, a right given against a rule) lies in the
 * stream that every counter has and says nothing of it; the envelope's `causeId` names it.
 */
export const entitlementExplained = defineKind({
  type: 'entitlement.explained',
  version: 1,
  body: z.strictObject({
    householdId: householdIdSchema,
    organisationId: organisationIdSchema,
    entitlementId: entitlementIdSchema,
    explanation: z.discriminatedUnion('of', [
      z.strictObject({ of: z.literal('suspension'), reason: suspensionReasonSchema }),
      z.strictObject({
        of: z.literal('override'),
        overridden: z.array(z.enum(['EntitlementOverlaps', 'CompulsoryPause', 'TooManyRenewals'])).min(1),
        reason: entitlementOverrideReasonSchema,
      }),
    ]),
  }),
  personal: true,
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
});

/** What an office of one organisation saw of a household's means. A later one takes its place. */
export const iseeAssessed = defineKind({
  type: 'isee.assessed',
  version: 1,
  body: z.strictObject({
    householdId: householdIdSchema,
    organisationId: organisationIdSchema,
    isee: iseeSchema,
  }),
  personal: true,
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: (body) => registryStream(body.organisationId),
  subject: (body) => `household:${body.householdId}`,
  register: {
    isDescriptive: false,
    section: ({ householdId, organisationId }) => `${householdId}/${organisationId}`,
  },
});
