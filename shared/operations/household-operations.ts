import { z } from 'zod';
import { householdAccount, programmeAccount } from '../domain/account.ts';
import { cardNumberSchema } from '../domain/card-number.ts';
import {
  cardIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  personIdSchema,
  schemeIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { localDateSchema, localMonthSchema } from '../domain/local-date.ts';
import { paperLanguageSchema } from '../domain/paper-language.ts';
import { pointsSchema } from '../domain/points.ts';
import { personNameSchema } from '../domain/text.ts';
import {
  beneficiariesStream,
  byAuthority,
  byRoles,
  byRolesOrDevice,
  defineKind,
  siteStream,
} from './kind.ts';

/** The languages that a household may read its papers in. */
export const preferredLanguageSchema = paperLanguageSchema;
export type PreferredLanguage = z.infer<typeof preferredLanguageSchema>;

/**
 * The least a counter needs of a household (design, section 5). Registers of persons, contacts and notes
 * are later kinds of `registry:<organisation>`. Fields that are absent stay as they were.
 */
export const householdSet = defineKind({
  type: 'household.set',
  version: 1,
  body: z.strictObject({
    householdId: householdIdSchema,
    /** Surname and name of the holder, as called at the counter. */
    displayName: personNameSchema.optional(),
    delegateNames: z.array(personNameSchema).max(6).optional(),
    size: z.int().min(1).max(30).optional(),
    /** Months of birth of the children who are under the highest age limit of any goods. */
    childBirthMonths: z.array(localMonthSchema).max(15).optional(),
    /** Where the household usually goes. */
    siteId: siteIdSchema.optional(),
    preferredLanguage: preferredLanguageSchema.optional(),
    /** Keyed hashes of the codici fiscali that open this household's basket. */
    codiceFiscaleHashes: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(30)
      .optional(),
  }),
  personal: true,
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
  register: { isDescriptive: true, section: ({ householdId }) => householdId },
});

/** What a card opens: any basket of its household, or one of baby goods only. */
export const cardUseSchema = z.enum(['all', 'baby']);
export type CardUse = z.infer<typeof cardUseSchema>;

/** What a card is for, and whose; absent: any goods, the holder's, no last day. */
const cardPurpose = {
  use: cardUseSchema.optional(),
  /** The last day on which it opens a basket. */
  expiresOn: localDateSchema.optional(),
  /** The delegate whose card it is. */
  personId: personIdSchema.optional(),
};

/** A card is a key to the household's accounts: replacing it moves nothing. Numbers are never reused. */
export const cardIssued = defineKind({
  type: 'card.issued',
  version: 1,
  body: z.strictObject({
    cardId: cardIdSchema,
    cardNumber: cardNumberSchema,
    householdId: householdIdSchema,
    ...cardPurpose,
  }),
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

export const cardBlockReasonSchema = z.enum(['lost', 'stolen', 'misuse', 'other']);
export type CardBlockReason = z.infer<typeof cardBlockReasonSchema>;

/** Lifted only by an operation that names it (`card.unblocked`), in whatever order they arrive. */
export const cardBlocked = defineKind({
  type: 'card.blocked',
  version: 1,
  body: z.strictObject({
    cardId: cardIdSchema,
    householdId: householdIdSchema,
    reason: cardBlockReasonSchema,
  }),
  writers: byRolesOrDevice('office', 'cashier', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

/** Takes one block back: the envelope's `reversesId` names the `card.blocked` it lifts. */
export const cardUnblocked = defineKind({
  type: 'card.unblocked',
  version: 1,
  body: z.strictObject({ cardId: cardIdSchema, householdId: householdIdSchema }),
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

export const cardReplaced = defineKind({
  type: 'card.replaced',
  version: 1,
  body: z.strictObject({
    cardId: cardIdSchema,
    householdId: householdIdSchema,
    newCardId: cardIdSchema,
    newCardNumber: cardNumberSchema,
    ...cardPurpose,
  }),
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

/** This household's right, with its dates; first and last day included. */
export const entitlementGranted = defineKind({
  type: 'entitlement.granted',
  version: 1,
  body: z.strictObject({
    entitlementId: entitlementIdSchema,
    householdId: householdIdSchema,
    schemeId: schemeIdSchema,
    startsOn: localDateSchema,
    endsOn: localDateSchema,
  }),
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

export const entitlementSuspended = defineKind({
  type: 'entitlement.suspended',
  version: 1,
  body: z.strictObject({ entitlementId: entitlementIdSchema, householdId: householdIdSchema }),
  writers: byRolesOrDevice('office', 'socialWorker', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

/** Takes one suspension back: the envelope's `reversesId` names it. */
export const entitlementResumed = defineKind({
  type: 'entitlement.resumed',
  version: 1,
  body: z.strictObject({ entitlementId: entitlementIdSchema, householdId: householdIdSchema }),
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

/**
 * What one period gives, posted by the authority only. Keyed household|purse|period|revision: it exists
 * once, whatever happens (design, section 4).
 */
export const allowancePosted = defineKind({
  type: 'allowance.posted',
  version: 1,
  body: z.strictObject({
    householdId: householdIdSchema,
    siteId: siteIdSchema,
    schemeId: schemeIdSchema,
    /** `points-baby` is spent on goods of babies only. */
    purse: z.enum(['points', 'points-baby']),
    periodStartsOn: localDateSchema,
    periodEndsOn: localDateSchema,
    revision: z.int().min(1),
    points: pointsSchema,
    /** The version of the scheme whose figures these are. */
    schemeAppliesFrom: localDateSchema.optional(),
  }),
  writers: byAuthority,
  stream: (body) => siteStream(body.siteId),
  postings: (body) =>
    body.points === 0
      ? []
      : [
          {
            account: householdAccount(body.householdId, body.purse, body.periodStartsOn),
            unit: 'points',
            amount: body.points,
          },
          { account: programmeAccount(body.schemeId, 'allowances'), unit: 'points', amount: -body.points },
        ],
});
