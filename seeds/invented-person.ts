import type { CodiceFiscale } from '../shared/domain/codice-fiscale.ts';
import { codiceFiscaleOf } from '../shared/domain/codice-fiscale-check.ts';
import { type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import { drawGivenName, type Origin, type Sex } from './names.ts';
import type { Random } from './random.ts';

/** A person that does not exist. */
export type InventedPerson = {
  readonly surname: string;
  readonly givenName: string;
  readonly sex: Sex;
  readonly birthDate: LocalDate;
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
  const year = yearNow - 20 - Math.floor(65 * random.fraction() ** 1.5);
  const two = (value: number) => String(value).padStart(2, '0');
  const birthDate = localDateSchema.parse(`${year}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`);
  return withCodiceFiscale(random, { surname, givenName, sex, birthDate });
}

/** A child of the household, born on a day. */
export function inventChild(
  random: Random,
  origin: Origin,
  surname: string,
  birthDate: LocalDate,
): InventedPerson {
  const sex: Sex = random.chance(0.5) ? 'female' : 'male';
  const givenName = drawGivenName(random, origin, sex);
  return withCodiceFiscale(random, { surname, givenName, sex, birthDate });
}

/** No municipality or country begins with Y, so that no code made here is a real person's. */
const placeCode = (random: Random): string => `Y${String(random.int(1, 999)).padStart(3, '0')}`;

const withCodiceFiscale = (
  random: Random,
  person: Omit<InventedPerson, 'codiceFiscale'>,
): InventedPerson => ({
  ...person,
  codiceFiscale: codiceFiscaleOf({ ...person, name: person.givenName, placeCode: placeCode(random) }),
});
