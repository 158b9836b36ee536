import type { CardReplaced, CardUnknown, cardsContract } from '../../shared/contract/cards-contract.ts';
import { type CardNumber, cardNumberFromBytes, maskCardNumber } from '../../shared/domain/card-number.ts';
import { type CardId, cardIdSchema, type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import {
  cardBlocked,
  cardIssued,
  cardReplaced,
  cardUnblocked,
} from '../../shared/operations/household-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import type { Db, Tx } from '../database/database.ts';
import {
  type CardRow,
  findCard,
  findCardByNumber,
  findHousehold,
  findNewestCard,
  listOpenBlocks,
} from '../database/households.ts';
import { type Draft, findOperation } from '../database/log.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['households', 'till', 'administration'];

/** Random numbers tried before one that no card has: with 2^40 of them, a second one is already rare. */
const MOST_TRIES = 20;

export function createCardsService(context: ServiceContext): { handlers: Handlers<typeof cardsContract> } {
  const { inTransaction, today } = context;
  const add = <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => {
    context.record(tx, { ...draft, businessOn: today() });
    tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  };
  const newCardId = () => cardIdSchema.parse(context.newId());

  /** Every card that ever was is in the table, so a number is never given twice. */
  const newCardNumber = (db: Db): CardNumber => {
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const cardNumber = cardNumberFromBytes(context.randomBytes(8));
      if (findCardByNumber(db, cardNumber) === null) return cardNumber;
    }
    throw new Error('Assertion failed: random bytes give a card number that is free');
  };

  return {
    handlers: {
      'cards.issue': ({ operator }, { operationId, householdId }) =>
        inTransaction((tx) => {
          const issued = findBody(tx, operationId, cardIssued);
          if (issued !== null) return ok({ cardNumber: issued.cardNumber }); // Enter was pressed twice
          if (findHousehold(tx, householdId) === null) return err({ type: 'HouseholdUnknown' });
          const body = { cardId: newCardId(), cardNumber: newCardNumber(tx), householdId };
          add(tx, { id: operationId, kind: cardIssued, body, operatorId: operator().operatorId });
          return ok({ cardNumber: body.cardNumber });
        }),
      'cards.block': ({ operator }, { operationId, cardId, reason }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const card = findLivingCard(tx, cardId);
          if (!card.ok) return card;
          if (card.value.blockId !== null) return err({ type: 'CardAlreadyBlocked' });
          const body = { cardId, householdId: card.value.householdId, reason };
          add(tx, { id: operationId, kind: cardBlocked, body, operatorId: operator().operatorId });
          return ok(null);
        }),
      'cards.unblock': ({ operator }, { operationId, cardId }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const card = findCard(tx, cardId);
          if (card === null) return err({ type: 'CardUnknown' });
          const blocks = listOpenBlocks(tx, cardId);
          if (blocks.length === 0) return err({ type: 'CardNotBlocked' });
          const body = { cardId, householdId: card.householdId };
          const { operatorId } = operator();
          for (const [index, reversesId] of blocks.entries()) {
            const isFirst = index === 0;
            const id = isFirst ? operationId : operationIdSchema.parse(context.newId());
            const cause = isFirst ? {} : { causeId: operationId };
            add(tx, { id, kind: cardUnblocked, body, operatorId, reversesId, ...cause });
          }
          return ok(null);
        }),
      'cards.replace': ({ operator }, { operationId, cardId }) =>
        inTransaction((tx) => {
          const replaced = findBody(tx, operationId, cardReplaced);
          if (replaced !== null) return ok({ cardNumber: replaced.newCardNumber });
          const card = findLivingCard(tx, cardId);
          if (!card.ok) return card;
          const { householdId } = card.value;
          const newCard = { newCardId: newCardId(), newCardNumber: newCardNumber(tx) };
          const body = { cardId, householdId, ...newCard };
          add(tx, { id: operationId, kind: cardReplaced, body, operatorId: operator().operatorId });
          return ok({ cardNumber: newCard.newCardNumber });
        }),
    },
  };
}

/** A card that nothing has replaced; blocked or not. */
function findLivingCard(db: Db, cardId: CardId): Result<CardRow, CardUnknown | CardReplaced> {
  const card = findCard(db, cardId);
  if (card === null) return err({ type: 'CardUnknown' });
  if (card.replacedByCardId === null) return ok(card);
  const newest = findNewestCard(db, card);
  return err({ type: 'CardReplaced', newestMaskedNumber: maskCardNumber(newest.cardNumber) });
}

/** What an operation that was recorded before said, where the same act is asked for again. */
function findBody<Kind extends typeof cardIssued | typeof cardReplaced>(
  db: Db,
  operationId: OperationId,
  kind: Kind,
): BodyOf<Kind> | null {
  const operation = findOperation(db, operationId)?.operation;
  if (operation === undefined) return null;
  assert(operation.type === kind.type && operation.body !== undefined, 'an id belongs to one act');
  return kind.body.parse(JSON.parse(operation.body)) as BodyOf<Kind>; // parsed by the kind's own schema
}
