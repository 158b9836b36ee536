import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { entitlementIdSchema, operationIdSchema, schemeIdSchema } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { schemeSchema } from '../../shared/domain/scheme.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import { findHousehold } from '../database/households.ts';
import { iterateOperations } from '../database/log.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { findScheme } from '../database/schemes.ts';
import { aDesk, day } from '../entitlements-fixture.ts';

/** A household with a right since October under the scheme of the month, and a second scheme that gives 500 a month. */
async function aSwitch(changes: object = {}) {
  const desk = aDesk();
  const otherId = schemeIdSchema.parse(v7());
  desk.write(
    schemeSet,
    schemeSchema.parse({
      ...findScheme(desk.db, desk.schemeId, desk.clock.today),
      schemeId: otherId,
      name: 'Regolamento nuovo',
      allowance: { kind: 'firstAndFurther', firstPoints: 500, furtherPoints: 0 },
      ...changes,
    }),
  );
  await desk.grant('2026-10-01', '2027-03-31');
  const [right] = desk.entitlements();
  assert(right !== undefined, 'the right was granted');
  const wanted = (startsOn: string, endsOn = '2027-03-31') => ({
    householdId: desk.householdId,
    entitlementId: right.entitlementId,
    schemeId: otherId,
    startsOn: day(startsOn),
    endsOn: day(endsOn),
  });
  const ids = () => ({
    operationId: operationIdSchema.parse(v7()),
    newEntitlementId: entitlementIdSchema.parse(v7()),
  });
  return {
    ...desk,
    otherId,
    giveAllowance: () =>
      desk.inTransaction((tx) => {
        const household = findHousehold(tx, desk.householdId);
        assert(household !== null, 'the household is there');
        ensureAllowance(desk.context, tx, household, desk.siteId);
      }),
    preview: (startsOn: string, endsOn?: string) =>
      desk.handlers['entitlements.previewSwitch'](desk.office, wanted(startsOn, endsOn)),
    switchTo: (startsOn: string, more: object = {}) =>
      desk.handlers['entitlements.switchScheme'](desk.office, { ...ids(), ...wanted(startsOn), ...more }),
  };
}

const operationsOf = (desk: Awaited<ReturnType<typeof aSwitch>>) =>
  [...iterateOperations(desk.db)].map(({ operation }) => operation);

test('one act ends the right the day before and grants the other from its day', async () => {
  const desk = await aSwitch();
  expect(await desk.switchTo('2026-12-01')).toEqual({ ok: true, value: null });
  expect(
    desk.entitlements().map(({ schemeId, startsOn, endsOn }) => ({ schemeId, startsOn, endsOn })),
  ).toEqual([
    { schemeId: desk.schemeId, startsOn: '2026-10-01', endsOn: '2026-11-30' },
    { schemeId: desk.otherId, startsOn: '2026-12-01', endsOn: '2027-03-31' },
  ]);
  const [granted, changed] = operationsOf(desk).slice(-2);
  expect([granted?.type, changed?.type]).toEqual(['entitlement.granted', 'entitlement.changed']);
  expect(changed?.causeId).toBe(granted?.id);
});

test('the points of the month stay, and the new scheme gives its own from the next one', async () => {
  const desk = await aSwitch();
  const november = { account: 'points/2026-11-01', unit: 'points', balance: 200 };
  expect(await desk.preview('2026-11-25')).toMatchObject({
    value: {
      oldEndsOn: '2026-11-24',
      keptUntil: '2026-11-30',
      first: {
        scheme: { name: 'Regolamento nuovo' },
        period: { startsOn: '2026-12-01', endsOn: '2026-12-31' },
      },
    },
  });
  await desk.switchTo('2026-11-25');
  expect(desk.balances()).toEqual([november]);
  desk.clock.today = day('2026-11-26');
  desk.giveAllowance();
  expect(desk.balances()).toEqual([november]);
  desk.clock.today = day('2026-12-01');
  desk.giveAllowance();
  expect(desk.balances()).toEqual([november, { account: 'points/2026-12-01', unit: 'points', balance: 500 }]);
});

test('a month that the old scheme will have begun is still its own', async () => {
  const desk = await aSwitch();
  expect(await desk.preview('2026-12-10')).toMatchObject({
    value: {
      oldEndsOn: '2026-12-09',
      keptUntil: '2026-12-31',
      first: { period: { startsOn: '2027-01-01' } },
    },
  });
});

test('a right that ends before the new scheme gives anything says so', async () => {
  const desk = await aSwitch();
  expect(await desk.preview('2026-11-25', '2026-11-30')).toMatchObject({ value: { first: null } });
});

test('Enter pressed twice is one switch, and nothing changes when everything is projected again', async () => {
  const desk = await aSwitch();
  const ids = {
    operationId: operationIdSchema.parse(v7()),
    newEntitlementId: entitlementIdSchema.parse(v7()),
  };
  await desk.switchTo('2026-12-01', ids);
  const before = { rights: desk.entitlements(), operations: operationsOf(desk).length };
  expect(await desk.switchTo('2026-12-01', ids)).toEqual({ ok: true, value: null });
  rebuildProjections(desk.inTransaction);
  expect({ rights: desk.entitlements(), operations: operationsOf(desk).length }).toEqual(before);
});

test('today, the past and a suspended right are refused, and nothing is written', async () => {
  const desk = await aSwitch();
  const before = operationsOf(desk).length;
  const outside = { error: { type: 'SwitchOutsideRight', from: '2026-11-23', to: '2027-03-31' } };
  expect(await desk.switchTo('2026-11-22')).toMatchObject(outside);
  expect(await desk.switchTo('2026-10-15')).toMatchObject(outside);
  expect(await desk.switchTo('2026-12-01', { endsOn: day('2026-11-30') })).toMatchObject({
    error: { type: 'EndsBeforeStart' },
  });
  expect(await desk.switchTo('2026-12-01', { schemeId: desk.schemeId })).toMatchObject({
    error: { type: 'SameScheme' },
  });
  expect(operationsOf(desk)).toHaveLength(before);
  await desk.suspend();
  expect(await desk.switchTo('2026-12-01')).toMatchObject({ error: { type: 'SwitchOfSuspended' } });
});

test('days that another right has are taken only with a reason, which names the act', async () => {
  const desk = await aSwitch();
  await desk.grant('2027-04-01', '2027-09-30', { entitlementId: entitlementIdSchema.parse(v7()) });
  const over = { endsOn: day('2027-04-30') };
  expect(await desk.switchTo('2026-12-01', over)).toEqual({
    ok: false,
    error: { type: 'EntitlementOverlaps', startsOn: '2027-04-01', endsOn: '2027-09-30' },
  });
  expect(await desk.switchTo('2026-12-01', { ...over, override: 'urgent-need' })).toMatchObject({ ok: true });
  const [granted, , explained] = operationsOf(desk).slice(-3);
  expect(explained).toMatchObject({ type: 'entitlement.explained', causeId: granted?.id });
});
