import { z } from 'zod';
import type { CardNumber } from '../domain/card-number.ts';
import { cardIdSchema, householdIdSchema, operationIdSchema } from '../domain/ids.ts';
import { cardBlockReasonSchema } from '../operations/household-operations.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';

export type CardUnknown = { readonly type: 'CardUnknown' };

/** The card is dead; the household's newest card is named. */
export type CardReplaced = { readonly type: 'CardReplaced'; readonly newestMaskedNumber: string };

/** The whole number: shown this once, masked ever after. */
export type NewCard = { readonly cardNumber: CardNumber };

const card = z.strictObject({ operationId: operationIdSchema, cardId: cardIdSchema });

export const cardsContract = {
  'cards.issue': command(
    ['office'],
    z.strictObject({ operationId: operationIdSchema, householdId: householdIdSchema }),
  ).returns<NewCard, HouseholdUnknown>(),
  'cards.block': command(['cashier', 'office'], card.extend({ reason: cardBlockReasonSchema })).returns<
    null,
    CardUnknown | CardReplaced | { readonly type: 'CardAlreadyBlocked' }
  >(),
  'cards.unblock': command(['office'], card).returns<
    null,
    CardUnknown | { readonly type: 'CardNotBlocked' }
  >(),
  /** A new number for a lost or broken card. What is left is the household's and stays where it is. */
  'cards.replace': command(['office'], card).returns<NewCard, CardUnknown | CardReplaced>(),
};
