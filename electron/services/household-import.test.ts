import { describe, expect, test } from 'vitest';
import { assert } from '../../shared/domain/result.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { findHousehold } from '../database/households.ts';
import { iterateOperations } from '../database/log.ts';
import { createHouseholdImportService } from './household-import.ts';
import { createHouseholdsService } from './households.ts';
import { createRegistersService } from './registers.ts';

const HEADER = 'Codice nucleo;Cognome;Nome;Data di nascita;Codice fiscale;Parentela;Componenti;Telefono';
const LIST = `${HEADER}
12;Bianchi;Maria;01/02/1980;;intestataria;4;0721 123456
12;Bianchi;Luca;05/03/2024;;figlio;;
13;Neri;Ada;;RSSMRA85T10A562S;;;
14;Verdi;Eva;32/01/1990;;;;
`;

function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createHouseholdImportService(counter.context);
  const preview = async (text: string) => {
    const contentBase64 = Buffer.from(text).toString('base64');
    const answer = await handlers['householdImport.preview'](office, { contentBase64 });
    assert(answer.ok, 'the file can be read');
    return answer.value;
  };
  const apply = async (text: string) => {
    const { importId } = await preview(text);
    return handlers['householdImport.apply'](office, { importId });
  };
  const search = async (text: string) => {
    const households = createHouseholdsService(counter.context).handlers;
    const answer = await households['households.search'](office, { text });
    return answer.ok ? answer.value.households : [];
  };
  const countOperations = () => [...iterateOperations(counter.db)].length;
  return { ...counter, office, handlers, preview, apply, search, countOperations };
}

describe('the import of households', () => {
  test('shows what it would do and does nothing yet', async () => {
    const desk = aDesk();
    const before = desk.countOperations();
    expect(await desk.preview(LIST)).toMatchObject({
      rowCount: 4,
      addedCount: 2,
      changedCount: 0,
      unchangedCount: 0,
      refusedCount: 1,
      added: [
        { code: '12', holderName: 'Bianchi Maria', size: 4, persons: 2 },
        { code: '13', holderName: 'Neri Ada', size: 1, persons: 1 },
      ],
      refused: [{ lineNumber: 5, reason: { type: 'NotReadable', column: 'birthDate', text: '32/01/1990' } }],
    });
    expect(desk.countOperations()).toBe(before);
  });

  test('registers each household whole, in the register of the office', async () => {
    const desk = aDesk();
    expect(await desk.apply(LIST)).toEqual({ ok: true, value: { added: 2, changed: 0, refused: 0 } });
    const [household] = await desk.search('Bianchi Maria');
    assert(household !== undefined, 'it is found by its name');
    expect(household).toMatchObject({ size: 4, siteName: 'Emporio di prova' });
    const registers = createRegistersService(desk.context).handlers;
    expect(
      await registers['registers.view'](desk.office, { householdId: household.householdId }),
    ).toMatchObject({
      value: {
        persons: [
          { surname: 'Bianchi', name: 'Maria', birthDate: '1980-02-01', isHolder: true },
          { surname: 'Bianchi', name: 'Luca', relation: 'child' },
        ],
        contacts: { phones: ['0721 123456'] },
      },
    });
  });

  test('is of the file that was chosen last, although one that was chosen before is read after it', async () => {
    const desk = aDesk();
    const many = Array.from({ length: 400 }, (_, at) => `${100 + at};Sbagliati;Ada ${at};;;;;`);
    const mistaken = desk.preview([HEADER, ...many, ''].join('\n'));
    const { importId } = await desk.preview(LIST);
    await mistaken;
    expect(await desk.handlers['householdImport.apply'](desk.office, { importId })).toMatchObject({
      value: { added: 2 },
    });
  });

  test('of the same file changes nothing the second time', async () => {
    const desk = aDesk();
    await desk.apply(LIST);
    const before = desk.countOperations();
    expect(await desk.preview(LIST)).toMatchObject({ addedCount: 0, changedCount: 0, unchangedCount: 2 });
    expect(await desk.apply(LIST)).toEqual({ ok: true, value: { added: 0, changed: 0, refused: 0 } });
    expect(desk.countOperations()).toBe(before);
  });

  test('of a mended file adds what was missing and keeps what empty cells do not say', async () => {
    const desk = aDesk();
    await desk.apply(LIST);
    const mended = `${HEADER}
12;Bianchi;Maria;;;;;
12;Bianchi;Sara;07/08/2010;;figlia;;
14;Verdi;Eva;31/01/1990;;;;
`;
    expect(await desk.apply(mended)).toEqual({ ok: true, value: { added: 1, changed: 1, refused: 0 } });
    const [household] = await desk.search('Bianchi Maria');
    assert(household !== undefined, 'it is found by its name');
    const registers = createRegistersService(desk.context).handlers;
    const view = await registers['registers.view'](desk.office, { householdId: household.householdId });
    const people = view.ok ? view.value.persons : [];
    expect(people.map(({ name, birthDate }) => `${name} ${birthDate}`).sort()).toEqual([
      'Luca 2024-03-05',
      'Maria 1980-02-01',
      'Sara 2010-08-07',
    ]);
  });

  test('of a later file changes size, language and contacts too, shows it before, and once', async () => {
    const desk = aDesk();
    await desk.apply(LIST);
    const later = `Codice nucleo;Cognome;Nome;Componenti;Lingua;Telefono;Email;Via;CAP;Comune
12;Bianchi;Maria;5;ar;333 1234567;maria@example.org;via Roma 1;61121;Pesaro
13;Neri;Ada;;;;;;;
`;
    expect(await desk.preview(later)).toMatchObject({
      changedCount: 1,
      unchangedCount: 1,
      changed: [
        {
          code: '12',
          changes: {
            persons: 0,
            size: { before: 4, after: 5 },
            preferredLanguage: 'ar',
            hasContacts: true,
          },
        },
      ],
    });
    expect(await desk.apply(later)).toEqual({ ok: true, value: { added: 0, changed: 1, refused: 0 } });
    const [household] = await desk.search('Bianchi Maria');
    assert(household !== undefined, 'it is found by its name');
    expect(household.size).toBe(5);
    const { householdId } = household;
    expect(findHousehold(desk.db, householdId)?.preferredLanguage).toBe('ar');
    const registers = createRegistersService(desk.context).handlers;
    expect(await registers['registers.view'](desk.office, { householdId })).toMatchObject({
      value: {
        contacts: {
          // The number that was known stays, after the new one.
          phones: ['333 1234567', '0721 123456'],
          email: 'maria@example.org',
          address: { street: 'via Roma 1', postalCode: '61121', municipality: 'Pesaro' },
        },
      },
    });
    const before = desk.countOperations();
    expect(await desk.preview(later)).toMatchObject({ changedCount: 0, unchangedCount: 2 });
    await desk.apply(later);
    expect(desk.countOperations()).toBe(before);
  });

  test('never counts fewer than the people it knows, nor says a size twice with those it adds', async () => {
    const desk = aDesk();
    await desk.apply(LIST);
    const head = 'Codice nucleo;Cognome;Nome;Componenti';
    const more = `${head}\n12;Bianchi;Sara;1\n12;Bianchi;Ivo;\n12;Bianchi;Tea;\n`;
    expect(await desk.apply(more)).toMatchObject({ value: { changed: 1 } });
    const [household] = await desk.search('Bianchi Maria');
    expect(household?.size).toBe(5);
    expect(await desk.preview(more)).toMatchObject({ changedCount: 0 });
  });

  test('refuses a household whose codice fiscale another one has, and says whose', async () => {
    const desk = aDesk();
    await desk.apply(LIST);
    expect(await desk.preview(`${HEADER}\n20;Rossi;Ivo;;RSSMRA85T10A562S;;;\n`)).toMatchObject({
      addedCount: 0,
      refused: [{ lineNumber: 2, reason: { type: 'CodiceFiscaleTaken', displayName: 'Neri Ada' } }],
    });
  });

  test('gives its refused rows back as a list that can be mended and imported', async () => {
    const desk = aDesk();
    const { importId } = await desk.preview(LIST);
    const answer = await desk.handlers['householdImport.refusedRows'](desk.office, { importId });
    assert(answer.ok, 'the preview is still there');
    expect(answer.value.csv).toBe(
      `\uFEFFline;reason;detail;${HEADER}\r\n5;NotReadable;column=birthDate text=32/01/1990;14;Verdi;Eva;32/01/1990;;;;\r\n`,
    );
    const mended = answer.value.csv.replaceAll('32/01/1990', '31/01/1990');
    expect(await desk.preview(mended)).toMatchObject({ addedCount: 1, refusedCount: 0 });
  });

  test('says what is wrong with a whole file', async () => {
    const desk = aDesk();
    const ask = (text: string) =>
      desk.handlers['householdImport.preview'](desk.office, {
        contentBase64: Buffer.from(text).toString('base64'),
      });
    expect(await ask('Nome;Cognome\nMaria;Bianchi\n')).toEqual({
      ok: false,
      error: { type: 'MissingHouseholdColumn', column: 'code' },
    });
  });
});
