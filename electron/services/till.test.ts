import { describe, expect, test } from 'vitest';
import { limitIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { limitSet, productSet } from '../../shared/operations/catalogue-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { getOwnHead } from '../database/log.ts';
import { createTillService } from './till.ts';

const PASTA = '8076800195057';

function aTill(settings: { today?: string } = {}) {
  const counter = aCounter(settings);
  const pasta = counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'));
  const oil = counter.aProduct('80024705', 'Olio extravergine', categoryIdOf('olive-oil'));
  const nappies = counter.aProduct('80012342', 'Pannolini taglia 3', categoryIdOf('nappies'));
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createTillService(counter.context);
  const scan = async (text: string) => {
    const answer = await handlers['till.scan'](cashier, { text });
    if (!answer.ok) throw new Error('scan failed');
    return answer.value;
  };
  const view = async () => {
    const answer = await handlers['till.view'](cashier, {});
    if (!answer.ok) throw new Error('view failed');
    return answer.value;
  };
  const complete = async () => handlers['till.complete'](cashier, { basketId: (await view()).basketId });
  const points = (householdId: Parameters<typeof findHouseholdNumber>[1]) =>
    balanceOf(counter.db, findHouseholdNumber(counter.db, householdId) ?? 0, 'points/2026-11-01');
  return { ...counter, handlers, cashier, office, scan, view, complete, points, pasta, oil, nappies };
}

describe('the till', () => {
  test('makes a sale of a card, goods and one key, and takes points and uses', async () => {
    const till = aTill();
    const { householdId, cardNumber } = till.aHousehold({ size: 3 });
    expect((await till.scan(cardNumber)).outcome).toEqual({ type: 'customerSet' });
    await till.scan(PASTA);
    await till.scan(PASTA);
    await till.handlers['till.addProduct'](till.cashier, { productId: till.oil });
    expect(await till.view()).toMatchObject({
      residual: { points: { before: 200, after: 182 } },
      price: { points: 18, babyPoints: 0, cents: 0 },
      refusals: [],
    });
    const sale = await till.complete();
    expect(sale).toMatchObject({
      ok: true,
      value: { receipt: { number: `EMP-${getOwnHead(till.db).seq}` } },
    });
    expect(till.points(householdId)).toBe(182);
    const household = findHouseholdNumber(till.db, householdId) ?? 0;
    expect(balanceOf(till.db, household, 'use-oil-month/2026-11-01')).toBe(1);
    expect((await till.view()).lines).toEqual([]);
  });

  test('is one sale however often it is completed', async () => {
    const till = aTill();
    const { householdId, cardNumber } = till.aHousehold();
    await till.scan(cardNumber);
    await till.scan(PASTA);
    const { basketId } = await till.view();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => till.handlers['till.complete'](till.cashier, { basketId })),
    );
    const { seq } = getOwnHead(till.db);
    expect(new Set(answers.map((answer) => answer.ok && answer.value.receipt.number))).toEqual(
      new Set([`EMP-${seq}`]),
    );
    expect(till.points(householdId)).toBe(197);
  });

  test('refuses a third bottle of oil and names the product, until the office overrides it', async () => {
    const till = aTill();
    const { cardNumber } = till.aHousehold({ size: 2 });
    await till.scan(cardNumber);
    await till.handlers['till.addProduct'](till.cashier, { productId: till.oil, quantity: 3 });
    expect(await till.complete()).toMatchObject({
      ok: false,
      error: {
        type: 'Refused',
        refusals: [{ type: 'LimitReached', productId: till.oil, allowed: 2, excess: 1 }],
      },
    });
    const override = { lineId: 1, reason: 'urgent-need' } as const;
    expect(await till.handlers['till.override'](till.cashier, override)).toMatchObject({
      error: { type: 'OverrideNotAllowed' },
    });
    expect(await till.handlers['till.override'](till.office, override)).toMatchObject({ ok: true });
    expect(await till.complete()).toMatchObject({ ok: true });
  });

  test('gives nappies only where there is a child of the age', async () => {
    const till = aTill();
    const without = till.aHousehold();
    await till.scan(without.cardNumber);
    await till.handlers['till.addProduct'](till.cashier, { productId: till.nappies });
    expect((await till.view()).refusals).toMatchObject([{ type: 'NoChildOfAge', productId: till.nappies }]);
    const withChild = till.aHousehold({ childBirthMonths: ['2025-06'] });
    expect((await till.scan(withChild.cardNumber)).outcome).toEqual({ type: 'customerChanged' });
    expect((await till.view()).refusals).toEqual([]);
  });

  test('refuses a basket that costs more than is left and says how much is missing', async () => {
    const till = aTill();
    const { cardNumber } = till.aHousehold({ size: 1 });
    await till.scan(cardNumber);
    await till.scan(PASTA);
    await till.handlers['till.setQuantity'](till.cashier, { lineId: 1, quantity: 40 });
    expect((await till.view()).refusals).toMatchObject([{ type: 'InsufficientPoints', missingPoints: 20 }]);
  });

  test('gives each period its allowance once, however often the card is scanned', async () => {
    const till = aTill();
    const { householdId, cardNumber } = till.aHousehold({ size: 1 });
    for (let i = 0; i < 5; i++) await till.scan(cardNumber);
    expect(till.points(householdId)).toBe(100);
  });

  test('undoes step by step and never gives a line number twice', async () => {
    const till = aTill();
    await till.scan(PASTA);
    await till.handlers['till.addProduct'](till.cashier, { productId: till.oil });
    await till.handlers['till.voidLine'](till.cashier, { lineId: 1 });
    await till.handlers['till.undo'](till.cashier, {});
    expect((await till.view()).lines.map(({ lineId }) => lineId)).toEqual([1, 2]);
    await till.handlers['till.undo'](till.cashier, {});
    await till.handlers['till.addProduct'](till.cashier, { productId: till.nappies });
    expect((await till.view()).lines.map(({ lineId }) => lineId)).toEqual([1, 3]);
  });

  test('parks a basket, serves another and takes it up again', async () => {
    const till = aTill();
    await till.scan(PASTA);
    const first = await till.view();
    await till.handlers['till.park'](till.cashier, { note: 'torna subito' });
    await till.handlers['till.addProduct'](till.cashier, { productId: till.oil });
    const parked = await till.handlers['till.parked'](till.cashier, {});
    expect(parked).toMatchObject({ value: [{ basketId: first.basketId, note: 'torna subito', pieces: 1 }] });
    await till.handlers['till.resume'](till.cashier, { basketId: first.basketId });
    expect(await till.view()).toMatchObject({ basketId: first.basketId, parkedCount: 1 });
  });

  test('parks no empty basket when another is taken up again', async () => {
    const till = aTill();
    await till.scan(PASTA);
    const { basketId } = await till.view();
    await till.handlers['till.park'](till.cashier, { note: '' });
    await till.view();
    await till.handlers['till.resume'](till.cashier, { basketId });
    expect(await till.view()).toMatchObject({ basketId, parkedCount: 0 });
  });

  test('adds an unknown code on the spot for the office to complete', async () => {
    const till = aTill();
    const { outcome } = await till.scan('4006381333931');
    expect(outcome).toEqual({ type: 'unknownCode', code: '4006381333931' });
    const added = await till.handlers['till.addUnknown'](till.cashier, {
      code: '4006381333931',
      name: 'Pennarello',
      categoryId: categoryIdOf('to-classify'),
    });
    expect(added).toMatchObject({
      value: {
        lines: [{ name: 'Pennarello', price: { points: 5 } }],
        alerts: [{ type: 'ProductToComplete' }],
      },
    });
  });

  test('helps people without a household only by who may, and takes nothing from any account', async () => {
    const till = aTill();
    const occasional = { headcount: 3, programmeId: 'surplus' as never, reason: 'emergency' } as const;
    expect(await till.handlers['till.setOccasional'](till.cashier, occasional)).toMatchObject({
      error: { type: 'OccasionalNotAllowed' },
    });
    await till.handlers['till.setOccasional'](till.office, occasional);
    await till.scan(PASTA);
    const { basketId } = await till.view();
    expect(await till.handlers['till.complete'](till.cashier, { basketId })).toMatchObject({
      error: { type: 'OccasionalNotAllowed' },
    });
    expect(await till.handlers['till.complete'](till.office, { basketId })).toMatchObject({
      ok: true,
      value: { receipt: { beneficiary: { type: 'occasional', headcount: 3 }, residual: null } },
    });
  });

  test('says that a basket is gone when another one is open', async () => {
    const till = aTill();
    const basketId = operationIdSchema.parse(till.context.newId());
    expect(await till.handlers['till.complete'](till.cashier, { basketId })).toEqual({
      ok: false,
      error: { type: 'BasketGone' },
    });
  });
});

describe('a basket larger than one operation may hold', () => {
  test('is refused with its own reason, stays as it is, and can be split', async () => {
    const till = aTill();
    const limitIds = Array.from({ length: 10 }, (_, i) =>
      limitIdSchema.parse(`${'named-by-products-'.padEnd(39, 'x')}${i}`),
    );
    for (const limitId of limitIds) {
      till.write(limitSet, {
        limitId,
        name: { it: 'Limite', en: 'Limit' },
        target: { namedByProducts: true },
        per: 'month',
        quantityBySize: [{ membersUpTo: null, quantity: 999 }],
        active: true,
      });
    }
    till.write(productSet, { productId: till.pasta, by: 'person', limitIds });
    const { cardNumber } = till.aHousehold({ size: 30 });
    await till.scan(cardNumber);
    for (let line = 0; line < 150; line++) await till.scan(`(01)08076800195057(10)LOTTO${line}`);
    const { basketId } = await till.view();
    expect(await till.handlers['till.complete'](till.cashier, { basketId })).toEqual({
      ok: false,
      error: { type: 'BasketTooLarge' },
    });
    expect((await till.view()).lines).toHaveLength(150);
    for (let lineId = 81; lineId <= 150; lineId++) {
      await till.handlers['till.voidLine'](till.cashier, { lineId });
    }
    expect(await till.handlers['till.complete'](till.cashier, { basketId })).toMatchObject({ ok: true });
  });
});
