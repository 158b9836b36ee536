import { z } from 'zod';
import { err, ok, type Result } from './result.ts';

/**
 * The Italian tax code of a person, 16 characters, upper case, control character right. Two people with the same code are
 * told apart by letters in place of digits (*omocodia*), which are accepted and kept.
 * Source: decree of the Ministry of Finance of 23 December 1976 (n. 13813).
 */
export const codiceFiscaleSchema = z
  .string()
  .max(16)
  .refine(isCodiceFiscale, 'not a codice fiscale')
  .brand<'CodiceFiscale'>();
export type CodiceFiscale = z.infer<typeof codiceFiscaleSchema>;

function isCodiceFiscale(text: string): boolean {
  const parsed = parseCodiceFiscale(text);
  return parsed.ok && parsed.value.codiceFiscale === text;
}

/** What the characters say. The code has no century: two digits of the year are all there is. */
export type CodiceFiscaleParts = {
  readonly codiceFiscale: CodiceFiscale;
  readonly surnameCode: string;
  readonly givenNameCode: string;
  /** Last two digits of the year of birth, 0 to 99. */
  readonly birthYearOfCentury: number;
  /** 1 to 12. */
  readonly birthMonth: number;
  /** 1 to 31. */
  readonly birthDay: number;
  readonly sex: 'female' | 'male';
  /** Cadastral code of the municipality, or `Z` and three digits for a country. Omocodia letters are digits again. */
  readonly placeCode: string;
};

const SHAPE = /^[A-Z]{6}[\dL-NP-V]{2}[A-EHLMPR-T][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]$/;
const MONTH_LETTERS = 'ABCDEHLMPRST';
const OMOCODIA_LETTERS = 'LMNPQRSTUV';

/** Reads the 16 characters, in any case and with white space around them. */
export function parseCodiceFiscale(text: string): Result<CodiceFiscaleParts, CodiceFiscaleError> {
  if (text.length > 40) return err({ type: 'NotACodiceFiscale' });
  const code = text.trim().toUpperCase();
  if (!SHAPE.test(code)) return err({ type: 'NotACodiceFiscale' });
  if (codiceFiscaleControlCharacter(code.slice(0, 15)) !== code[15])
    return err({ type: 'WrongControlCharacter' });

  const birthYearOfCentury = Number(toDigits(code.slice(6, 8)));
  const birthMonth = MONTH_LETTERS.indexOf(code.charAt(8)) + 1;
  const dayAndSex = Number(toDigits(code.slice(9, 11)));
  const birthDay = dayAndSex > 40 ? dayAndSex - 40 : dayAndSex;
  if (birthDay < 1 || birthDay > daysInMonth(birthYearOfCentury, birthMonth))
    return err({ type: 'NoSuchBirthDay' });
  return ok({
    codiceFiscale: code as CodiceFiscale, // shape and control character were verified above
    surnameCode: code.slice(0, 3),
    givenNameCode: code.slice(3, 6),
    birthYearOfCentury,
    birthMonth,
    birthDay,
    sex: dayAndSex > 40 ? 'female' : 'male',
    placeCode: code.charAt(11) + toDigits(code.slice(12, 15)),
  });
}

export type CodiceFiscaleError =
  | { type: 'NotACodiceFiscale' }
  | { type: 'WrongControlCharacter' }
  | { type: 'NoSuchBirthDay' };

// Values of the characters in odd places (1st, 3rd ...), 0-9 then A-Z, from the decree; in even places a digit is worth itself
// and a letter its place in the alphabet from 0.
const ODD_DIGITS = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const ODD_LETTERS = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/** The 16th character for the 15 before it (upper case letters and digits). */
export function codiceFiscaleControlCharacter(first15: string): string {
  let sum = 0;
  for (const [index, character] of [...first15].entries()) {
    const isDigit = character >= '0' && character <= '9';
    const value = isDigit ? Number(character) : character.charCodeAt(0) - 65;
    const oddPlace = index % 2 === 0; // places count from 1
    sum += oddPlace ? ((isDigit ? ODD_DIGITS : ODD_LETTERS)[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26));
}

const toDigits = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => String(OMOCODIA_LETTERS.indexOf(letter)));

// Without the century 00 may be 2000, which was a leap year, so every fourth year is taken as one.
const daysInMonth = (yearOfCentury: number, month: number): number =>
  new Date(Date.UTC(2000 + yearOfCentury, month, 0)).getUTCDate();
