import { z } from 'zod';
import type { CardNumber } from '../domain/card-number.ts';
import {
  type CardId,
  cardIdSchema,
  type HouseholdId,
  householdIdSchema,
  operationIdSchema,
  type PersonId,
  personIdSchema,
} from '../domain/ids.ts';
import { type LocalDate, localDateSchema } from '../domain/local-date.ts';
import { type CardUse, cardBlockReasonSchema, cardUseSchema } from '../operations/household-operations.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';
import type { A4PrintFailure } from './papers-contract.ts';

/** Cards that are drawn on one paper: twenty A4 sheets. */
export const MOST_CARDS_PRINTED = 200;

export type CardUnknown = { readonly type: 'CardUnknown' };

/** The card is dead; the household's newest card is named. */
export type CardReplaced = { readonly type: 'CardReplaced'; readonly newestMaskedNumber: string };

/** Its last day was yesterday or before. */
export type CardExpired = { readonly type: 'CardExpired'; readonly expiredOn: LocalDate };
type ExpiryInPast = { readonly type: 'ExpiryInPast' };
export type CardIsBlocked = { readonly type: 'CardIsBlocked' };

/** The whole number: on the screen this once, masked ever after. */
export type NewCard = { readonly cardId: CardId; readonly cardNumber: CardNumber };

/** A card that is not in anybody's hands yet. */
export type WaitingCard = {
  readonly cardId: CardId;
  readonly householdId: HouseholdId;
  /** Null once erased, or while its register has not arrived. */
  readonly holderName: string | null;
  readonly maskedNumber: string;
  readonly use: CardUse;
  readonly isDelegates: boolean;
  readonly issuedOn: LocalDate | null;
  /** Null while it is to be printed. */
  readonly printedOn: LocalDate | null;
};

const card = z.strictObject({ operationId: operationIdSchema, cardId: cardIdSchema });

export const cardsContract = {
  /** `personId`: the delegate whose card it is; absent for the holder's. */
  'cards.issue': command(
    ['office'],
    z.strictObject({
      operationId: operationIdSchema,
      householdId: householdIdSchema,
      use: cardUseSchema.optional(),
      expiresOn: localDateSchema.optional(),
      personId: personIdSchema.optional(),
    }),
  ).returns<NewCard, HouseholdUnknown | ExpiryInPast | { readonly type: 'PersonNotDelegate' }>(),
  /** Those who may have a card of their own. */
  'cards.delegates': command(['office'], z.strictObject({ householdId: householdIdSchema })).returns<
    readonly { readonly personId: PersonId; readonly name: string }[],
    HouseholdUnknown
  >(),
  'cards.block': command(['cashier', 'office'], card.extend({ reason: cardBlockReasonSchema })).returns<
    null,
    CardUnknown | CardReplaced | { readonly type: 'CardAlreadyBlocked' }
  >(),
  'cards.unblock': command(['office'], card).returns<
    null,
    CardUnknown | { readonly type: 'CardNotBlocked' }
  >(),
  /** A new number for a lost or broken card, for the same use. What is left is the household's and stays where it is. */
  'cards.replace': command(['office'], card).returns<NewCard, CardUnknown | CardReplaced | CardExpired>(),
  /** The last day on which a card opens a basket; null takes it away. */
  'cards.setExpiry': command(['office'], card.extend({ expiresOn: localDateSchema.nullable() })).returns<
    null,
    CardUnknown | CardReplaced | ExpiryInPast
  >(),
  /** The card is given into the hands of whom it is for. */
  'cards.handOver': command(['cashier', 'office'], card).returns<
    null,
    | CardUnknown
    | CardReplaced
    | CardExpired
    | CardIsBlocked
    | { readonly type: 'CardAlreadyHandedOver'; readonly handedOverOn: LocalDate }
  >(),
  /** Cards that nobody has in hand yet: to print, or printed and waiting in a drawer. */
  'cards.waiting': command(['office'], z.strictObject({})).returns<readonly WaitingCard[]>(),
  /**
   * Cards on paper: ten to an A4 sheet, or one to a page of a card printer's size. `to`: as a file, or straight to the A4
   * printer of this counter. What did not come out is not recorded as printed.
   */
  'cards.print': command(
    ['office'],
    z.strictObject({
      operationId: operationIdSchema,
      cardIds: z.array(cardIdSchema).min(1).max(MOST_CARDS_PRINTED),
      format: z.enum(['sheet', 'card']),
      to: z.enum(['file', 'printer']),
    }),
  ).returns<PrintedCards, CardUnknown | CardReplaced | CardExpired | CardIsBlocked | A4PrintFailure>(),
};

export type PrintedCards = {
  readonly cardCount: number;
  /** Null where it went to the printer. */
  readonly pdfBase64: string | null;
};
