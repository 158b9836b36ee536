import type { FoundHousehold } from '../../shared/contract/till-contract.ts';
import { parseCardNumber } from '../../shared/domain/card-number.ts';
import { parseCodiceFiscale } from '../../shared/domain/codice-fiscale.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { searchWords } from '../../shared/domain/search-words.ts';
import type { Db } from '../database/database.ts';
import {
  findCardByNumber,
  findHousehold,
  findHouseholdByCodiceFiscale,
  type HouseholdRow,
  listHouseholdsByWords,
} from '../database/households.ts';
import { findNetwork } from '../database/network.ts';
import { hashCodiceFiscale } from '../keys/codice-fiscale-hash.ts';

const LEAST_LETTERS = 3;
const MOST_FOUND = 20;

type Found = { readonly households: readonly FoundHousehold[]; readonly hasMore: boolean };
type TooFewLetters = { readonly type: 'TooFewLetters'; readonly least: number };

/**
 * Finds a household whose card was forgotten: by a whole card number, a whole codice fiscale, or words of a name of which
 * one has three letters at least; never a list to leaf through (domain facts, section 6).
 */
export function findHouseholds({ db }: { readonly db: Db }, text: string): Result<Found, TooFewLetters> {
  const whole = findWhole(db, text);
  if (whole !== undefined) {
    return ok({ households: whole === null ? [] : [toFound(whole)], hasMore: false });
  }
  const words = searchWords(text);
  if (!words.some((word) => word.length >= LEAST_LETTERS)) {
    return err({ type: 'TooFewLetters', least: LEAST_LETTERS });
  }
  const found = listHouseholdsByWords(db, words, MOST_FOUND + 1);
  return ok({ households: found.slice(0, MOST_FOUND).map(toFound), hasMore: found.length > MOST_FOUND });
}

/** Undefined where the text is neither a card number nor a codice fiscale; null where nobody has it. */
function findWhole(db: Db, text: string): HouseholdRow | null | undefined {
  const card = parseCardNumber(text);
  if (card.ok) {
    const row = findCardByNumber(db, card.value);
    return row === null ? null : findHousehold(db, row.householdId);
  }
  const person = parseCodiceFiscale(text.trim());
  const identityKey = findNetwork(db)?.identityKey;
  if (!person.ok || identityKey === undefined) return undefined;
  const householdId = findHouseholdByCodiceFiscale(
    db,
    hashCodiceFiscale(identityKey, person.value.codiceFiscale),
  );
  return householdId === null ? null : findHousehold(db, householdId);
}

const toFound = ({ householdId, displayName, delegateNames, size }: HouseholdRow): FoundHousehold => ({
  householdId,
  displayName: displayName ?? '?',
  delegateNames,
  size,
});
