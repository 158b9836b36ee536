import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardNumberFromBytes } from './card-number.ts';
import { readHouseholdSearch } from './household-search.ts';

const cardNumber = cardNumberFromBytes(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
const tooFew = { ok: false, error: { type: 'TooFewLetters', least: 3 } };

describe('a search for a household', () => {
  test('is by whole card number, as it is typed or scanned', () => {
    const typed = `${cardNumber.slice(0, 4)} ${cardNumber.slice(4)}`.toLowerCase();
    expect(readHouseholdSearch(typed)).toEqual({ ok: true, value: { kind: 'card', cardNumber } });
  });

  test('is by whole codice fiscale', () => {
    expect(readHouseholdSearch(' rssmra85t10a562s ')).toEqual({
      ok: true,
      value: { kind: 'codiceFiscale', codiceFiscale: 'RSSMRA85T10A562S' },
    });
  });

  test('is by words of names, accents and case folded', () => {
    expect(readHouseholdSearch('Roṣsi D’Angelo')).toMatchObject({ ok: true, value: { kind: 'names' } });
    expect(readHouseholdSearch('NICOLÒ ro')).toEqual({
      ok: true,
      value: { kind: 'names', words: ['nicolo', 'ro'] },
    });
  });

  test.each(['', '  ', 'ro', 'ro an', '123', 'a b c d'])('refuses "%s": too few letters', (text) => {
    expect(readHouseholdSearch(text)).toEqual(tooFew);
  });

  test('never guesses from a part of a codice fiscale that holds its figures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 7, max: 15 }), (length) => {
        expect(readHouseholdSearch('RSSMRA85T10A562S'.slice(0, length))).toEqual(tooFew);
      }),
    );
  });
});
