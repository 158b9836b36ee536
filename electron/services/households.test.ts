import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { HouseholdDetails } from '../../shared/contract/households-contract.ts';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import { codiceFiscaleSchema } from '../../shared/domain/codice-fiscale.ts';
import { householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { localMonthSchema } from '../../shared/domain/local-date.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { listAccesses, verifyAccessLog } from '../database/access-log.ts';
import { hashCodiceFiscale } from '../database/hashing.ts';
import { listHistory } from '../database/log.ts';
import { createHouseholdsService } from './households.ts';

const codiceFiscale = codiceFiscaleSchema.parse('RSSMRA85T10A562S');

function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const { handlers } = createHouseholdsService(counter.context);
  const details: HouseholdDetails = {
    displayName: 'D’Angelo Nicolò',
    size: 4,
    childBirthMonths: [localMonthSchema.parse('2025-06')],
    delegateNames: ['Conti Elena'],
    preferredLanguage: 'ro',
    siteId: counter.siteId,
  };
  const register = (changes: Partial<HouseholdDetails> = {}, codiciFiscali = [codiceFiscale]) => {
    const householdId = householdIdSchema.parse(v7());
    const operationId = operationIdSchema.parse(v7());
    const codiceFiscaleHashes = codiciFiscali.map((each) => hashCodiceFiscale('ab'.repeat(32), each));
    const body = { householdId, ...details, ...changes, codiceFiscaleHashes };
    const { operatorId } = office.operator();
    counter.inTransaction((tx) =>
      counter.context.record(tx, {
        id: operationId,
        kind: householdSet,
        body,
        operatorId,
        businessOn: counter.clock.today,
      }),
    );
    return { operationId, householdId, details: { ...details, ...changes } };
  };
  const view = async (householdId: string, caller = office) => {
    const answer = await handlers['households.view'](caller, {
      householdId: householdIdSchema.parse(householdId),
    });
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const search = async (text: string) => {
    const answer = await handlers['households.search'](cashier, { text });
    return answer.ok ? answer.value.households.map(({ displayName }) => displayName) : answer.error;
  };
  return { ...counter, office, cashier, handlers, details, register, view, search };
}

describe('the register of households', () => {
  test('keeps what was entered, and of a codice fiscale only that there is one', async () => {
    const desk = aDesk();
    const input = desk.register();
    expect(await desk.view(input.householdId)).toEqual({
      householdId: input.householdId,
      displayName: 'D’Angelo Nicolò',
      delegateNames: ['Conti Elena'],
      size: 4,
      entitlement: { type: 'NoEntitlement' },
      residualPoints: null,
      periodEndsOn: null,
      cards: [],
      mergedInto: null,
      erased: null,
      isAllowanceAwaited: false,
      office: {
        childBirthMonths: ['2025-06'],
        preferredLanguage: 'ro',
        siteId: desk.siteId,
        siteName: 'Emporio di prova',
        codiceFiscaleCount: 1,
        entitlements: [],
        proposal: { startsOn: '2026-11-22', schemeId: desk.schemeId },
        limits: [{ limitId: 'oil-month', name: { it: 'Olio', en: 'Oil' }, used: 0, allowed: 3 }],
        mergedFrom: [],
        movements: [],
        history: [
          {
            operationId: input.operationId,
            type: 'household.set',
            occurredAt: desk.clock.now,
            operatorName: 'Ugo Ufficio',
            fields: [
              'childBirthMonths',
              'codiceFiscaleHashes',
              'delegateNames',
              'displayName',
              'preferredLanguage',
              'siteId',
              'size',
            ],
          },
        ],
      },
    });
    const [registered] = listHistory(desk.db, `household:${input.householdId}`, 5);
    expect(registered?.operation.body).not.toContain(codiceFiscale);
  });

  test('shows a cashier the least of it', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    expect(await desk.view(householdId, desk.cashier)).toMatchObject({
      displayName: 'Bianchi Maria',
      office: null,
    });
  });

  test('writes who opened a record and when, whoever it was', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    await desk.view(householdId, desk.cashier);
    await desk.view(householdId, desk.office);
    await desk.view(householdId, desk.office);
    const readers = listAccesses(desk.db, `household:${householdId}`, 10).map(({ operatorId }) => operatorId);
    expect(readers).toEqual([desk.office.operator().operatorId, desk.cashier.operator().operatorId]);
    expect(verifyAccessLog(desk.db)).toBeNull();
  });

  test('finds by whole card, whole codice fiscale and names, and by nothing less', async () => {
    const desk = aDesk();
    // One in ten numbers that are drawn begins with letters alone, which could be a surname.
    const cardNumber = cardNumberFromBytes(new Uint8Array(8));
    desk.aHousehold({ displayName: 'Bianchi Maria', cardNumber });
    desk.register();
    expect(await desk.search(cardNumber)).toEqual(['Bianchi Maria']);
    expect(await desk.search(cardNumber.slice(0, 8))).toMatchObject({ type: 'TooFewLetters' });
    expect(await desk.search('rssmra85t10a562s')).toEqual(['D’Angelo Nicolò']);
    expect(await desk.search('RSSMRA85T10')).toMatchObject({ type: 'TooFewLetters' });
    expect(await desk.search('nicolo angelo')).toEqual(['D’Angelo Nicolò']);
    expect(await desk.search('conti')).toEqual(['D’Angelo Nicolò']);
    expect(await desk.search('bi')).toEqual({ type: 'TooFewLetters', least: 3 });
  });

  test('shows 20 households at most and says that there are more', async () => {
    const desk = aDesk();
    for (let i = 0; i < 21; i++) desk.aHousehold({ displayName: `Rossi Uno${i}` });
    const answer = await desk.handlers['households.search'](desk.cashier, { text: 'rossi' });
    if (!answer.ok) throw new Error(answer.error.type);
    expect([answer.value.households.length, answer.value.hasMore]).toEqual([20, true]);
  });

  test('records of a change only what differs, and nothing where nothing does', async () => {
    const desk = aDesk();
    const input = desk.register();
    const { householdId } = input;
    const change = (details: HouseholdDetails) =>
      desk.handlers['households.change'](desk.office, {
        operationId: operationIdSchema.parse(v7()),
        householdId,
        details,
        codiciFiscali: [],
        forgetsCodiciFiscali: false,
      });
    await change(input.details);
    expect(listHistory(desk.db, `household:${householdId}`, 9)).toHaveLength(1);
    await change({ ...input.details, size: 5 });
    const [newest] = listHistory(desk.db, `household:${householdId}`, 9);
    expect(JSON.parse(newest?.operation.body ?? '')).toEqual({ householdId, size: 5 });
  });

  test('adds codici fiscali, and lets go of them when asked', async () => {
    const desk = aDesk();
    const input = desk.register();
    const change = (forgetsCodiciFiscali: boolean, codiciFiscali: (typeof codiceFiscale)[]) =>
      desk.handlers['households.change'](desk.office, {
        operationId: operationIdSchema.parse(v7()),
        householdId: input.householdId,
        details: input.details,
        codiciFiscali,
        forgetsCodiciFiscali,
      });
    const other = codiceFiscaleSchema.parse('BNCMRA80A41G479B');
    await change(false, [other, codiceFiscale]);
    expect((await desk.view(input.householdId)).office?.codiceFiscaleCount).toBe(2);
    await change(true, [other]);
    expect((await desk.view(input.householdId)).office?.codiceFiscaleCount).toBe(1);
    expect(await desk.search(codiceFiscale)).toEqual([]);
    expect(await desk.search(other)).toEqual(['D’Angelo Nicolò']);
  });
});
