import type {
  CardExpired,
  CardIsBlocked,
  CardReplaced,
  CardUnknown,
  cardsContract,
  WaitingCard,
} from '../../shared/contract/cards-contract.ts';
import { type CardNumber, cardNumberFromBytes, maskCardNumber } from '../../shared/domain/card-number.ts';
import {
  type CardId,
  cardIdSchema,
  type OperationId,
  operationIdSchema,
  type PersonId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { cardExpirySet, cardHandedOver, cardPrinted } from '../../shared/operations/card-operations.ts';
import {
  type CardUse,
  cardBlocked,
  cardIssued,
  cardReplaced,
  cardUnblocked,
} from '../../shared/operations/household-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import { logAccess } from '../database/access-log.ts';
import { listWaitingCards, type WaitingCardRow } from '../database/cards.ts';
import type { Db, Tx } from '../database/database.ts';
import { findKeptHousehold } from '../database/erasures.ts';
import {
  type CardRow,
  findCard,
  findCardByNumber,
  findHousehold,
  findNewestCard,
  listOpenBlocks,
} from '../database/households.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findNetwork } from '../database/network.ts';
import { findPersonRow, listAllPersons } from '../database/registers.ts';
import type { PaperDoor } from '../devices/a4-printer.ts';
import type { CardPdfOptions, PrintedCard } from '../documents/card-pdf.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['cards', 'households', 'till', 'administration'];

/** A first issue to everybody: more are shown once some of these are handed over. */
const MOST_WAITING = 2000;

/** How cards come onto paper: drawn as the bytes of a PDF, and printed by the one door of this counter's papers. */
export type CardPapers = {
  readonly draw: (cards: readonly PrintedCard[], options: CardPdfOptions) => Promise<Uint8Array>;
  readonly paperDoor: PaperDoor;
};

/** Random numbers tried before one that no card has: with 2^40 of them, a second one is already rare. */
const MOST_TRIES = 20;

export function createCardsService(
  context: ServiceContext,
  { draw, paperDoor }: CardPapers,
): { handlers: Handlers<typeof cardsContract> } {
  const { db, inTransaction, today } = context;
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
      'cards.issue': ({ operator }, { operationId, householdId, ...purpose }) =>
        inTransaction((tx) => {
          const issued = findBody(tx, operationId, cardIssued);
          // Enter was pressed twice.
          if (issued !== null) return ok({ cardId: issued.cardId, cardNumber: issued.cardNumber });
          const household = findKeptHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          if (isPast(purpose.expiresOn ?? null, today())) return err({ type: 'ExpiryInPast' });
          if (!mayBeDelegates(tx, household.household, purpose.personId)) {
            return err({ type: 'PersonNotDelegate' });
          }
          const newCard = { cardId: newCardId(), cardNumber: newCardNumber(tx) };
          const body = { ...newCard, householdId, ...purposeOf({ ...NO_PURPOSE, ...purpose }) };
          add(tx, { id: operationId, kind: cardIssued, body, operatorId: operator().operatorId });
          return ok(newCard);
        }),
      'cards.delegates': ({ operator }, { householdId }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const { operatorId } = operator();
          const subject = `household:${householdId}`;
          logAccess(tx, { readAt: context.now(), operatorId, action: 'household.read', subject });
          const delegates = listAllPersons(tx, household.household)
            .filter(({ isDelegate, leftOn }) => isDelegate && leftOn === null)
            .map(({ personId, surname, name }) => ({
              personId,
              name: [surname, name].filter(Boolean).join(' '),
            }));
          return ok(delegates);
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
          if (replaced !== null) {
            return ok({ cardId: replaced.newCardId, cardNumber: replaced.newCardNumber });
          }
          const card = findCurrentCard(tx, cardId, today());
          if (!card.ok) return card;
          const { householdId } = card.value;
          const newCard = { newCardId: newCardId(), newCardNumber: newCardNumber(tx) };
          const body = { cardId, householdId, ...newCard, ...purposeOf(card.value) };
          add(tx, { id: operationId, kind: cardReplaced, body, operatorId: operator().operatorId });
          return ok({ cardId: newCard.newCardId, cardNumber: newCard.newCardNumber });
        }),
      'cards.setExpiry': ({ operator }, { operationId, cardId, expiresOn }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const card = findLivingCard(tx, cardId);
          if (!card.ok) return card;
          if (isPast(expiresOn, today())) return err({ type: 'ExpiryInPast' });
          const body = { cardId, householdId: card.value.householdId, expiresOn };
          add(tx, { id: operationId, kind: cardExpirySet, body, operatorId: operator().operatorId });
          return ok(null);
        }),
      'cards.handOver': ({ operator }, { operationId, cardId }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const card = findUsableCard(tx, cardId, today());
          if (!card.ok) return card;
          const { householdId, personId, handedOverOn } = card.value;
          if (handedOverOn !== null) return err({ type: 'CardAlreadyHandedOver', handedOverOn });
          const to = personId === null ? { to: 'holder' as const } : { to: 'delegate' as const, personId };
          const body = { cardId, householdId, ...to };
          add(tx, { id: operationId, kind: cardHandedOver, body, operatorId: operator().operatorId });
          return ok(null);
        }),
      'cards.waiting': ({ operator }) =>
        inTransaction((tx) => {
          const { operatorId } = operator();
          logAccess(tx, { readAt: context.now(), operatorId, action: 'cards.listed', subject: 'cards' });
          return ok(listWaitingCards(tx, today(), MOST_WAITING).map(toWaitingCard));
        }),
      'cards.print': async ({ operator }, { operationId, cardIds, format, to }) => {
        const found = findCardsToPrint(db, cardIds, today());
        if (!found.ok) return found;
        const cards = found.value;
        const networkName = findNetwork(db)?.name ?? '';
        const printed = cards.map(({ cardNumber }) => ({ cardNumber, networkName }));
        const pdf = await draw(printed, { format, createdAt: context.now() });
        if (to === 'printer') {
          const sent = await paperDoor.printPdf(pdf, { title: 'Bancone', isDuplex: false });
          if (!sent.ok) return sent;
        }
        const { operatorId } = operator();
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return; // F9 was pressed twice
          for (const [index, { cardId, householdId }] of cards.entries()) {
            const isFirst = index === 0;
            const id = isFirst ? operationId : operationIdSchema.parse(context.newId());
            const cause = isFirst ? {} : { causeId: operationId };
            add(tx, { id, kind: cardPrinted, body: { cardId, householdId, format }, operatorId, ...cause });
          }
        });
        const pdfBase64 = to === 'file' ? Buffer.from(pdf).toString('base64') : null;
        return ok({ pdfBase64, cardCount: cards.length });
      },
    },
  };
}

/** Each card once; refused where one of them would open nothing. */
function findCardsToPrint(
  db: Db,
  cardIds: readonly CardId[],
  today: LocalDate,
): Result<CardRow[], CardUnknown | CardReplaced | CardExpired | CardIsBlocked> {
  const cards = [];
  for (const cardId of new Set(cardIds)) {
    const card = findUsableCard(db, cardId, today);
    if (!card.ok) return card;
    cards.push(card.value);
  }
  return ok(cards);
}

const NO_PURPOSE = { use: undefined, expiresOn: undefined, personId: undefined };

/** What a card is for, as a body says it: what is usual is left out. */
function purposeOf(card: {
  readonly use: CardUse | undefined;
  readonly expiresOn: LocalDate | null | undefined;
  readonly personId: PersonId | null | undefined;
}) {
  return {
    ...(card.use === undefined || card.use === 'all' ? {} : { use: card.use }),
    ...(card.expiresOn == null ? {} : { expiresOn: card.expiresOn }),
    ...(card.personId == null ? {} : { personId: card.personId }),
  };
}

/** Where the register is here it says who is a delegate; elsewhere the office that has it has said so. */
function mayBeDelegates(db: Db, household: number, personId: PersonId | undefined): boolean {
  const person = personId === undefined ? null : findPersonRow(db, household, personId);
  return person === null || (person.isDelegate && person.leftOn === null);
}

const isPast = (expiresOn: LocalDate | null, today: LocalDate): boolean =>
  expiresOn !== null && expiresOn < today;

const toWaitingCard = ({ cardNumber, personId, ...row }: WaitingCardRow): WaitingCard => ({
  ...row,
  maskedNumber: maskCardNumber(cardNumber),
  isDelegates: personId !== null,
});

/** A card that nothing has replaced and that has not expired; blocked or not. */
function findCurrentCard(
  db: Db,
  cardId: CardId,
  today: LocalDate,
): Result<CardRow, CardUnknown | CardReplaced | CardExpired> {
  const card = findLivingCard(db, cardId);
  if (!card.ok) return card;
  const { expiresOn } = card.value;
  return expiresOn !== null && expiresOn < today ? err({ type: 'CardExpired', expiredOn: expiresOn }) : card;
}

/** A card that would open a basket today. */
function findUsableCard(
  db: Db,
  cardId: CardId,
  today: LocalDate,
): Result<CardRow, CardUnknown | CardReplaced | CardExpired | CardIsBlocked> {
  const card = findCurrentCard(db, cardId, today);
  return card.ok && card.value.blockId !== null ? err({ type: 'CardIsBlocked' }) : card;
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
