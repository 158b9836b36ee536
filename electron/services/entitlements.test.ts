import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  EXPIRING_COLUMNS,
  type ExpiryFilter,
  entitlementsContract,
} from '../../shared/contract/entitlements-contract.ts';
import { entitlementIdSchema, householdIdSchema, schemeIdSchema } from '../../shared/domain/ids.ts';
import { iseeSchema } from '../../shared/domain/isee.ts';
import { DEFAULT_TILL_RULES } from '../../shared/domain/till-rules.ts';
import { tillRulesSet } from '../../shared/operations/network-operations.ts';
import { callerOf } from '../counter-fixture.ts';
import { findIseeBand } from '../database/entitlements.ts';
import { iterateOperations } from '../database/log.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { aDesk, day } from '../entitlements-fixture.ts';
import { createHouseholdsService } from './households.ts';

const november = [{ account: 'points/2026-11-01', unit: 'points', balance: 200 }];

describe('entitlements', () => {
  test('give this period’s points at once, and once, also when their dates change', async () => {
    const desk = aDesk();
    expect(await desk.grant('2026-11-22', '2027-05-21')).toEqual({ ok: true, value: null });
    expect(desk.balances()).toEqual(november);
    await desk.change('2026-11-22', '2027-02-28');
    expect(desk.entitlements()).toMatchObject([{ startsOn: '2026-11-22', endsOn: '2027-02-28' }]);
    expect(desk.balances()).toEqual(november);
  });

  test('that start later give nothing yet', async () => {
    const desk = aDesk();
    await desk.grant('2026-12-01', '2027-05-31');
    expect(desk.balances()).toEqual([]);
  });

  test('end on or after their first day', async () => {
    const desk = aDesk();
    expect(await desk.grant('2026-11-22', '2026-11-21')).toEqual({
      ok: false,
      error: { type: 'EndsBeforeStart' },
    });
    expect(await desk.grant('2026-11-22', '2026-11-22')).toMatchObject({ ok: true });
  });

  test('need a household and a scheme that there are', async () => {
    const desk = aDesk();
    expect(
      await desk.grant('2026-11-22', '2027-05-21', { householdId: householdIdSchema.parse(v7()) }),
    ).toMatchObject({ error: { type: 'HouseholdUnknown' } });
    expect(
      await desk.grant('2026-11-22', '2027-05-21', { schemeId: schemeIdSchema.parse(v7()) }),
    ).toMatchObject({ error: { type: 'SchemeUnknown' } });
    expect(desk.entitlements()).toEqual([]);
  });

  test('are suspended and resumed, each once', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-22', '2027-05-21');
    expect(await desk.resume()).toMatchObject({ error: { type: 'NotSuspended' } });
    expect(await desk.suspend()).toEqual({ ok: true, value: null });
    expect(await desk.suspend()).toMatchObject({ error: { type: 'AlreadySuspended' } });
    expect(desk.entitlements()).toMatchObject([{ state: 'suspended' }]);
    expect(await desk.resume()).toEqual({ ok: true, value: null });
    expect(desk.entitlements()).toMatchObject([{ state: 'active' }]);
    expect(desk.balances()).toEqual(november);
  });

  test('resumed in a later period give that period’s points', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-22', '2027-05-21');
    await desk.suspend();
    desk.clock.today = day('2026-12-10');
    await desk.resume();
    expect(desk.balances()).toEqual([
      ...november,
      { account: 'points/2026-12-01', unit: 'points', balance: 200 },
    ]);
  });
});

describe('the dates of an entitlement', () => {
  test('can be shortened, and what was given stays given', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    expect(await desk.change('2026-11-01', '2026-11-21')).toEqual({ ok: true, value: null });
    expect(desk.entitlements()).toMatchObject([{ startsOn: '2026-11-01', endsOn: '2026-11-21' }]);
    expect(desk.balances()).toEqual(november);
  });

  test('that lie over another one are given only with a reason, by who may', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    const second = { entitlementId: entitlementIdSchema.parse(v7()) };
    expect(await desk.grant('2027-04-30', '2027-10-31', second)).toEqual({
      ok: false,
      error: { type: 'EntitlementOverlaps', startsOn: '2026-11-01', endsOn: '2027-04-30' },
    });
    const cashier = callerOf(desk.anOperator('Cassiera con ufficio', 'office'));
    desk.write(tillRulesSet, {
      siteId: desk.siteId,
      rules: { ...DEFAULT_TILL_RULES, overrideRoles: ['admin'] },
    });
    const forced = { ...second, override: 'new-member' as const };
    expect(await desk.grantAs(cashier, '2027-04-30', '2027-10-31', forced)).toEqual({
      ok: false,
      error: { type: 'OverrideNotAllowed' },
    });
    const socialWorker = callerOf(desk.anOperator('Sara Assistente', 'socialWorker'));
    expect(await desk.grantAs(socialWorker, '2027-04-30', '2027-10-31', forced)).toMatchObject({ ok: true });
    expect((await desk.view()).history.map(({ type, reason }) => [type, reason])).toEqual([
      ['entitlement.explained', 'new-member'],
      ['entitlement.granted', null],
      ['entitlement.granted', null],
    ]);
  });

  test('proposed for a renewal follow the right that there is', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2026-12-31');
    expect((await desk.view()).proposal).toEqual({
      schemeId: desk.schemeId,
      startsOn: '2027-01-01',
      months: 6,
      pause: null,
      renewalsUsedUp: null,
    });
  });

  test('keep clear of the compulsory pause of their scheme, or say why not', async () => {
    const desk = aDesk();
    desk.setScheme({
      validity: { firstMonths: 3, renewalMonths: 3 },
      pause: { after: 'each', length: 1, unit: 'months' },
    });
    await desk.grant('2026-09-01', '2026-11-30');
    const pause = { startsOn: '2026-12-01', endsOn: '2026-12-31' };
    expect((await desk.view()).proposal).toMatchObject({
      startsOn: '2027-01-01',
      months: 3,
      pause,
    });
    const second = { entitlementId: entitlementIdSchema.parse(v7()) };
    expect(await desk.grant('2026-12-10', '2027-03-09', second)).toEqual({
      ok: false,
      error: { type: 'CompulsoryPause', ...pause },
    });
    expect(
      await desk.grant('2026-12-10', '2027-03-09', { ...second, override: 'urgent-need' }),
    ).toMatchObject({ ok: true });
  });

  test('of a compulsory pause are told at the counter, and nothing else of it', async () => {
    const desk = aDesk();
    desk.setScheme({ pause: { after: 'each', length: 1, unit: 'months' } });
    await desk.grant('2026-06-01', '2026-11-10');
    const cashier = callerOf(desk.anOperator('Carla Cassa', 'cashier'));
    const households = createHouseholdsService(desk.context).handlers;
    const ask = () => households['households.view'](cashier, { householdId: desk.householdId });
    expect(await ask()).toMatchObject({
      value: {
        entitlement: { type: 'EntitlementExpired', endedOn: '2026-11-10', pausedUntil: '2026-12-10' },
      },
    });
    desk.clock.today = day('2026-12-11');
    expect(await ask()).toMatchObject({
      value: { entitlement: { type: 'EntitlementExpired', endedOn: '2026-11-10' } },
    });
    expect(JSON.stringify(await ask())).not.toContain('pausedUntil');
  });

  test('are not given once more than the scheme renews', async () => {
    const desk = aDesk();
    desk.setScheme({ validity: { firstMonths: 6, renewalMonths: 6, mostRenewals: 0 } });
    await desk.grant('2026-06-01', '2026-11-30');
    expect((await desk.view()).proposal).toMatchObject({ renewalsUsedUp: 0, startsOn: '2026-12-01' });
    const second = { entitlementId: entitlementIdSchema.parse(v7()) };
    expect(await desk.grant('2026-12-01', '2027-05-31', second)).toEqual({
      ok: false,
      error: { type: 'TooManyRenewals', most: 0 },
    });
  });
});

describe('means and reasons', () => {
  const isee = iseeSchema.parse({ band: 2, valueCents: 612_345, expiresOn: '2026-12-31' });

  test('are read by the office, each act with who did it', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    await desk.suspend();
    await desk.assess(isee);
    expect(await desk.view()).toMatchObject({
      isee,
      entitlements: [{ state: 'suspended', suspensionReason: 'documents-missing' }],
      history: [
        { type: 'isee.assessed', isee, operatorName: 'Ugo Ufficio' },
        { type: 'entitlement.explained', reason: 'documents-missing' },
        { type: 'entitlement.suspended', reason: null },
        { type: 'entitlement.granted', days: { startsOn: '2026-11-01', endsOn: '2027-04-30' } },
      ],
    });
  });

  test('never reach a till, whatever it asks', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    await desk.suspend();
    await desk.assess(isee);
    const cashier = callerOf(desk.anOperator('Carla Cassa', 'cashier'));
    const households = createHouseholdsService(desk.context).handlers;
    const page = await households['households.view'](cashier, { householdId: desk.householdId });
    const text = JSON.stringify(page);
    expect(text).toContain('EntitlementSuspended');
    for (const secret of ['isee', '612345', 'documents-missing', 'reason":']) {
      expect(text.toLowerCase()).not.toContain(secret);
    }
    for (const [name, { access }] of Object.entries(entitlementsContract)) {
      expect(access, name).toEqual(['office', 'socialWorker']);
    }
  });

  test('lie in the register of the organisation, never in what every counter has', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    await desk.suspend();
    await desk.assess(isee);
    const everywhere = [...iterateOperations(desk.db)].map(({ operation }) => operation);
    const ofCounters = everywhere.filter(({ stream }) => stream === 'beneficiaries');
    expect(ofCounters.some(({ body }) => /documents-missing|isee|612345/.test(body ?? ''))).toBe(false);
    expect(everywhere.filter(({ stream }) => stream.startsWith('registry:'))).toHaveLength(2);
  });

  test('of one organisation are not shown to the office of another', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    await desk.suspend();
    await desk.assess(isee);
    const elsewhere = desk.anotherOrganisation();
    const answer = await desk.handlers['entitlements.view'](elsewhere, { householdId: desk.householdId });
    expect(answer).toMatchObject({
      ok: true,
      value: { isee: null, entitlements: [{ suspensionReason: null }] },
    });
    expect(JSON.stringify(answer)).not.toMatch(/documents-missing|612345/);
  });

  test('and changed dates are the same after everything was projected again', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    await desk.change('2026-11-01', '2027-01-31');
    await desk.suspend();
    await desk.assess(isee);
    const before = await desk.view();
    rebuildProjections(desk.inTransaction);
    expect(await desk.view()).toEqual(before);
  });

  test('count as a band up to the day on which they expire', async () => {
    const desk = aDesk();
    await desk.assess(isee);
    const bands = ['2026-12-31', '2027-01-01'].map((on) => findIseeBand(desk.db, desk.number(), day(on)));
    expect(bands).toEqual([2, null]);
  });
});

describe('what is about to end', () => {
  const within = (days: ExpiryFilter['days'], of: ExpiryFilter['of'] = 'entitlement') => ({
    days,
    of,
    siteId: null,
  });

  test('is listed by its last day, without what was renewed', async () => {
    const desk = aDesk();
    const soon = desk.aHousehold({ displayName: 'Presto Ada', endsOn: '2026-11-27' });
    desk.aHousehold({ displayName: 'Dopo Bice', endsOn: '2026-12-15' });
    desk.aHousehold({ displayName: 'Passato Ciro', endsOn: '2026-11-10' });
    const names = async (days: ExpiryFilter['days']) => {
      const answer = await desk.handlers['entitlements.expiring'](desk.office, within(days));
      return answer.ok ? answer.value.lines.map(({ displayName }) => displayName) : [];
    };
    expect([await names(7), await names(30), await names(-30)]).toEqual([
      ['Presto Ada'],
      ['Presto Ada', 'Dopo Bice'],
      ['Passato Ciro'],
    ]);
    await desk.grant('2026-11-28', '2027-05-27', { householdId: soon.householdId });
    expect(await names(30)).toEqual(['Dopo Bice']);
  });

  test('is listed by the ISEE too', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-01', '2027-04-30');
    await desk.assess(iseeSchema.parse({ band: 1, expiresOn: '2026-12-01' }));
    expect(await desk.handlers['entitlements.expiring'](desk.office, within(30, 'isee'))).toMatchObject({
      value: { count: 1, lines: [{ displayName: 'Neri Carla', iseeExpiresOn: '2026-12-01' }] },
    });
    expect(await desk.handlers['entitlements.expiring'](desk.office, within(7, 'isee'))).toMatchObject({
      value: { count: 0 },
    });
  });

  test('is a file for a spreadsheet, in which a name is never a formula', async () => {
    const desk = aDesk();
    desk.aHousehold({ displayName: '=SOMMA(A1)', endsOn: '2026-11-27' });
    const headings = EXPIRING_COLUMNS.map((column) => column.toUpperCase());
    const answer = await desk.handlers['entitlements.expiringCsv'](desk.office, { ...within(7), headings });
    expect(answer.ok && answer.value.csv).toBe(
      `\uFEFF${headings.join(';')}\r\n'=SOMMA(A1);3;Emporio di prova;Punti del mese;23/09/2026;27/11/2026;\r\n`,
    );
  });
});
