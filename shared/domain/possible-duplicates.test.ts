import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDateSchema } from './local-date.ts';
import { editDistance, type KnownPerson, likenessKeys, likenessOf } from './possible-duplicates.ts';

const known = (fullName: string, birthDate: string | null = null, codiceFiscale: string | null = null) => ({
  fullName,
  birthDate: birthDate === null ? null : localDateSchema.parse(birthDate),
  codiceFiscale,
});
const reasons = (a: KnownPerson, b: KnownPerson) => likenessOf(a, b)?.reasons ?? null;

describe('two records may be of one person', () => {
  test.each([
    ['Rossi Maria', 'rossi  MARIA', ['sameName']],
    ['De Angelis Nicolò', 'Deangelis Nicolo', ['sameName']],
    ['Rossi Bianchi Anna', 'Bianchi Rossi Anna', ['sameNameOtherOrder']],
    ['Anna Rossi', 'Rossi Anna', ['sameNameOtherOrder']],
    ['Kovalenko Olena', 'Kovalenco Olena', ['similarName']],
    ['Abdelkader Hassan', 'Abdelkadr Hasan', ['similarName']],
    ['Rosis Maria', 'Rossi Maria', ['similarName']],
    ['Rossi Anna', 'Rossi Bianchi Anna', ['partOfName']],
    ['Rossi Anna', 'Rossi Carla', null],
    ['Rossi Anna', 'Russo Anita', null],
    ['Lin Wei', 'Liu Wei', null],
    ['', 'Rossi Anna', null],
  ])('by name: %s, %s', (a, b, expected) => {
    expect(reasons(known(a), known(b))).toEqual(expected);
  });

  test('the same day of birth and one name in common are enough', () => {
    expect(reasons(known('Rossi Anna', '1980-03-04'), known('Verdi Anna', '1980-03-04'))).toEqual([
      'sharedName',
      'sameBirthDate',
    ]);
    expect(reasons(known('Rossi Anna', '1980-03-04'), known('Verdi Elisa', '1980-03-04'))).toBeNull();
  });

  test('a day and a month the wrong way round, or one wrong digit, is a slip', () => {
    for (const slip of ['1980-04-03', '1981-03-04']) {
      expect(reasons(known('Rossi Anna', '1980-03-04'), known('Rossi Anna', slip))).toEqual([
        'sameName',
        'similarBirthDate',
      ]);
    }
  });

  test('namesakes born on other days, or with other codici fiscali, are two people', () => {
    expect(reasons(known('Rossi Anna', '1980-03-04'), known('Rossi Anna', '1975-11-20'))).toBeNull();
    expect(reasons(known('Rossi Anna', null, 'A'), known('Rossi Anna', null, 'B'))).toBeNull();
  });

  test('the same codice fiscale says it whatever the names are', () => {
    expect(likenessOf(known('Rossi Anna', null, 'A'), known('Verdi', '1980-03-04', 'A'))).toEqual({
      score: 100,
      reasons: ['sameCodiceFiscale'],
    });
  });
});

const word = fc.stringMatching(/^[a-zàèìòùşć]{2,12}$/);
const person = fc.record({
  fullName: fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' ')),
  birthDate: fc.option(fc.constantFrom('1980-03-04', '1980-04-03', '1990-12-31')),
  codiceFiscale: fc.option(fc.constantFrom('A', 'B')),
});
const ofOneAlphabet = fc.record({
  fullName: fc
    .array(fc.stringMatching(/^[ab]{2,5}$/), { minLength: 1, maxLength: 4 })
    .map((w) => w.join(' ')),
  birthDate: fc.option(fc.constantFrom('1980-03-04', '1980-04-03', '1990-12-31')),
  codiceFiscale: fc.constant(null),
});
const read = (each: { fullName: string; birthDate: string | null; codiceFiscale: string | null }) =>
  known(each.fullName, each.birthDate, each.codiceFiscale);

describe('the likeness of two records', () => {
  test('is the same both ways', () => {
    fc.assert(
      fc.property(fc.oneof(person, ofOneAlphabet), fc.oneof(person, ofOneAlphabet), (a, b) => {
        expect(likenessOf(read(a), read(b))).toEqual(likenessOf(read(b), read(a)));
      }),
    );
  });

  test('does not see accents, case or the order of the words', () => {
    fc.assert(
      fc.property(ofOneAlphabet, person, fc.func(fc.nat()), (a, b, order) => {
        for (const other of [a, b]) {
          const words = other.fullName.split(' ');
          const shuffled = words.toSorted((x, y) => order(x) - order(y)).join(' ');
          const plain = shuffled.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
          const score = likenessOf(read(a), read(other))?.score;
          expect(likenessOf(read(a), read({ ...other, fullName: plain }))?.score).toBe(score);
        }
      }),
    );
  });

  test('is at its greatest with itself', () => {
    fc.assert(
      fc.property(person, (a) => {
        expect(likenessOf(read(a), read(a))?.score).toBeGreaterThanOrEqual(88);
      }),
    );
  });
});

describe('the keys that records are filed under', () => {
  test('find a name with one slip in one of its words', () => {
    const letters = fc.stringMatching(/^[a-z]{5,10}$/);
    fc.assert(
      fc.property(
        letters,
        letters,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('x', 'a', ''),
        (a, b, at, how, letter) => {
          fc.pre(a !== b);
          const place = at % a.length;
          const changed = [
            a.slice(0, place) + letter + a.slice(place + 1),
            a.slice(0, place) + letter + a.slice(place),
            a.slice(0, place) +
              a
                .slice(place, place + 2)
                .split('')
                .reverse()
                .join('') +
              a.slice(place + 2),
          ][how % 3];
          const [before, after] = [known(`${a} ${b}`), known(`${b} ${changed}`)];
          fc.pre(changed !== b);
          expect(likenessOf(before, after)).not.toBeNull();
          const filed = new Set(likenessKeys(before));
          expect(likenessKeys(after).some((key) => filed.has(key))).toBe(true);
        },
      ),
    );
  });

  test('find a double surname the other way round, and whoever has the same day of birth and a name', () => {
    const filed = new Set(likenessKeys(known('Rossi Bianchi Anna', '1980-03-04')));
    const isFound = (fullName: string, on: string | null = null) =>
      likenessKeys(known(fullName, on)).some((key) => filed.has(key));
    expect(isFound('Bianchi Rossi')).toBe(true);
    expect(isFound('Anna', '1980-03-04')).toBe(true);
    expect(isFound('Verdi Carlo')).toBe(false);
  });
});

describe('the distance between two words', () => {
  test('counts letters added, lost, changed and swapped with their neighbour', () => {
    expect(editDistance('rossi', 'rosi')).toBe(1);
    expect(editDistance('rossi', 'rosis')).toBe(1);
    expect(editDistance('rossi', 'russo')).toBe(2);
    expect(editDistance('', 'abc')).toBe(3);
  });
});
