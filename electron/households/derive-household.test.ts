import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { codiceFiscaleSchema } from '../../shared/domain/codice-fiscale.ts';
import { personIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema, localMonthSchema } from '../../shared/domain/local-date.ts';
import type { Person } from '../../shared/domain/person.ts';
import { type CounterFacts, deriveHousehold } from './derive-household.ts';

const today = localDateSchema.parse('2026-11-22');
const options = {
  today,
  highestAgeMonths: 36,
  hashes: (code: string) => [`hash of ${code}`, `former hash of ${code}`],
};
const aPerson = (surname: string, name: string, rest: Partial<Person> = {}): Person => ({
  personId: personIdSchema.parse(v7()),
  surname,
  name,
  birthDate: null,
  sex: null,
  codiceFiscale: null,
  relation: null,
  isHolder: false,
  isDelegate: false,
  leftOn: null,
  ...rest,
});
const months = (...texts: string[]) => texts.map((text) => localMonthSchema.parse(text));
const kept: CounterFacts = {
  displayName: 'Rossi Anna',
  delegateNames: ['Conti Elena'],
  childBirthMonths: months('2025-06'),
  codiceFiscaleHashes: ['scanned'],
  size: 3,
};
const holder = aPerson('Rossi', 'Anna Maria', { isHolder: true });
const child = aPerson('Rossi', 'Lia', { birthDate: localDateSchema.parse('2025-06-10') });

describe('what counters are told of a household', () => {
  test('is what its persons say, beside what nobody of them said', () => {
    const delegate = aPerson('Neri', 'Ugo', {
      isDelegate: true,
      codiceFiscale: codiceFiscaleSchema.parse('RSSMRA85T10A562S'),
    });
    expect(deriveHousehold(kept, [], [holder, delegate, child], options)).toEqual({
      displayName: 'Rossi Anna Maria',
      delegateNames: ['Neri Ugo', 'Conti Elena'],
      childBirthMonths: ['2025-06'],
      codiceFiscaleHashes: ['hash of RSSMRA85T10A562S', 'scanned'],
      size: 3,
    });
  });

  test('loses a codice fiscale by whatever hash it was known by when its person goes, and is written under one', () => {
    const known = aPerson('Neri', 'Ugo', { codiceFiscale: codiceFiscaleSchema.parse('RSSMRA85T10A562S') });
    const before = { ...kept, codiceFiscaleHashes: ['former hash of RSSMRA85T10A562S', 'scanned'] };
    const stays = deriveHousehold(before, [known], [known], options).codiceFiscaleHashes;
    expect(stays).toEqual(['hash of RSSMRA85T10A562S', 'scanned']);
    expect(deriveHousehold(before, [known], [], options).codiceFiscaleHashes).toEqual(['scanned']);
  });

  test('stays as it was where nobody is in the register', () => {
    expect(deriveHousehold(kept, [], [], options)).toEqual(kept);
  });

  test('loses what a person said when the person goes', () => {
    const before = deriveHousehold({ ...kept, size: 1 }, [], [holder, child], options);
    expect(before.size).toBe(2);
    const after = deriveHousehold(before, [holder, child], [holder], options);
    expect([after.childBirthMonths, after.size]).toEqual([[], 1]);
  });

  test('keeps two months for twins, and none for a child who is too old for any goods', () => {
    const twins = [child, aPerson('Rossi', 'Leo', { birthDate: child.birthDate })];
    const old = aPerson('Rossi', 'Pia', { birthDate: localDateSchema.parse('2015-01-01') });
    expect(deriveHousehold(kept, [], [...twins, old], options).childBirthMonths).toEqual(
      months('2025-06', '2025-06'),
    );
  });

  test('never counts fewer people than the register has, nor fewer than were declared', () => {
    expect(deriveHousehold({ ...kept, size: 1 }, [], [holder, child], options).size).toBe(2);
    expect(deriveHousehold({ ...kept, size: 5 }, [holder], [holder, child], options).size).toBe(5);
  });
});
