import { normaliseText } from './category-rules.ts';
import {
  type CodiceFiscale,
  type CodiceFiscaleParts,
  codiceFiscaleControlCharacter,
  parseCodiceFiscale,
} from './codice-fiscale.ts';
import type { LocalDate } from './local-date.ts';
import type { Person, Sex } from './person.ts';
import { assert } from './result.ts';

/** What a codice fiscale is made from. */
export type CodiceFiscaleFacts = {
  readonly surname: string;
  readonly name: string | null;
  readonly birthDate: LocalDate;
  readonly sex: Sex;
  /** Cadastral code of the municipality of birth, or `Z` and three digits for a country. */
  readonly placeCode: string;
};

/**
 * The codice fiscale that the rules give to somebody, before the tax office told namesakes apart. Law: parsed, it says
 * what it was made from. Source: decree of the Ministry of Finance of 23 December 1976 (n. 13813).
 */
export function codiceFiscaleOf({
  surname,
  name,
  birthDate,
  sex,
  placeCode,
}: CodiceFiscaleFacts): CodiceFiscale {
  const month = MONTH_LETTERS.charAt(Number(birthDate.slice(5, 7)) - 1);
  const day = String(Number(birthDate.slice(8)) + (sex === 'female' ? 40 : 0)).padStart(2, '0');
  const first15 =
    surnameCode(surname) + givenNameCode(name ?? '') + birthDate.slice(2, 4) + month + day + placeCode;
  const parsed = parseCodiceFiscale(first15 + codiceFiscaleControlCharacter(first15));
  assert(parsed.ok, 'a code made by the rules has the shape of one');
  return parsed.value.codiceFiscale;
}

/** Consonants, then vowels, then X: the first three. */
export function surnameCode(surname: string): string {
  const { consonants, vowels } = lettersOf(surname);
  return `${consonants}${vowels}XXX`.slice(0, 3);
}

/** As of a surname, but of four consonants or more the first, third and fourth. */
export function givenNameCode(name: string): string {
  const { consonants } = lettersOf(name);
  return consonants.length >= 4
    ? consonants.charAt(0) + consonants.charAt(2) + consonants.charAt(3)
    : surnameCode(name);
}

/**
 * The 128 codes that one code may stand for once namesakes are told apart: any of its seven digits may be a letter. The
 * tax office gives them out from the right; all are read. Law: each of them says what the code itself says.
 */
export function* omocodesOf(codiceFiscale: CodiceFiscale): Generator<CodiceFiscale> {
  const plain = [...codiceFiscale].map((character, at) =>
    DIGIT_PLACES.includes(at) ? toDigit(character) : character,
  );
  for (let mask = 0; mask < 1 << DIGIT_PLACES.length; mask++) {
    const characters = [...plain];
    for (const [bit, at] of DIGIT_PLACES.entries()) {
      if ((mask >> bit) & 1) characters[at] = OMOCODIA_LETTERS.charAt(Number(plain[at]));
    }
    const first15 = characters.slice(0, 15).join('');
    yield (first15 + codiceFiscaleControlCharacter(first15)) as CodiceFiscale; // its characters and its control are right by construction
  }
}

export type CodiceFiscaleWarning = 'SurnameDiffers' | 'NameDiffers' | 'BirthDateDiffers' | 'SexDiffers';

/**
 * What a right code does not share with the person it was typed for. Only ever a warning: names are transcribed
 * in several ways, and the tax office's own record wins. What is not known of the person is not compared.
 */
export function codiceFiscaleWarnings(
  parts: CodiceFiscaleParts,
  person: Pick<Person, 'surname' | 'name' | 'birthDate' | 'sex'>,
): CodiceFiscaleWarning[] {
  const { surname, name, birthDate, sex } = person;
  const warnings: CodiceFiscaleWarning[] = [];
  if (surname !== '' && surnameCode(surname) !== parts.surnameCode) warnings.push('SurnameDiffers');
  if (name !== null && name !== '' && givenNameCode(name) !== parts.givenNameCode)
    warnings.push('NameDiffers');
  if (birthDate !== null && !isBornOn(parts, birthDate)) warnings.push('BirthDateDiffers');
  if (sex !== null && sex !== parts.sex) warnings.push('SexDiffers');
  return warnings;
}

/** The code has two digits of the year: the newest such day that is not after `today`. */
export function birthDateOf(parts: CodiceFiscaleParts, today: LocalDate): LocalDate {
  const { birthYearOfCentury, birthMonth, birthDay } = parts;
  const two = (value: number) => String(value).padStart(2, '0');
  const inCentury = (hundreds: number) =>
    `${hundreds}${two(birthYearOfCentury)}-${two(birthMonth)}-${two(birthDay)}` as LocalDate; // the parts were checked when the code was read
  const hundreds = Number(today.slice(0, 2));
  const born = inCentury(hundreds);
  return born <= today ? born : inCentury(hundreds - 1);
}

function isBornOn({ birthYearOfCentury, birthMonth, birthDay }: CodiceFiscaleParts, day: LocalDate): boolean {
  const [year, month, date] = [day.slice(2, 4), day.slice(5, 7), day.slice(8)].map(Number);
  return year === birthYearOfCentury && month === birthMonth && date === birthDay;
}

const MONTH_LETTERS = 'ABCDEHLMPRST';
const OMOCODIA_LETTERS = 'LMNPQRSTUV';
/** Where a code has its digits, from 0. */
const DIGIT_PLACES = [6, 7, 9, 10, 12, 13, 14];

const toDigit = (character: string): string =>
  /\d/.test(character) ? character : String(OMOCODIA_LETTERS.indexOf(character));

function lettersOf(text: string): { consonants: string; vowels: string } {
  const letters = normaliseText(text)
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  return { consonants: letters.replace(/[AEIOU]/g, ''), vowels: letters.replace(/[^AEIOU]/g, '') };
}
