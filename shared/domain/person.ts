import { z } from 'zod';
import type { CodiceFiscale } from './codice-fiscale.ts';
import type { PersonId } from './ids.ts';
import type { LocalDate, LocalMonth } from './local-date.ts';

export const sexSchema = z.enum(['female', 'male']);
export type Sex = z.infer<typeof sexSchema>;

/** What somebody is to the holder of the household. */
export const relationSchema = z.enum([
  'partner',
  'child',
  'parent',
  'sibling',
  'otherRelative',
  'notRelated',
]);
export type Relation = z.infer<typeof relationSchema>;

/**
 * Where somebody's citizenship counts in the reports of EU goods: never a nationality, which nobody has to
 * know (domain facts, section 2).
 */
export const citizenshipGroupSchema = z.enum(['italian', 'europeanUnion', 'otherCountry', 'stateless']);
export type CitizenshipGroup = z.infer<typeof citizenshipGroupSchema>;

/** One person of a household as its register has them. Null: not known. */
export type Person = {
  readonly personId: PersonId;
  readonly surname: string;
  readonly name: string | null;
  readonly birthDate: LocalDate | null;
  readonly sex: Sex | null;
  readonly codiceFiscale: CodiceFiscale | null;
  readonly relation: Relation | null;
  readonly isHolder: boolean;
  readonly isDelegate: boolean;
  /** Since when they are no longer of the household. */
  readonly leftOn: LocalDate | null;
};

/** What only reports ask for, kept apart. */
export type PersonConditions = {
  readonly hasDisability: boolean;
  readonly isPregnant: boolean;
  readonly isHomeless: boolean;
  readonly citizenshipGroup: CitizenshipGroup | null;
};

export const NO_CONDITIONS: PersonConditions = {
  hasDisability: false,
  isPregnant: false,
  isHomeless: false,
  citizenshipGroup: null,
};

/** Surname first, as people are called at the counter. At most 80 characters, as a display name has. */
export const calledName = ({ surname, name }: Pick<Person, 'surname' | 'name'>): string =>
  [...(name === null ? surname : `${surname} ${name}`)].slice(0, 80).join('').trim();

/** The month of a day: the least that is kept of a child's birth. */
export const monthOf = (day: LocalDate): LocalMonth => day.slice(0, 7) as LocalMonth; // a day begins with its month
