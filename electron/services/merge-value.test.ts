import { describe, expect, test } from 'vitest';
import { entitlementIdSchema, type HouseholdId, type OperationId } from '../../shared/domain/ids.ts';
import { addDays, localDateSchema } from '../../shared/domain/local-date.ts';
import { schemeSchema, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import {
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
} from '../../shared/operations/household-operations.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import { findHousehold } from '../database/households.ts';
import { aMergeDesk, newId } from '../merge-desk-fixture.ts';
import { createSalesService } from './sales.ts';

const NOVEMBER = 'points/2026-11-01';
const BABIES = 'points-baby/2026-11-01';

type Desk = ReturnType<typeof aMergeDesk>;

function visit(desk: Desk, householdId: HouseholdId): void {
  desk.inTransaction((tx) => {
    const row = findHousehold(tx, householdId);
    if (row !== null) ensureAllowance(desk.context, tx, row, desk.siteId);
  });
}

type Household = ReturnType<Desk['aHousehold']>;

const suspend = (desk: Desk, { householdId, entitlementId }: Household): OperationId =>
  desk.write(entitlementSuspended, { householdId, entitlementId }).operation.id;

const resume = (desk: Desk, { householdId, entitlementId }: Household, suspensionId: OperationId) =>
  desk.inTransaction((tx) =>
    desk.context.record(tx, {
      id: newId(),
      kind: entitlementResumed,
      body: { householdId, entitlementId },
      businessOn: desk.clock.today,
      reversesId: suspensionId,
    }),
  );

/** The same scheme with other rules, from its beginning: set before anybody is given anything. */
const setScheme = (desk: Desk, changes: object) =>
  desk.write(
    schemeSet,
    schemeSchema.parse({
      ...USUAL_SCHEME,
      schemeId: desk.schemeId,
      name: 'Punti del mese',
      appliesFrom: '2026-01-01',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 50 },
      ...changes,
    }),
  );

describe('a merge gives no points', () => {
  test('where the rights of both are suspended, and one is resumed later', async () => {
    const desk = aMergeDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
    suspend(desk, from);
    const suspensionId = suspend(desk, into);
    await desk.merge(from.householdId, into.householdId, 3);
    resume(desk, into, suspensionId);
    visit(desk, into.householdId);
    expect(desk.balances(into.householdId)).toEqual({ [NOVEMBER]: 200 });
  });

  test('where the one that stays is granted its right only later in the period', async () => {
    const desk = aMergeDesk();
    const from = desk.aHousehold({ size: 1 });
    const into = desk.aHousehold({ size: 2, startsOn: '2026-12-01' });
    suspend(desk, from);
    await desk.merge(from.householdId, into.householdId, 2);
    desk.write(entitlementGranted, {
      entitlementId: entitlementIdSchema.parse(newId()),
      householdId: into.householdId,
      schemeId: desk.schemeId,
      startsOn: desk.clock.today,
      endsOn: addDays(desk.clock.today, 30),
    });
    visit(desk, into.householdId);
    expect(desk.balances(into.householdId)).toEqual({ [NOVEMBER]: 150 });
  });

  test('of a purse for babies that an earlier merge filled', async () => {
    const desk = aMergeDesk();
    setScheme(desk, { baby: { pointsPerChild: 50, underMonths: 24 } });
    const baby = desk.aHousehold({ size: 1, childBirthMonths: ['2026-05'] });
    const [other, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    await desk.merge(baby.householdId, into.householdId, 2);
    expect(desk.balances(into.householdId)[BABIES]).toBe(50);
    await desk.merge(other.householdId, into.householdId, 3);
    expect(desk.balances(into.householdId)[BABIES]).toBe(50);
    expect(desk.imbalance()).toEqual([]);
  });

  test('however often it is undone and done again after everything was spent', async () => {
    const desk = aMergeDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    await desk.merge(from.householdId, into.householdId, 2);
    await desk.shop(into.cardNumber, 5); // 150 of 150
    await desk.undo(into.householdId);
    await desk.merge(from.householdId, into.householdId, 2);
    expect(desk.balances(into.householdId)).toEqual({});
    expect(desk.balances(from.householdId)).toEqual({});
  });

  test('of the months in which it held, once it is undone', async () => {
    const desk = aMergeDesk();
    setScheme(desk, { carryOver: { kind: 'full' } });
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    await desk.merge(from.householdId, into.householdId, 2);
    desk.clock.today = localDateSchema.parse('2027-02-10');
    visit(desk, into.householdId);
    await desk.undo(into.householdId);
    visit(desk, from.householdId);
    expect(desk.balances(from.householdId)['points/2027-02-01']).toBe(100);
  });
});

describe('a merge loses no points', () => {
  test('that the one that goes has to carry over, and has not yet', async () => {
    const desk = aMergeDesk();
    setScheme(desk, { carryOver: { kind: 'full' } });
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    desk.clock.today = localDateSchema.parse('2026-12-03');
    await desk.merge(from.householdId, into.householdId, 2);
    expect(desk.balances(into.householdId)['points/2026-12-01']).toBe(150 + 100 + 100);
    expect(desk.imbalance()).toEqual([]);
  });

  test('that come back to the period of today for goods of the one that went', async () => {
    const desk = aMergeDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    const sales = createSalesService(desk.context).handlers;
    await desk.shop(from.cardNumber, 1);
    const last = await sales['sales.last'](desk.office, {});
    if (!last.ok || last.value === null) throw new Error('a sale was made');
    desk.clock.today = localDateSchema.parse('2026-12-03');
    await desk.merge(from.householdId, into.householdId, 2);
    const before = desk.balances(into.householdId)['points/2026-12-01'] ?? 0;
    const back = await sales['sales.void'](desk.office, {
      returnId: newId(),
      saleId: last.value.saleId,
      reason: 'mistake',
      toCurrentPeriod: true,
    });
    expect(back.ok).toBe(true);
    visit(desk, into.householdId);
    expect(desk.balances(into.householdId)['points/2026-12-01']).toBe(before + 30);
  });

  test('of a purse for babies that only a correction has filled', async () => {
    const desk = aMergeDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    desk.write(accountAdjusted, {
      householdId: from.householdId,
      siteId: desk.siteId,
      purse: 'points-baby',
      periodStartsOn: localDateSchema.parse('2026-11-01'),
      amount: 20,
      reason: 'system-mistake',
    });
    await desk.merge(from.householdId, into.householdId, 2);
    expect(desk.balances(into.householdId)[BABIES]).toBe(20);
    expect(desk.balances(from.householdId)).toEqual({});
  });
});

test('undone in another month, what came late stays in the month in which it came', async () => {
  const desk = aMergeDesk();
  const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
  await desk.merge(from.householdId, into.householdId, 2);
  desk.write(accountAdjusted, {
    householdId: from.householdId,
    siteId: desk.siteId,
    purse: 'points',
    periodStartsOn: localDateSchema.parse('2026-11-01'),
    amount: -30,
    reason: 'goods-complaint',
  });
  visit(desk, into.householdId);
  expect(desk.balances(into.householdId)).toEqual({ [NOVEMBER]: 120 });
  desk.clock.today = localDateSchema.parse('2026-12-03');
  await desk.undo(into.householdId);
  expect(desk.balances(into.householdId)[NOVEMBER]).toBe(120);
  expect(desk.balances(from.householdId)).toEqual({ 'points/2026-12-01': 100 });
});

test('a merge is undone however often something came late', async () => {
  const desk = aMergeDesk();
  const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
  await desk.merge(from.householdId, into.householdId, 2);
  for (let late = 0; late < 151; late++) {
    desk.topUp(from.householdId, 'cents', 10);
    visit(desk, into.householdId);
  }
  expect(await desk.undo(into.householdId)).toEqual({ ok: true, value: null });
  expect(desk.balances(from.householdId)).toEqual({ [NOVEMBER]: 100, cents: 1510 });
});

test('what came late to a chain of merges goes back the way it came', async () => {
  const desk = aMergeDesk();
  const [a, b, c] = [
    desk.aHousehold({ size: 1 }),
    desk.aHousehold({ size: 1 }),
    desk.aHousehold({ size: 1 }),
  ];
  await desk.merge(a.householdId, b.householdId, 2);
  for (const undoings of [1, 2]) {
    await desk.merge(b.householdId, c.householdId, 3);
    desk.topUp(a.householdId, 'cents', 500);
    visit(desk, c.householdId);
    expect(desk.balances(c.householdId).cents).toBe(500 * undoings);
    await desk.undoOf(b.householdId);
    expect(desk.balances(c.householdId)).toEqual({ [NOVEMBER]: 100 });
  }
  await desk.undoOf(a.householdId);
  expect(desk.balances(b.householdId)).toEqual({ [NOVEMBER]: 100 });
  expect(desk.balances(a.householdId)).toEqual({ [NOVEMBER]: 100, cents: 1000 });
  expect(desk.imbalance()).toEqual([]);
});
