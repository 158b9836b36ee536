import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  schemeIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { schemeSchema } from '../../shared/domain/scheme.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { findHouseholdNumber, listBalances, listEntitlements } from '../database/households.ts';
import { createEntitlementsService } from './entitlements.ts';
import { createSchemesService } from './schemes.ts';

const day = (text: string) => localDateSchema.parse(text);
const newOperationId = () => operationIdSchema.parse(v7());

function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createEntitlementsService(counter.context);
  const householdId = householdIdSchema.parse(v7());
  const entitlementId = entitlementIdSchema.parse(v7());
  counter.write(householdSet, { householdId, displayName: 'Neri Carla', size: 3 });
  const grant = (startsOn: string, endsOn: string, changes: object = {}) =>
    handlers['entitlements.grant'](office, {
      operationId: newOperationId(),
      entitlementId,
      householdId,
      schemeId: counter.schemeId,
      startsOn: day(startsOn),
      endsOn: day(endsOn),
      ...changes,
    });
  const act = (what: 'suspend' | 'resume') =>
    handlers[`entitlements.${what}`](office, { operationId: newOperationId(), householdId, entitlementId });
  const number = () => findHouseholdNumber(counter.db, householdId) ?? 0;
  return {
    ...counter,
    office,
    householdId,
    grant,
    act,
    balances: () => listBalances(counter.db, number()),
    entitlements: () => listEntitlements(counter.db, number()),
  };
}

const november = [{ account: 'points/2026-11-01', unit: 'points', balance: 200 }];

describe('entitlements', () => {
  test('give this period’s points at once, and once, also when their dates change', async () => {
    const desk = aDesk();
    expect(await desk.grant('2026-11-22', '2027-05-21')).toEqual({ ok: true, value: null });
    expect(desk.balances()).toEqual(november);
    await desk.grant('2026-11-22', '2027-02-28');
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
    expect(await desk.act('resume')).toMatchObject({ error: { type: 'NotSuspended' } });
    expect(await desk.act('suspend')).toEqual({ ok: true, value: null });
    expect(await desk.act('suspend')).toMatchObject({ error: { type: 'AlreadySuspended' } });
    expect(desk.entitlements()).toMatchObject([{ state: 'suspended' }]);
    expect(await desk.act('resume')).toEqual({ ok: true, value: null });
    expect(desk.entitlements()).toMatchObject([{ state: 'active' }]);
    expect(desk.balances()).toEqual(november);
  });

  test('resumed in a later period give that period’s points', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-22', '2027-05-21');
    await desk.act('suspend');
    desk.clock.today = day('2026-12-10');
    await desk.act('resume');
    expect(desk.balances()).toEqual([
      ...november,
      { account: 'points/2026-12-01', unit: 'points', balance: 200 },
    ]);
  });
});

describe('points schemes', () => {
  test('that change leave what was given, and hold for the periods after', async () => {
    const desk = aDesk();
    await desk.grant('2026-11-22', '2027-05-21');
    const schemes = createSchemesService(desk.context).handlers;
    const changed = schemeSchema.parse({
      schemeId: desk.schemeId,
      name: 'Punti del mese',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'bySize', pointsBySize: [400, 700, 900] },
    });
    await schemes['schemes.set'](desk.office, { operationId: newOperationId(), scheme: changed });
    expect(await schemes['schemes.list'](desk.office, {})).toEqual({ ok: true, value: [changed] });
    expect(desk.balances()).toEqual(november);
    desk.clock.today = day('2026-12-10');
    await desk.act('suspend');
    await desk.act('resume');
    expect(desk.balances()).toEqual([
      ...november,
      { account: 'points/2026-12-01', unit: 'points', balance: 900 },
    ]);
  });

  test('have names that tell them apart', async () => {
    const desk = aDesk();
    const schemes = createSchemesService(desk.context).handlers;
    const scheme = schemeSchema.parse({
      schemeId: schemeIdSchema.parse(v7()),
      name: ' PUNTI del  mese',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 1, furtherPoints: 0 },
    });
    const set = (name: string) =>
      schemes['schemes.set'](desk.office, { operationId: newOperationId(), scheme: { ...scheme, name } });
    expect(await set(scheme.name)).toEqual({ ok: false, error: { type: 'SchemeNameTaken' } });
    expect(await set('Punti della settimana')).toEqual({ ok: true, value: null });
  });
});
