import { type CardNumber, parseCardNumber } from './card-number.ts';
import { type CodiceFiscale, parseCodiceFiscale } from './codice-fiscale.ts';
import { err, ok, type Result } from './result.ts';
import { searchWords } from './search-words.ts';

/** Letters of a surname that a search needs at least (domain facts, section 6). */
export const LEAST_SEARCH_LETTERS = 3;

/** Households that one search shows at most (domain facts, section 6). */
export const MOST_FOUND_HOUSEHOLDS = 20;

/** What was typed into a search for a household. A part of a card number or of a codice fiscale is no search. */
export type HouseholdSearch =
  | { readonly kind: 'card'; readonly cardNumber: CardNumber }
  | { readonly kind: 'codiceFiscale'; readonly codiceFiscale: CodiceFiscale }
  | { readonly kind: 'names'; readonly words: readonly string[] };

/**
 * Reads a search: a whole card number, a whole codice fiscale, or the first letters of surnames and names, of which one
 * has three letters at least. Law: digits never search names, so no codice fiscale can be guessed piece by piece.
 * Source: decision 140 of 15/4/2021 of the Italian authority (domain facts, section 6).
 */
export function readHouseholdSearch(text: string): Result<HouseholdSearch, HouseholdSearchError> {
  const card = parseCardNumber(text);
  if (card.ok) return ok({ kind: 'card', cardNumber: card.value });
  const person = parseCodiceFiscale(text);
  if (person.ok) return ok({ kind: 'codiceFiscale', codiceFiscale: person.value.codiceFiscale });
  const words = searchWords(text).filter((word) => !/\d/.test(word));
  if (!words.some((word) => [...word].length >= LEAST_SEARCH_LETTERS)) {
    return err({ type: 'TooFewLetters', least: LEAST_SEARCH_LETTERS });
  }
  return ok({ kind: 'names', words });
}

export type HouseholdSearchError = { type: 'TooFewLetters'; least: number };
