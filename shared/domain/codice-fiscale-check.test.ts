import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCodiceFiscale } from './codice-fiscale.ts';
import {
  birthDateOf,
  type CodiceFiscaleFacts,
  codiceFiscaleOf,
  codiceFiscaleWarnings,
  givenNameCode,
  omocodesOf,
  surnameCode,
} from './codice-fiscale-check.ts';
import { addDays, localDateSchema } from './local-date.ts';

const day = (text: string) => localDateSchema.parse(text);
// Nobody's: no municipality or country has a code that begins with Y.
const invented = fc.record({
  surname: fc.stringMatching(/^[A-Za-zàèéìòù' ]{2,20}$/),
  name: fc.option(fc.stringMatching(/^[A-Za-zàèéìòù' ]{2,20}$/)),
  birthDate: fc.integer({ min: 0, max: 40_000 }).map((days) => addDays(day('1926-01-01'), days)),
  sex: fc.constantFrom('female' as const, 'male' as const),
  placeCode: fc.stringMatching(/^Y[0-9]{3}$/),
});

function partsOf(text: string) {
  const parsed = parseCodiceFiscale(text);
  if (!parsed.ok) throw new Error(parsed.error.type);
  return parsed.value;
}

describe('a codice fiscale', () => {
  test.each([
    ['Fo', 'FOX'],
    ['D’Angelo', 'DNG'],
    ['De Angelis', 'DNG'],
    ['Rossi', 'RSS'],
    ['Aie', 'AIE'],
    ['Ștefănescu', 'STF'],
    ['', 'XXX'],
  ])('has the surname %s as %s', (surname, code) => {
    expect(surnameCode(surname)).toBe(code);
  });

  test.each([
    ['Nicolò', 'NCL'],
    ['Francesca', 'FNC'],
    ['Alessandro', 'LSN'],
    ['Li', 'LIX'],
  ])('has the name %s as %s', (name, code) => {
    expect(givenNameCode(name)).toBe(code);
  });

  test('says what it was made from, and nothing about it is a warning', () => {
    fc.assert(
      fc.property(invented, (facts) => {
        const parts = partsOf(codiceFiscaleOf(facts));
        expect(codiceFiscaleWarnings(parts, facts)).toEqual([]);
        expect([parts.placeCode, parts.sex]).toEqual([facts.placeCode, facts.sex]);
      }),
    );
  });

  test('says the same in each of its 128 forms', () => {
    fc.assert(
      fc.property(invented, (facts) => {
        const code = codiceFiscaleOf(facts);
        const { codiceFiscale: _, ...said } = partsOf(code);
        const forms = [...omocodesOf(code)];
        expect(new Set(forms).size).toBe(128);
        expect(forms).toContain(code);
        for (const form of forms) {
          const { codiceFiscale, ...saidByForm } = partsOf(form);
          expect([codiceFiscale, saidByForm]).toEqual([form, said]);
        }
      }),
      { numRuns: 20 },
    );
  });

  const facts: CodiceFiscaleFacts = {
    surname: 'Prova',
    name: 'Inventata',
    birthDate: day('1980-03-04'),
    sex: 'female',
    placeCode: 'Y001',
  };

  test('warns of each thing that differs, and not of what is not known', () => {
    const parts = partsOf(codiceFiscaleOf(facts));
    const person = { ...facts, surname: 'Altra', name: 'Persona', birthDate: day('1981-03-04') };
    expect(codiceFiscaleWarnings(parts, { ...person, sex: 'male' })).toEqual([
      'SurnameDiffers',
      'NameDiffers',
      'BirthDateDiffers',
      'SexDiffers',
    ]);
    const unknown = { surname: '', name: null, birthDate: null, sex: null };
    expect(codiceFiscaleWarnings(parts, unknown)).toEqual([]);
  });

  test('is of this century unless that day has not come yet', () => {
    const of = (birthDate: string) => partsOf(codiceFiscaleOf({ ...facts, birthDate: day(birthDate) }));
    expect(birthDateOf(of('1980-03-04'), day('2026-11-22'))).toBe('1980-03-04');
    expect(birthDateOf(of('2026-11-22'), day('2026-11-22'))).toBe('2026-11-22');
    expect(birthDateOf(of('1926-11-23'), day('2026-11-22'))).toBe('1926-11-23');
  });
});
