import { MOST_CODICI_FISCALI } from '../../shared/contract/households-contract.ts';
import { MOST_DELEGATES } from '../../shared/contract/registers-contract.ts';
import type { CodiceFiscale } from '../../shared/domain/codice-fiscale.ts';
import { ageInMonths, type LocalDate, type LocalMonth } from '../../shared/domain/local-date.ts';
import { calledName, monthOf, type Person } from '../../shared/domain/person.ts';

/** What every counter keeps of a household, as far as its persons say it. */
export type CounterFacts = {
  readonly displayName: string | null;
  readonly delegateNames: readonly string[];
  readonly childBirthMonths: readonly LocalMonth[];
  readonly codiceFiscaleHashes: readonly string[];
  readonly size: number;
};

/** The same, fresh: its lists may be put into an operation. */
export type DerivedFacts = {
  displayName: string | null;
  delegateNames: string[];
  childBirthMonths: LocalMonth[];
  codiceFiscaleHashes: string[];
  size: number;
};

export type DeriveOptions = {
  readonly today: LocalDate;
  /** The highest age that goods ask for. */
  readonly highestAgeMonths: number;
  /** Every hash that a codice fiscale may be known by; the first is the one that is written. */
  readonly hashes: (codiceFiscale: CodiceFiscale) => readonly string[];
};

/**
 * What counters are told once the persons of a household are others than before. What was there and came from no
 * person (a delegate's name or a health card from before there was a register) stays; what a person said goes with
 * the person. The number of people follows the persons where it was theirs, and is never below it.
 */
export function deriveHousehold(
  kept: CounterFacts,
  before: readonly Person[],
  after: readonly Person[],
  options: DeriveOptions,
): DerivedFacts {
  const [was, is] = [factsOf(before, options), factsOf(after, options)];
  const hashesThatWere = before.flatMap(({ codiceFiscale }) => hashesOf(codiceFiscale, options));
  return {
    displayName: is.displayName ?? kept.displayName,
    delegateNames: follow(kept.delegateNames, was.delegateNames, is.delegateNames).slice(0, MOST_DELEGATES),
    childBirthMonths: follow(kept.childBirthMonths, was.childBirthMonths, is.childBirthMonths)
      .sort()
      .slice(0, 15),
    codiceFiscaleHashes: follow(kept.codiceFiscaleHashes, hashesThatWere, is.codiceFiscaleHashes)
      .slice(0, MOST_CODICI_FISCALI)
      .sort(),
    size: Math.max(1, after.length, kept.size === before.length ? after.length : kept.size),
  };
}

function factsOf(persons: readonly Person[], options: DeriveOptions): Omit<CounterFacts, 'size'> {
  const holder = persons.find(({ isHolder }) => isHolder);
  const shoppersFirst = persons.toSorted((a, b) => Number(mayShop(b)) - Number(mayShop(a)));
  return {
    displayName: holder === undefined ? null : calledName(holder),
    delegateNames: persons.filter(({ isHolder, isDelegate }) => isDelegate && !isHolder).map(calledName),
    childBirthMonths: persons.flatMap(({ birthDate }) => {
      if (birthDate === null || birthDate > options.today) return [];
      const isYoung = ageInMonths(monthOf(birthDate), options.today) <= options.highestAgeMonths;
      return isYoung ? [monthOf(birthDate)] : [];
    }),
    codiceFiscaleHashes: shoppersFirst.flatMap(({ codiceFiscale }) =>
      hashesOf(codiceFiscale, options).slice(0, 1),
    ),
  };
}

const hashesOf = (codiceFiscale: CodiceFiscale | null, { hashes }: DeriveOptions): readonly string[] =>
  codiceFiscale === null ? [] : hashes(codiceFiscale);

const mayShop = ({ isHolder, isDelegate }: Person): boolean => isHolder || isDelegate;

/**
 * `kept` without what was derived before, together with what is derived now; each value as often as the list that has it
 * more often, so that twins stay two and a child who was entered by hand and then as a person stays one.
 */
function follow<T>(kept: readonly T[], before: readonly T[], after: readonly T[]): T[] {
  const others = [...kept];
  for (const value of before) {
    const at = others.indexOf(value);
    if (at >= 0) others.splice(at, 1);
  }
  const taken = [...after];
  const added = others.filter((value) => {
    const at = taken.indexOf(value);
    if (at >= 0) taken.splice(at, 1);
    return at < 0;
  });
  return [...after, ...added];
}
