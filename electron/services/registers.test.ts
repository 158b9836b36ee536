import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { HouseholdRecord, PersonRecord } from '../../shared/contract/registers-contract.ts';
import { codiceFiscaleSchema } from '../../shared/domain/codice-fiscale.ts';
import {
  householdIdSchema,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  personIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { organisationSet, siteSet } from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import { findHousehold } from '../database/households.ts';
import { findHouseholdByCodiceFiscale } from '../database/identity.ts';
import { listHouseholdHistory } from '../households/household-history.ts';
import { organisationOf } from '../households/organisation-of.ts';
import { createMergesService } from './merges.ts';
import { createRegistersService } from './registers.ts';

// The example that every handbook prints.
const codiceFiscale = codiceFiscaleSchema.parse('RSSMRA80A01H501U');
const day = (text: string) => localDateSchema.parse(text);
const newId = () => operationIdSchema.parse(v7());
const aPerson = (surname: string, name: string | null, rest: Partial<PersonRecord> = {}): PersonRecord => ({
  personId: personIdSchema.parse(v7()),
  surname,
  name,
  birthDate: null,
  sex: null,
  codiceFiscale: null,
  relation: null,
  isHolder: false,
  isDelegate: false,
  ...rest,
});

function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createRegistersService(counter.context);
  const aRecord = (persons: PersonRecord[], rest: Partial<HouseholdRecord> = {}): HouseholdRecord => ({
    householdId: householdIdSchema.parse(v7()),
    size: 1,
    preferredLanguage: 'it',
    siteId: counter.siteId,
    persons,
    ...rest,
  });
  const register = async (persons: PersonRecord[], rest: Partial<HouseholdRecord> = {}) => {
    const household = aRecord(persons, rest);
    const answer = await handlers['registers.register'](office, { operationId: newId(), household });
    return { ...household, answer };
  };
  const view = async (householdId: HouseholdRecord['householdId'], caller = office) => {
    const answer = await handlers['registers.view'](caller, { householdId });
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const setPerson = (householdId: HouseholdRecord['householdId'], person: PersonRecord, caller = office) =>
    handlers['registers.setPerson'](caller, { operationId: newId(), householdId, person });
  const similar = async (fullName: string, rest: object = {}, caller = office) => {
    const person = { fullName, birthDate: null, codiceFiscale: null, ...rest };
    const answer = await handlers['registers.possibleDuplicates'](caller, { persons: [person] });
    return answer.ok ? answer.value.map(({ fullName: name, reasons }) => [name, ...reasons]) : [];
  };
  /** Somebody of the office of another organisation, at another site of the same network. */
  const anotherOffice = () => {
    const organisationId = organisationIdSchema.parse(v7());
    const siteId = siteIdSchema.parse(v7());
    counter.write(organisationSet, { organisationId, name: 'Altro ente' });
    counter.write(siteSet, {
      siteId,
      organisationId,
      name: 'Altra sede',
      shortName: 'ALT',
      kind: 'office',
      isActive: true,
    });
    const operatorId = operatorIdSchema.parse(v7());
    return callerOf({ operatorId, displayName: 'Altra Persona', roles: ['office', 'socialWorker'], siteId });
  };
  return { ...counter, office, handlers, aRecord, register, view, setPerson, similar, anotherOffice };
}

describe('the register of a household', () => {
  test('keeps its people, contacts and note, and tells counters the least of it', async () => {
    const desk = aDesk();
    const holder = aPerson('D’Angelo', 'Nicolò', {
      codiceFiscale,
      birthDate: day('1980-01-01'),
      sex: 'male',
    });
    const partner = aPerson('Conti', 'Elena', { isDelegate: true, relation: 'partner' });
    const child = aPerson('D’Angelo', 'Lia', { birthDate: day('2025-06-10'), relation: 'child' });
    const contacts = {
      phones: ['0721 000000'],
      email: null,
      address: { street: 'Via di Prova 1', postalCode: '61121', municipality: 'Pesaro' },
    };
    const { householdId } = await desk.register([holder, partner, child], { contacts, note: 'Prima visita' });
    expect(findHousehold(desk.db, householdId)).toMatchObject({
      displayName: 'D’Angelo Nicolò',
      delegateNames: ['Conti Elena'],
      size: 3,
      childBirthMonths: ['2025-06'],
    });
    expect(findHouseholdByCodiceFiscale(desk.db, codiceFiscale)).toBe(householdId);
    const register = await desk.view(householdId);
    expect(register.persons.map(({ surname, name, isHolder }) => [surname, name, isHolder])).toEqual([
      ['D’Angelo', 'Nicolò', true],
      ['D’Angelo', 'Lia', false],
      ['Conti', 'Elena', false],
    ]);
    expect(register.contacts).toEqual(contacts);
    expect(register.notes.map(({ text, operatorName }) => [text, operatorName])).toEqual([
      ['Prima visita', 'Ugo Ufficio'],
    ]);
  });

  test('is made once however often Enter is pressed', async () => {
    const desk = aDesk();
    const input = { operationId: newId(), household: desk.aRecord([aPerson('Rossi', 'Anna')]) };
    for (let i = 0; i < 2; i++) {
      expect(await desk.handlers['registers.register'](desk.office, input)).toEqual({
        ok: true,
        value: null,
      });
    }
    expect((await desk.view(input.household.householdId)).persons).toHaveLength(1);
  });

  test('takes edits of different parts of a person, each only what it changed', async () => {
    const desk = aDesk();
    const anna = aPerson('Rossi', 'Anna');
    const { householdId } = await desk.register([anna]);
    const holder = { ...anna, isHolder: true };
    await desk.setPerson(householdId, { ...holder, birthDate: day('1980-03-04') });
    await desk.setPerson(householdId, { ...holder, birthDate: day('1980-03-04'), surname: 'Rossini' });
    expect((await desk.view(householdId)).persons).toMatchObject([
      { surname: 'Rossini', name: 'Anna', birthDate: '1980-03-04', isHolder: true },
    ]);
    expect(findHousehold(desk.db, householdId)?.displayName).toBe('Rossini Anna');
  });

  test('has one holder, whoever was made it last', async () => {
    const desk = aDesk();
    const [anna, ugo] = [aPerson('Rossi', 'Anna'), aPerson('Neri', 'Ugo')];
    const { householdId } = await desk.register([anna, ugo]);
    await desk.setPerson(householdId, { ...ugo, isHolder: true });
    const { persons } = await desk.view(householdId);
    expect(persons.map(({ surname, isHolder }) => [surname, isHolder])).toEqual([
      ['Neri', true],
      ['Rossi', false],
    ]);
    expect(findHousehold(desk.db, householdId)?.displayName).toBe('Neri Ugo');
  });

  test('lets a person go and come back, and counts along', async () => {
    const desk = aDesk();
    const child = aPerson('Rossi', 'Lia', { birthDate: day('2025-06-10') });
    const { householdId } = await desk.register([aPerson('Rossi', 'Anna'), child]);
    const { personId } = child;
    const facts = () => {
      const household = findHousehold(desk.db, householdId);
      return [household?.size, household?.childBirthMonths];
    };
    const setLeft = (leftOn: string | null) =>
      desk.handlers['registers.setLeft'](desk.office, {
        operationId: newId(),
        householdId,
        personId,
        leftOn: leftOn === null ? null : day(leftOn),
      });
    await setLeft('2026-11-20');
    expect(facts()).toEqual([1, []]);
    expect((await desk.view(householdId)).formerPersons).toMatchObject([{ surname: 'Rossi', name: 'Lia' }]);
    await setLeft(null);
    expect(facts()).toEqual([2, ['2025-06']]);
  });

  test('refuses a codice fiscale that another household has, and one that two of its people have', async () => {
    const desk = aDesk();
    const first = await desk.register([aPerson('Rossi', 'Anna', { codiceFiscale })]);
    const second = await desk.register([aPerson('Neri', 'Carla', { codiceFiscale })]);
    expect(second.answer).toEqual({
      ok: false,
      error: { type: 'CodiceFiscaleTaken', householdId: first.householdId, displayName: 'Rossi Anna' },
    });
    expect(findHousehold(desk.db, second.householdId)).toBeNull();
    const twice = await desk.setPerson(first.householdId, aPerson('Verdi', 'Ugo', { codiceFiscale }));
    expect(twice).toMatchObject({ ok: false, error: { type: 'CodiceFiscaleTaken' } });
    expect((await desk.view(first.householdId)).persons).toHaveLength(1);
  });

  test('keeps what only reports ask for apart, and logs apart who read it', async () => {
    const desk = aDesk();
    const anna = aPerson('Rossi', 'Anna');
    const { householdId } = await desk.register([anna]);
    const { personId } = anna;
    const conditions = {
      hasDisability: true,
      isPregnant: false,
      isHomeless: false,
      citizenshipGroup: 'otherCountry' as const,
    };
    const of = { householdId, personId };
    await desk.handlers['registers.setConditions'](desk.office, { ...of, operationId: newId(), conditions });
    expect(await desk.handlers['registers.conditions'](desk.office, of)).toEqual({
      ok: true,
      value: conditions,
    });
    expect(JSON.stringify(await desk.view(householdId))).not.toContain('otherCountry');
    const actions = listAccesses(desk.db, `household:${householdId}`, 9).map(({ action }) => action);
    expect(actions).toEqual(['register.read', 'register.conditionsRead']);
  });

  test('takes a note back', async () => {
    const desk = aDesk();
    const { householdId } = await desk.register([aPerson('Rossi', 'Anna')]);
    const note = { operationId: newId(), householdId, text: 'Riga uno\nriga due' };
    await desk.handlers['registers.writeNote'](desk.office, note);
    expect((await desk.view(householdId)).notes.map(({ text }) => text)).toEqual(['Riga uno\nriga due']);
    const takeBack = { operationId: newId(), noteId: note.operationId };
    await desk.handlers['registers.takeBackNote'](desk.office, takeBack);
    expect((await desk.view(householdId)).notes).toEqual([]);
  });

  test('is not seen and not changed by the office of another organisation', async () => {
    const desk = aDesk();
    const other = desk.anotherOffice();
    const anna = aPerson('Rossi', 'Anna', { codiceFiscale, birthDate: day('1980-03-04') });
    const { householdId } = await desk.register([anna, aPerson('Verdini', 'Ottavio')], { note: 'Riservata' });
    expect(await desk.view(householdId, other)).toEqual({
      persons: [],
      formerPersons: [],
      contacts: { phones: [], email: null, address: null },
      notes: [],
      isKeptElsewhere: true,
    });
    const failed = await desk.setPerson(householdId, { ...anna, surname: 'Altro' }, other);
    expect(failed).toEqual({ ok: false, error: { type: 'KeptElsewhere' } });
    const conditions = await desk.handlers['registers.conditions'](other, {
      householdId,
      personId: anna.personId,
    });
    expect(conditions).toEqual({ ok: false, error: { type: 'PersonUnknown' } });
    const history = listHouseholdHistory(desk.db, householdId, organisationOf(desk.db, other.operator()));
    expect(history.map(({ type }) => type)).toEqual(['household.set']);
    // It is warned by what every counter has, and by nothing of the register.
    expect(await desk.similar('Verdini Ottavio', {}, other)).toEqual([]);
    expect(await desk.similar('Rosi Anna', {}, other)).toEqual([['Rossi Anna', 'similarName']]);
    expect(await desk.similar('Altro Nome', { codiceFiscale }, other)).toEqual([[null, 'sameCodiceFiscale']]);
  });
});

test('whoever is in both records of a merged household is taken out once, and the number of people stays', async () => {
  const desk = aDesk();
  const kept = await desk.register([aPerson('Rossi', 'Anna'), aPerson('Rossi', 'Lia')], { size: 3 });
  const twice = aPerson('Rosi', 'Ana');
  const merged = await desk.register([twice]);
  const { handlers } = createMergesService(desk.context);
  await handlers['merges.merge'](desk.office, {
    operationId: newId(),
    householdId: merged.householdId,
    intoHouseholdId: kept.householdId,
    size: 3,
  });
  const named = async () => (await desk.view(kept.householdId)).persons.map(({ name }) => name);
  expect(await named()).toEqual(['Anna', 'Lia', 'Ana']);
  await desk.handlers['registers.setLeft'](desk.office, {
    operationId: newId(),
    householdId: merged.householdId,
    personId: twice.personId,
    leftOn: desk.clock.today,
  });
  expect(await named()).toEqual(['Anna', 'Lia']);
  expect(findHousehold(desk.db, kept.householdId)?.size).toBe(3);
});

describe('who may be registered already is shown while somebody is typed', () => {
  test('with why, best first, each household once', async () => {
    const desk = aDesk();
    await desk.register([aPerson('Rossi Bianchi', 'Anna', { birthDate: day('1980-03-04') })]);
    await desk.register([aPerson('Rossi', 'Ana')]);
    await desk.register([aPerson('Verdi', 'Carlo')]);
    expect(await desk.similar('Bianchi Rossi Anna', { birthDate: day('1980-03-04') })).toEqual([
      ['Rossi Bianchi Anna', 'sameNameOtherOrder', 'sameBirthDate'],
      ['Rossi Ana', 'partOfName'],
    ]);
    expect(await desk.similar('Rossi Anna')).toEqual([
      ['Rossi Ana', 'similarName'],
      ['Rossi Bianchi Anna', 'partOfName'],
    ]);
    expect(await desk.similar('Bianchi')).toEqual([]);
  });

  test('among the people of a household, not only its holder', async () => {
    const desk = aDesk();
    await desk.register([aPerson('Rossi', 'Anna'), aPerson('Kovalenko', 'Olena')]);
    expect(await desk.similar('Kovalenco Olena')).toEqual([['Kovalenko Olena', 'similarName']]);
  });

  test('but not a household as a duplicate of itself', async () => {
    const desk = aDesk();
    const { householdId } = await desk.register([aPerson('Rossi', 'Anna')]);
    const answer = await desk.handlers['registers.possibleDuplicates'](desk.office, {
      householdId,
      persons: [{ fullName: 'Rossi Anna', birthDate: null, codiceFiscale: null }],
    });
    expect(answer).toEqual({ ok: true, value: [] });
  });
});

test('the birthplace behind a codice fiscale is said where it is known', async () => {
  const desk = aDesk();
  const of = (placeCode: string) => desk.handlers['registers.birthplace'](desk.office, { placeCode });
  expect(await of('G479')).toEqual({ ok: true, value: { name: 'Pesaro', province: 'PU' } });
  expect(await of('Z100')).toEqual({ ok: true, value: null });
});
