import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  deviceIdSchema,
  type OperationId,
  operationIdSchema,
  organisationIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { entitlementChanged } from '../../shared/operations/entitlement-operations.ts';
import { deviceContinued, siteSet } from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { query } from '../database/database.ts';
import { balanceOf, findHouseholdNumber, listBalances, listEntitlements } from '../database/households.ts';
import { startChain } from '../database/log.ts';
import { findReturn, findSale } from '../database/sales.ts';
import type { Caller } from '../handlers.ts';
import { createSalesService } from './sales.ts';
import { createTillService } from './till.ts';

const otherDevice = deviceIdSchema.parse(v7());
const newOperationId = (): OperationId => operationIdSchema.parse(v7());

/** An emporio that has sold 7 pasta (3 points each), 2 oils (12, limited) and 1 free jar to a household of three. */
async function afterASale(settings: { today?: string } = {}) {
  const counter = aCounter(settings);
  const pasta = counter.aProduct('8076800195057', 'Spaghetti n. 5', categoryIdOf('pasta'));
  const oil = counter.aProduct('80024705', 'Olio extravergine', categoryIdOf('olive-oil'));
  const free = counter.aProduct('80012342', 'Vasetto omaggio', categoryIdOf('to-classify'), 0);
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const till = createTillService(counter.context).handlers;
  const sales = createSalesService(counter.context).handlers;
  const person = counter.aHousehold({ size: 3 });
  const household = () => findHouseholdNumber(counter.db, person.householdId) ?? 0;
  const balances = () => listBalances(counter.db, household()).filter(({ balance }) => balance !== 0);

  await till['till.scan'](cashier, { text: person.cardNumber });
  const before = balances();
  const sell = async (...goods: readonly [typeof pasta, number][]) => {
    for (const [productId, quantity] of goods)
      await till['till.addProduct'](cashier, { productId, quantity });
    const view = await till['till.view'](cashier, {});
    if (!view.ok) throw new Error('no till');
    const sold = await till['till.complete'](cashier, { basketId: view.value.basketId });
    if (!sold.ok) throw new Error(`not sold: ${JSON.stringify(sold.error)}`);
    return sold.value.saleId;
  };
  const saleId = await sell([pasta, 7], [oil, 2], [free, 1]);
  return {
    ...counter,
    till,
    sales,
    cashier,
    office,
    person,
    household,
    balances,
    before,
    sell,
    saleId,
    pasta,
  };
}

type Shop = Awaited<ReturnType<typeof afterASale>>;

const giveBack = (shop: Shop, lines: { line: number; quantity: number }[], caller: Caller = shop.cashier) =>
  shop.sales['sales.return'](caller, {
    returnId: newOperationId(),
    saleId: shop.saleId,
    lines,
    reason: 'goods-returned',
  });
const voidSale = (shop: Shop, more: { toCurrentPeriod?: boolean } = {}, caller: Caller = shop.cashier) =>
  shop.sales['sales.void'](caller, {
    returnId: newOperationId(),
    saleId: shop.saleId,
    reason: 'mistake',
    ...more,
  });

const countReturns = query<readonly [], { count: number }>(
  'countReturns',
  `SELECT count(*) AS count FROM operation JOIN kind USING (kind) WHERE type = 'sale.returned'`,
);
const sumOfAllAccounts = query<readonly [], { unit: string; total: number }>(
  'sumOfAllAccounts',
  `SELECT unit, sum(balance) AS total FROM (
     SELECT unit, balance FROM household_balance UNION ALL SELECT value ->> 'unit', value ->> 'amount'
           FROM operation, json_each(postings) WHERE value ->> 'account' NOT LIKE 'household:%'
   ) GROUP BY unit`,
);

describe('a void', () => {
  test('leaves every account as it was before the sale, and the sale in the log', async () => {
    const shop = await afterASale();
    expect(shop.balances()).not.toEqual(shop.before);
    expect(await voidSale(shop)).toMatchObject({
      ok: true,
      value: {
        pieces: 10,
        given: { points: 45 },
        toCurrentPeriod: false,
        receipt: { kind: 'void', originalNumber: expect.stringMatching(/^EMP-\d+$/), total: { points: 45 } },
      },
    });
    expect(shop.balances()).toEqual(shop.before);
    expect(findSale(shop.db, shop.saleId)?.body.totals.pieces).toBe(10);
    expect(await voidSale(shop)).toMatchObject({ ok: false, error: { type: 'NothingToReturn' } });
  });

  test('after any partial returns in any order gives back exactly what was paid, and all accounts sum to zero', async () => {
    const returns = fc.array(
      fc.record({ line: fc.integer({ min: 1, max: 4 }), quantity: fc.integer({ min: 1, max: 8 }) }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(returns, async (requests) => {
        const shop = await afterASale();
        const left = new Map([
          [1, 7],
          [2, 2],
          [3, 1],
        ]);
        for (const { line, quantity } of requests) {
          const answer = await giveBack(shop, [{ line, quantity }]);
          const leftQuantity = left.get(line);
          expect(answer.ok).toBe(leftQuantity !== undefined && quantity <= leftQuantity);
          if (answer.ok) left.set(line, (leftQuantity ?? 0) - quantity);
        }
        const rest = await voidSale(shop);
        expect(rest.ok).toBe([...left.values()].some((quantity) => quantity > 0));
        expect(shop.balances()).toEqual(shop.before);
        for (const { total } of shop.db.all(sumOfAllAccounts)) expect(total).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  test('asked for twenty times with one id is one, and gives the same answer each time', async () => {
    const shop = await afterASale();
    const input = { returnId: newOperationId(), saleId: shop.saleId, reason: 'mistake' as const };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.sales['sales.void'](shop.cashier, input)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(shop.db.one(countReturns)).toEqual({ count: 1 });
    expect(shop.balances()).toEqual(shop.before);
  });
});

describe('a partial return', () => {
  test('gives back the pieces, their points and their place in the limit', async () => {
    const shop = await afterASale();
    expect(await giveBack(shop, [{ line: 2, quantity: 1 }])).toMatchObject({
      ok: true,
      value: {
        pieces: 1,
        given: { points: 12 },
        receipt: { kind: 'return', lines: [{ name: 'Olio extravergine' }] },
      },
    });
    expect(balanceOf(shop.db, shop.household(), 'use-oil-month/2026-11-01')).toBe(1);
    expect(balanceOf(shop.db, shop.household(), 'points/2026-11-01')).toBe(200 - 45 + 12);
  });

  test('takes each piece once at most and says how many are left', async () => {
    const shop = await afterASale();
    await giveBack(shop, [{ line: 1, quantity: 5 }]);
    expect(await giveBack(shop, [{ line: 1, quantity: 3 }])).toEqual({
      ok: false,
      error: { type: 'ReturnTooLarge', line: 1, leftQuantity: 2 },
    });
    expect(await giveBack(shop, [])).toEqual({ ok: false, error: { type: 'NothingToReturn' } });
    expect(shop.db.one(countReturns)).toEqual({ count: 1 });
  });

  test('of two asked for at once over the same pieces, one is refused whichever comes first', async () => {
    for (const order of [
      [5, 4],
      [4, 5],
    ] as const) {
      const shop = await afterASale();
      const answers = await Promise.all(order.map((quantity) => giveBack(shop, [{ line: 1, quantity }])));
      expect(answers.map((answer) => answer.ok)).toEqual([true, false]);
      expect(balanceOf(shop.db, shop.household(), 'points/2026-11-01')).toBe(200 - 45 + 3 * order[0]);
    }
  });

  test('of goods that a person without a household took moves no points', async () => {
    const shop = await afterASale();
    await shop.till['till.setOccasional'](shop.office, {
      headcount: 2,
      programmeId: programmeIdSchema.parse('surplus'),
      reason: 'emergency',
    });
    await shop.till['till.addProduct'](shop.office, { productId: shop.pasta, quantity: 2 });
    const view = await shop.till['till.view'](shop.office, {});
    const saleId = view.ok ? view.value.basketId : newOperationId();
    expect(await shop.till['till.complete'](shop.office, { basketId: saleId })).toMatchObject({ ok: true });
    const returnId = newOperationId();
    expect(
      await shop.sales['sales.void'](shop.cashier, { returnId, saleId, reason: 'mistake' }),
    ).toMatchObject({
      ok: true,
      value: { pieces: 2, given: { points: 0 }, receipt: { beneficiary: { headcount: 2 } } },
    });
    expect(findReturn(shop.db, returnId)?.operation.postings).toEqual([]);
  });
});

describe('when the period of the points has ended', () => {
  const inDecember = async () => {
    const shop = await afterASale();
    shop.clock.today = localDateSchema.parse('2026-12-01');
    return shop;
  };

  test('the screen is told, and whether this operator may choose, and nothing moves', async () => {
    const shop = await inDecember();
    const stands = shop.balances();
    const ended = { type: 'PeriodEnded', endedOn: '2026-11-30' };
    expect(await voidSale(shop)).toEqual({ ok: false, error: { ...ended, mayGiveToCurrentPeriod: false } });
    expect(await voidSale(shop, {}, shop.office)).toEqual({
      ok: false,
      error: { ...ended, mayGiveToCurrentPeriod: true },
    });
    expect(await voidSale(shop, { toCurrentPeriod: true })).toEqual({
      ok: false,
      error: { type: 'CurrentPeriodNotAllowed' },
    });
    expect(shop.balances()).toEqual(stands);
  });

  test('on its last day nothing is asked', async () => {
    const shop = await afterASale();
    shop.clock.today = localDateSchema.parse('2026-11-30');
    expect(await voidSale(shop)).toMatchObject({ ok: true });
  });

  test('the points may go back where they came from, by anybody', async () => {
    const shop = await inDecember();
    expect(await voidSale(shop, { toCurrentPeriod: false })).toMatchObject({
      ok: true,
      value: { toCurrentPeriod: false },
    });
    expect(shop.balances()).toEqual(shop.before);
  });

  test('points are given to no period where the right has ended: no later right would spend them', async () => {
    const shop = await inDecember();
    const { entitlementId, startsOn } = listEntitlements(shop.db, shop.household())[0] ?? {};
    if (entitlementId === undefined || startsOn === undefined) throw new Error('it shopped with a right');
    const { householdId } = shop.person;
    shop.write(entitlementChanged, {
      entitlementId,
      householdId,
      startsOn,
      endsOn: localDateSchema.parse('2026-11-30'),
    });
    const stands = shop.balances();
    expect(await voidSale(shop, { toCurrentPeriod: true }, shop.office)).toEqual({
      ok: false,
      error: { type: 'NoCurrentPeriod' },
    });
    expect(shop.balances()).toEqual(stands);
    expect(await voidSale(shop, { toCurrentPeriod: false }, shop.office)).toMatchObject({ ok: true });
  });

  test('who may gives the points to the current period, and the uses go back to their own month', async () => {
    const shop = await inDecember();
    expect(await voidSale(shop, { toCurrentPeriod: true }, shop.office)).toMatchObject({
      ok: true,
      value: { toCurrentPeriod: true },
    });
    expect(balanceOf(shop.db, shop.household(), 'points/2026-11-01')).toBe(200 - 45);
    expect(balanceOf(shop.db, shop.household(), 'points/2026-12-01')).toBe(200 + 45);
    expect(balanceOf(shop.db, shop.household(), 'use-oil-month/2026-11-01')).toBe(0);
    expect(balanceOf(shop.db, shop.household(), 'use-oil-month/2026-12-01')).toBe(0);
  });

  test('goods that cost nothing come back without a question', async () => {
    const shop = await inDecember();
    expect(await giveBack(shop, [{ line: 3, quantity: 1 }])).toMatchObject({
      ok: true,
      value: { given: { points: 0 } },
    });
  });
});

describe('a sale of another counter', () => {
  const elsewhere = async () => {
    const shop = await afterASale();
    // The same log as another device reads it.
    shop.inTransaction((tx) => startChain(tx, otherDevice));
    return shop;
  };

  test('is our own where this counter goes on from that one after a restore', async () => {
    const shop = await elsewhere();
    const from = { from: shop.deviceId, seq: 1, hash: 'ab'.repeat(32) };
    shop.write(deviceContinued, { deviceId: otherDevice, siteId: shop.siteId, ...from });
    expect(await voidSale(shop)).toMatchObject({ ok: true });
    expect(shop.balances()).toEqual(shop.before);
  });

  test('is shown but neither returned nor voided, and the answer says where to go', async () => {
    const shop = await elsewhere();
    const failure = { type: 'SaleElsewhere', siteName: 'Emporio di prova', isThisSite: true };
    expect(await voidSale(shop)).toEqual({ ok: false, error: failure });
    expect(await giveBack(shop, [{ line: 1, quantity: 1 }])).toEqual({ ok: false, error: failure });
    expect(await shop.sales['sales.open'](shop.cashier, { saleId: shop.saleId })).toMatchObject({
      ok: true,
      value: { elsewhere: failure },
    });
  });

  test('is recognised by the site in its receipt number', async () => {
    const shop = await afterASale();
    const number = shop.sales['sales.find'];
    shop.write(siteSet, {
      siteId: siteIdSchema.parse(v7()),
      organisationId: organisationIdSchema.parse(v7()),
      name: 'Emporio di Fano',
      shortName: 'FANO',
      kind: 'emporio',
      isActive: true,
    });
    expect(await number(shop.cashier, { number: 'FANO-12' })).toEqual({
      ok: false,
      error: { type: 'SaleElsewhere', siteName: 'Emporio di Fano', isThisSite: false },
    });
    expect(await number(shop.cashier, { number: 'ROMA-12' })).toMatchObject({
      error: { type: 'SaleUnknown' },
    });
    expect(await number(shop.cashier, { number: 'pasta' })).toMatchObject({
      error: { type: 'NotAReceiptNumber' },
    });
  });
});

describe('the sales of the day', () => {
  test('are listed newest first with what came back, and the figures count only what stayed', async () => {
    const shop = await afterASale();
    await giveBack(shop, [{ line: 1, quantity: 2 }]);
    await shop.till['till.scan'](shop.cashier, { text: shop.person.cardNumber });
    const second = await shop.sell([shop.pasta, 1]);
    await shop.sales['sales.void'](shop.cashier, {
      returnId: newOperationId(),
      saleId: second,
      reason: 'mistake',
    });
    const day = await shop.sales['sales.today'](shop.cashier, {});
    expect(day).toMatchObject({
      ok: true,
      value: {
        on: '2026-11-22',
        hasMore: false,
        sales: [
          { saleId: second, state: 'voided', pieces: 1, returnedPieces: 1 },
          {
            saleId: shop.saleId,
            state: 'partlyReturned',
            pieces: 10,
            returnedPieces: 2,
            totalPoints: 45,
            returnedPoints: 6,
            customer: { kind: 'household', displayName: 'Bianchi Maria' },
          },
        ],
        figures: { sales: 1, voided: 1, households: 1, pieces: 8, points: 39 },
      },
    });
    const yesterday = { on: localDateSchema.parse('2026-11-21') };
    expect(await shop.sales['sales.today'](shop.cashier, yesterday)).toMatchObject({
      value: { sales: [], figures: { sales: 0, voided: 0, households: 0, pieces: 0, points: 0 } },
    });
  });

  test('the last one of this counter is shown with its receipt, and none before the first', async () => {
    const shop = await afterASale();
    expect(await shop.sales['sales.last'](shop.cashier, {})).toMatchObject({
      value: {
        saleId: shop.saleId,
        state: 'complete',
        print: null,
        receipt: { kind: 'sale', total: { points: 45 } },
      },
    });
    const empty = aCounter();
    const sales = createSalesService(empty.context).handlers;
    expect(await sales['sales.last'](callerOf(empty.anOperator('Anna', 'cashier')), {})).toEqual({
      ok: true,
      value: null,
    });
  });

  test('a sale is found by the number on its receipt, on that of its return, and by the figures alone', async () => {
    const shop = await afterASale();
    const sale = await shop.sales['sales.open'](shop.cashier, { saleId: shop.saleId });
    const returned = await giveBack(shop, [{ line: 1, quantity: 1 }]);
    if (!sale.ok || !returned.ok) throw new Error('no sale');
    const find = (number: string) => shop.sales['sales.find'](shop.cashier, { number });
    const found = { ok: true, value: { saleId: shop.saleId } };
    expect(await find(sale.value.number)).toEqual(found);
    expect(await find(sale.value.number.toLowerCase().replace('-', ' '))).toEqual(found);
    expect(await find(sale.value.number.replace('EMP-', ''))).toEqual(found);
    expect(await find(returned.value.receipt.number ?? '')).toEqual(found);
    expect(await find('EMP-1')).toMatchObject({ ok: false, error: { type: 'SaleUnknown' } });
  });
});
