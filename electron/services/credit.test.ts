import { describe, expect, test } from 'vitest';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import { aCreditDesk, newOperationId, programmeId } from '../credit-desk-fixture.ts';
import { createMergesService } from './merges.ts';

describe('a top-up', () => {
  test('adds to the household’s credit, once however often Enter is pressed', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const operationId = newOperationId();
    const before = desk.operations();
    for (let press = 0; press < 20; press++) {
      expect(await desk.topUp(householdId, 1250, operationId)).toEqual({
        ok: true,
        value: { balance: 1250 },
      });
    }
    expect(desk.operations()).toBe(Number(before) + 1);
    expect(await desk.topUp(householdId, 750)).toEqual({ ok: true, value: { balance: 2000 } });
  });

  test.each([0, -1, -1250])('of %i is refused and nothing is recorded', async (amount) => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const before = desk.operations();
    expect(await desk.topUp(householdId, amount)).toEqual({
      ok: false,
      error: { type: 'AmountNotPositive' },
    });
    expect(desk.operations()).toBe(before);
  });

  test('of 10 million is refused with the most that the site gives', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const before = desk.operations();
    for (const amount of [10_000_000, 1_000_000_000, 50_001]) {
      expect(await desk.topUp(householdId, amount)).toEqual({
        ok: false,
        error: { type: 'AmountTooLarge', unit: 'cents', most: 50_000, amount },
      });
    }
    expect(desk.operations()).toBe(before);
    expect((await desk.topUp(householdId, 50_000)).ok).toBe(true);
  });

  test('may be as large as the site has set', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const rules = { mostCents: 1000, mostWashes: 5 };
    await desk.handlers['credit.saveRules'](desk.office, { operationId: newOperationId(), rules });
    expect((await desk.topUp(householdId, 1000)).ok).toBe(true);
    expect((await desk.topUp(householdId, 1001)).ok).toBe(false);
    const choices = await desk.handlers['credit.choices'](desk.office, {});
    expect(choices.ok && choices.value.rules).toEqual(rules);
  });

  test('is paid for by a programme in use, and goes to a household that is there', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const nobody = await desk.topUp('00000000-0000-7000-8000-000000000000' as HouseholdId, 100); // shaped as one
    expect(nobody).toEqual({ ok: false, error: { type: 'HouseholdUnknown' } });
    desk.write(programmeSet, { programmeId, name: { it: 'Eccedenze', en: 'Surplus' }, isActive: false });
    expect(await desk.topUp(householdId, 100)).toEqual({ ok: false, error: { type: 'ProgrammeUnknown' } });
  });

  test('is taken back wholly and once, and shown so', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const topUpId = newOperationId();
    await desk.topUp(householdId, 1250, topUpId);
    await desk.topUp(householdId, 500);
    const operationId = newOperationId();
    for (let press = 0; press < 3; press++) {
      expect(await desk.takeBack(topUpId, operationId)).toEqual({ ok: true, value: { balance: 500 } });
    }
    expect(await desk.takeBack(topUpId)).toEqual({ ok: false, error: { type: 'AlreadyTakenBack' } });
    expect(await desk.takeBack(operationId)).toEqual({ ok: false, error: { type: 'TopUpUnknown' } });
    const credit = await desk.handlers['credit.ofHousehold'](desk.office, { householdId });
    assert(credit.ok, 'the household is there');
    expect(credit.value.cents).toBe(500);
    expect(credit.value.topUps.map(({ amount, isTakenBack }) => ({ amount, isTakenBack }))).toEqual([
      { amount: 500, isTakenBack: false },
      { amount: 1250, isTakenBack: true },
    ]);
  });

  test('that was spent in part is not taken back, and what is missing is said', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    const topUpId = newOperationId();
    await desk.topUp(householdId, 1250, topUpId);
    await desk.adjust(householdId, 'cents', -1000);
    expect(await desk.takeBack(topUpId)).toEqual({
      ok: false,
      error: { type: 'InsufficientCredit', unit: 'cents', balance: 250, missing: 1000 },
    });
    expect(desk.residual(householdId)).toBe(250);
  });
});

describe('an adjustment', () => {
  test('moves any purse, and takes no more than there is', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold();
    for (const purse of ['points', 'points-baby', 'cents', 'washes'] as const) {
      expect(await desk.adjust(householdId, purse, 30), purse).toEqual({ ok: true, value: { balance: 30 } });
      expect(await desk.adjust(householdId, purse, -31), purse).toMatchObject({
        error: { type: 'InsufficientCredit', balance: 30, missing: 1 },
      });
      expect(await desk.adjust(householdId, purse, -30), purse).toEqual({ ok: true, value: { balance: 0 } });
    }
    expect(desk.residual(householdId, 'points/2026-11-01')).toBe(0);
  });

  test('of nothing, of too much, or of points without a period is refused', async () => {
    const desk = aCreditDesk();
    const { householdId } = desk.aHousehold({ startsOn: '2025-01-01', endsOn: '2025-06-30' });
    const before = desk.operations();
    expect(await desk.adjust(householdId, 'cents', 0)).toMatchObject({ error: { type: 'AmountIsZero' } });
    expect(await desk.adjust(householdId, 'cents', 10_000_000)).toMatchObject({
      error: { type: 'AmountTooLarge', most: 1_000_000 },
    });
    expect(await desk.adjust(householdId, 'points', 5)).toMatchObject({ error: { type: 'NoPeriodToday' } });
    expect(desk.operations()).toBe(before);
  });
});

test('credit for a household that was merged is that of the one it was merged into', async () => {
  const desk = aCreditDesk();
  const merges = createMergesService(desk.context).handlers;
  const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
  const pair = { householdId: from.householdId, intoHouseholdId: into.householdId, size: 2 };
  const topUpId = newOperationId();
  await desk.topUp(from.householdId, 700, topUpId);
  await merges['merges.merge'](desk.office, { operationId: newOperationId(), ...pair });
  expect(await desk.topUp(from.householdId, 200)).toEqual({ ok: true, value: { balance: 900 } });
  expect(await desk.adjust(from.householdId, 'cents', -100)).toEqual({ ok: true, value: { balance: 800 } });
  expect(await desk.takeBack(topUpId)).toEqual({ ok: true, value: { balance: 100 } });
  expect(desk.residual(into.householdId)).toBe(100);
  expect(desk.residual(from.householdId)).toBe(0);
});
