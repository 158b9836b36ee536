import type { ScannedCode } from '../../shared/domain/barcode.ts';
import type { CardId, HouseholdId } from '../../shared/domain/ids.ts';
import type { Db } from './database.ts';
import { findCardByNumber } from './households.ts';
import { findHouseholdByCodiceFiscale } from './identity.ts';
import { findNetwork } from './network.ts';

/** Whose card was scanned. `cardId` is null for a health card, which is none of ours. */
export type CardOwner = { readonly householdId: HouseholdId; readonly cardId: CardId | null };

/** Finds the household of a scanned card of ours or of a health card; null where it is known to nobody here. */
export function findCardOwner(
  db: Db,
  code: Extract<ScannedCode, { type: 'card' | 'codiceFiscale' }>,
): CardOwner | null {
  if (code.type === 'card') {
    const card = findCardByNumber(db, code.cardNumber);
    return card === null ? null : { householdId: card.householdId, cardId: card.cardId };
  }
  if (findNetwork(db) === null) return null;
  const householdId = findHouseholdByCodiceFiscale(db, code.codiceFiscale);
  return householdId === null ? null : { householdId, cardId: null };
}
