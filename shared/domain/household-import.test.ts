import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParsedFile } from './catalogue-import.ts';
import { readHouseholdRows } from './household-import.ts';
import { siteIdSchema } from './ids.ts';

const siteId = siteIdSchema.parse('019a0000-0000-7000-8000-000000000002');
const sites = [{ siteId, names: ['Emporio di Pesaro', 'EMP'] }];

const aFile = (text: string): ParsedFile => {
  const [header = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(';'));
  return {
    header,
    records: rows.map((cells, index) => ({ lineNumber: index + 2, cells, raw: cells.join(';') })),
  };
};
const read = (text: string) => readHouseholdRows(aFile(text), sites);

describe('a list of households', () => {
  test('is one row for each person, with the household’s code, in any order', () => {
    expect(
      read(`Codice nucleo;Cognome;Nome;Data di nascita;Parentela;Sede;Delegato;Componenti;Telefono
        7;Bianchi;Luca;5/3/2020;figlio;EMP;;;
        8;Neri;Ada;;;;;1;
        7;Bianchi;Maria;01/02/1980;Intestataria;;;4;0721 123456
        7;Rossi;Ivo;;marito;;sì;;`),
    ).toMatchObject({
      ok: true,
      value: {
        refused: [],
        households: [
          {
            code: '7',
            size: 4,
            siteId,
            phones: ['0721 123456'],
            persons: [
              { lineNumber: 4, name: 'Maria', birthDate: '1980-02-01', isHolder: true, relation: null },
              { lineNumber: 2, name: 'Luca', birthDate: '2020-03-05', relation: 'child', isHolder: false },
              { lineNumber: 5, surname: 'Rossi', relation: 'partner', isDelegate: true },
            ],
          },
          { code: '8', size: 1, persons: [{ surname: 'Neri', isHolder: true, isDelegate: null }] },
        ],
      },
    });
  });

  test('has titles in English too', () => {
    expect(read('Household;Last name;First name;Date of birth\nA;Doe;Jane;1/4/1990')).toMatchObject({
      ok: true,
      value: { households: [{ code: 'A', persons: [{ surname: 'Doe', birthDate: '1990-04-01' }] }] },
    });
  });

  test('is refused whole where it has no code or no surname, or one column twice', () => {
    expect(read('Cognome;Nome\nBianchi;Maria')).toEqual({
      ok: false,
      error: { type: 'MissingColumn', column: 'code' },
    });
    expect(read('Nucleo;Cognome;Surname\n1;Bianchi;Bianchi')).toEqual({
      ok: false,
      error: { type: 'RepeatedColumn', column: 'surname' },
    });
  });

  test('refuses bad rows with their reason, and the rest of their household with them', () => {
    const result = read(`Nucleo;Cognome;Nome;Data di nascita;CF;Sede
      1;Bianchi;Maria;31/02/1980;;
      1;Bianchi;Luca;;;
      2;Neri;Ada;;RSSMRA85T10A562X;
      3;;Ugo;;;
      4;Verdi;Eva;;;Emporio di Roma
      5;Gialli;Ida;;;
      5;Gialli;Ida;;;
      6;Rossi;Ivo;;RSSMRA85T10A562S;
      7;Rossi;Ivo;;RSSMRA85T10A562S;`);
    expect(result.ok && result.value.households.map(({ code }) => code)).toEqual(['6']);
    expect(result.ok && result.value.refused.map(({ lineNumber, reason }) => [lineNumber, reason])).toEqual([
      [2, { type: 'NotReadable', column: 'birthDate', text: '31/02/1980' }],
      [3, { type: 'OtherRowRefused', lineNumber: 2 }],
      [4, { type: 'NotReadable', column: 'codiceFiscale', text: 'RSSMRA85T10A562X' }],
      [5, { type: 'MissingSurname' }],
      [6, { type: 'UnknownSite', text: 'Emporio di Roma' }],
      [7, { type: 'SamePersonTwice', firstLineNumber: 7 }],
      [8, { type: 'SamePersonTwice', firstLineNumber: 7 }],
      [10, { type: 'CodiceFiscaleTwice', firstLineNumber: 9 }],
    ]);
  });

  test('is told whole: every row is a person or a refused row, once', () => {
    const cell = fc.oneof(fc.constantFrom('', '1', '2', 'Bianchi', 'M', 'boh', '01/01/2000'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 0, maxLength: 6 }), { maxLength: 12 }), (rows) => {
        const records = rows.map((cells, index) => ({ lineNumber: index + 2, cells, raw: '' }));
        const header = ['Nucleo', 'Cognome', 'Nome', 'Data di nascita', 'Sesso'];
        const result = readHouseholdRows({ header, records }, sites);
        const told = result.ok
          ? [...result.value.households.flatMap(({ persons }) => persons), ...result.value.refused].map(
              ({ lineNumber }) => lineNumber,
            )
          : [];
        expect(told.sort((a, b) => a - b)).toEqual(records.map(({ lineNumber }) => lineNumber));
      }),
    );
  });
});
