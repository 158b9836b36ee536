import type { CardView } from '../../shared/contract/households-contract.ts';
import { maskCardNumber } from '../../shared/domain/card-number.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import { type CardRow, findNewestCard } from '../database/households.ts';
import { findOperator, findOwnSite } from '../database/network.ts';
import { findPersonRow } from '../database/registers.ts';

/** A card of a household (its number in this database) as a screen shows it on a day. */
export function toCardView(db: Db, household: number, card: CardRow, today: LocalDate): CardView {
  const newest = findNewestCard(db, card);
  const person = card.personId === null ? null : findPersonRow(db, household, card.personId);
  const siteId = findOwnSite(db)?.siteId;
  const operator =
    card.handedOverBy === null || siteId === undefined ? null : findOperator(db, siteId, card.handedOverBy);
  return {
    cardId: card.cardId,
    maskedNumber: maskCardNumber(card.cardNumber),
    state: stateOf(card, today),
    blockReason: card.blockReason,
    replacedByMasked: newest.cardId === card.cardId ? null : maskCardNumber(newest.cardNumber),
    use: card.use,
    expiresOn: card.expiresOn,
    isDelegates: card.personId !== null,
    personName: person === null ? null : [person.surname, person.name].filter(Boolean).join(' '),
    printedOn: card.printedOn,
    handedOverOn: card.handedOverOn,
    handedOverBy: operator?.displayName ?? null,
  };
}

function stateOf(card: CardRow, today: LocalDate): CardView['state'] {
  if (card.replacedByCardId !== null) return 'replaced';
  if (card.blockReason !== null) return 'blocked';
  return card.expiresOn !== null && card.expiresOn < today ? 'expired' : 'active';
}
