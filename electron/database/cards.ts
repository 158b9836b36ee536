import type { CardNumber } from '../../shared/domain/card-number.ts';
import type { CardId, HouseholdId, PersonId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { CardUse } from '../../shared/operations/household-operations.ts';
import { type Db, query } from './database.ts';

export type WaitingCardRow = {
  readonly cardId: CardId;
  readonly cardNumber: CardNumber;
  readonly householdId: HouseholdId;
  readonly holderName: string | null;
  readonly personId: PersonId | null;
  readonly use: CardUse;
  readonly issuedOn: LocalDate | null;
  readonly printedOn: LocalDate | null;
};

const listWaitingSql = query<readonly [string, number], WaitingCardRow>(
  'listWaitingCards',
  `SELECT card.card_id AS cardId, card_number AS cardNumber, household_id AS householdId,
     display_name AS holderName, person_id AS personId, use, issued_on AS issuedOn, printed_on AS printedOn
   FROM card JOIN household_key USING (household) LEFT JOIN household USING (household)
   WHERE handed_over_on IS NULL AND replaced_by_card_id IS NULL AND (expires_on IS NULL OR expires_on >= ?)
     AND NOT EXISTS (SELECT 1 FROM card_block WHERE card_block.card_id = card.card_id AND is_lifted = 0)
   ORDER BY printed_on IS NOT NULL, display_name, card.card_id LIMIT ?`,
);

/** Cards that nobody has in hand and that would open a basket: those to print first, then by name. */
export const listWaitingCards = (db: Db, today: LocalDate, most: number): WaitingCardRow[] =>
  db.all(listWaitingSql, today, most);
