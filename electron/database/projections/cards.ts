import { cardExpirySet, cardHandedOver, cardPrinted } from '../../../shared/operations/card-operations.ts';
import { query } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const setPrinted = query<readonly [string, string]>(
  'setCardPrinted',
  'UPDATE card SET printed_on = ? WHERE card_id = ?',
);
const setHandedOver = query<readonly [string, string | null, string, string]>(
  'setCardHandedOver',
  'UPDATE card SET handed_over_on = ?, handed_over_by = ?, handed_over_to = ? WHERE card_id = ?',
);
const setExpiry = query<readonly [string | null, string]>(
  'setCardExpiry',
  'UPDATE card SET expires_on = ? WHERE card_id = ?',
);

/** A card and what is done with it are in one stream: its row is there before what is said of it. */
export const cardProjectors: readonly ProjectorEntry[] = [
  projector(cardPrinted, (tx, { body, operation }) => {
    tx.run(setPrinted, operation.businessOn, body.cardId);
  }),
  projector(cardHandedOver, (tx, { body, operation }) => {
    tx.run(setHandedOver, operation.businessOn, operation.operatorId ?? null, body.to, body.cardId);
  }),
  projector(cardExpirySet, (tx, { body }) => {
    tx.run(setExpiry, body.expiresOn, body.cardId);
  }),
];
