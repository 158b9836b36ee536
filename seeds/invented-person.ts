import {
  type CodiceFiscale,
  codiceFiscaleControlCharacter,
  codiceFiscaleSchema,
} from '../shared/domain/codice-fiscale.ts';
import { drawGivenName, type Origin, type Sex } from './names.ts';
import type { Random } from './random.ts';

/** A person that does not exist. */
export type InventedPerson = {
  readonly surname: string;
  readonly givenName: string;
  readonly sex: Sex;
  readonly codiceFiscale: CodiceFiscale;
};

/** An adult of about 20 to 85. `surname` is handed in, so that members of a household may share it. */
export function inventAdult(
  random: Random,
  origin: Origin,
  surname: string,
  yearNow: number,
): InventedPerson {
  const sex: Sex = random.chance(0.5) ? 'female' : 'male';
  const givenName = drawGivenName(random, origin, sex);
  const born = {
    year: yearNow - 20 - Math.floor(65 * random.fraction() ** 1.5),
    month: random.int(1, 12),
    day: random.int(1, 28),
  };
  return {
    surname,
    givenName,
    sex,
    codiceFiscale: inventCodiceFiscale(random, surname, givenName, sex, born),
  };
}

const MONTH_LETTERS = 'ABCDEHLMPRST';

/** No municipality or country begins with Y, so that no code made here is a real person's. */
const placeCode = (random: Random): string => `Y${String(random.int(1, 999)).padStart(3, '0')}`;

function inventCodiceFiscale(
  random: Random,
  surname: string,
  givenName: string,
  sex: Sex,
  born: { year: number; month: number; day: number },
): CodiceFiscale {
  const year = String(born.year % 100).padStart(2, '0');
  const day = String(born.day + (sex === 'female' ? 40 : 0)).padStart(2, '0');
  const first15 =
    threeLetters(surname) +
    threeLetters(givenName, true) +
    year +
    MONTH_LETTERS.charAt(born.month - 1) +
    day +
    placeCode(random);
  return codiceFiscaleSchema.parse(first15 + codiceFiscaleControlCharacter(first15));
}

/** Consonants, then vowels, then X; of a given name with four consonants or more the 1st, 3rd and 4th. */
function threeLetters(name: string, isGivenName = false): string {
  const letters = name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  const consonants = letters.replace(/[AEIOU]/g, '');
  const vowels = letters.replace(/[^AEIOU]/g, '');
  if (isGivenName && consonants.length >= 4)
    return consonants.charAt(0) + consonants.charAt(2) + consonants.charAt(3);
  return `${consonants}${vowels}XXX`.slice(0, 3);
}
