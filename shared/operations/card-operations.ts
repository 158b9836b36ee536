import { z } from 'zod';
import { cardIdSchema, householdIdSchema, personIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { beneficiariesStream, byRoles, defineKind } from './kind.ts';

/** Of a card that is a delegate's: theirs. Absent where the holder took it. */
const receiver = { personId: personIdSchema.optional() };

/** The card is in the hands of whom it is for: who wrote this gave it, to the holder or to a delegate. */
export const cardHandedOver = defineKind({
  type: 'card.handedOver',
  version: 1,
  body: z.strictObject({
    cardId: cardIdSchema,
    householdId: householdIdSchema,
    to: z.enum(['holder', 'delegate']),
    ...receiver,
  }),
  writers: byRoles('office', 'cashier', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

/** The card was drawn on a paper: what is left to print, and what lies in a drawer, can be listed. */
export const cardPrinted = defineKind({
  type: 'card.printed',
  version: 1,
  body: z.strictObject({
    cardId: cardIdSchema,
    householdId: householdIdSchema,
    format: z.enum(['sheet', 'card']),
  }),
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
});

/** The last day on which the card opens a basket; null where it has none. */
export const cardExpirySet = defineKind({
  type: 'card.expirySet',
  version: 1,
  body: z.strictObject({
    cardId: cardIdSchema,
    householdId: householdIdSchema,
    expiresOn: localDateSchema.nullable(),
  }),
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
  register: { isDescriptive: false, section: ({ cardId }) => cardId },
});
