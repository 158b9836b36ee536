import { describe, expect, test } from 'vitest';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import { cardIdSchema, operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { err } from '../../shared/domain/result.ts';
import { schemeSchema, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { DEFAULT_TILL_RULES, type OverridableRefusal } from '../../shared/domain/till-rules.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { cardIssued } from '../../shared/operations/household-operations.ts';
import { tillRulesSet } from '../../shared/operations/network-operations.ts';
import { saleCompletedV1, saleReturnedV1 } from '../../shared/operations/sale-operations-v1.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { findHouseholdNumber, listBalances } from '../database/households.ts';
import { type CardPapers, createCardsService } from './cards.ts';
import { createSalesService } from './sales.ts';
import { createTillService } from './till.ts';

const PASTA = '8076800195057';
const SOAP = '80024705';
const NAPPIES = '80012344';
/** Cards are blocked here and never printed. */
const noPapers: CardPapers = {
  draw: async () => new Uint8Array(),
  paperDoor: {
    printPdf: async () => err({ type: 'NoA4Printer' }),
    printFile: async () => err({ type: 'NoA4Printer' }),
  },
};
const newOperationId = (context: { newId: () => string }) => operationIdSchema.parse(context.newId());

/** An emporio whose soap (6 points) also costs 1,49 €, for a household with a baby and 10 € of credit. */
function aTillWithPurses(scheme: object = {}, overridable?: OverridableRefusal[]) {
  const counter = aCounter();
  const { write, siteId, context, clock } = counter;
  counter.aProduct(PASTA, 'Spaghetti', categoryIdOf('pasta'));
  const soap = counter.aProduct(SOAP, 'Sapone', categoryIdOf('pasta'), 6);
  counter.aProduct(NAPPIES, 'Pannolini', categoryIdOf('nappies'));
  write(productSet, { productId: soap, by: 'person', euroCents: 149 });
  if (overridable !== undefined) {
    write(tillRulesSet, { siteId, rules: { ...DEFAULT_TILL_RULES, overridable } });
  }
  write(
    schemeSet,
    schemeSchema.parse({
      ...USUAL_SCHEME,
      schemeId: counter.schemeId,
      name: 'Punti del mese',
      appliesFrom: '2026-01-01',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 50 },
      ...scheme,
    }),
  );
  const household = counter.aHousehold({ size: 3, childBirthMonths: ['2026-05'] });
  const { householdId } = household;
  write(creditToppedUp, {
    householdId,
    siteId,
    programmeId: programmeIdSchema.parse('surplus'),
    purse: 'cents',
    amount: 1_000,
    reason: 'first-need',
  });
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createTillService(context);
  const sales = createSalesService(context).handlers;
  const cards = createCardsService(context, noPapers).handlers;
  const view = async () => {
    const answer = await handlers['till.view'](office, {});
    if (!answer.ok) throw new Error('view failed');
    return answer.value;
  };
  const scan = async (...codes: string[]) => {
    for (const text of codes) await handlers['till.scan'](office, { text });
    return view();
  };
  const complete = async () => handlers['till.complete'](office, { basketId: (await view()).basketId });
  const setTender = async (lineId: number | undefined, tender: 'points' | 'cents') =>
    handlers['till.setTender'](office, { ...(lineId === undefined ? {} : { lineId }), tender });
  const balances = () =>
    Object.fromEntries(
      listBalances(counter.db, findHouseholdNumber(counter.db, householdId) ?? 0)
        .filter(({ balance }) => balance !== 0)
        .map(({ account, balance }) => [account, balance]),
    );
  return {
    ...counter,
    ...household,
    office,
    handlers,
    sales,
    cards,
    view,
    scan,
    complete,
    setTender,
    balances,
    soap,
    clock,
  };
}

describe('a sale in points and in euro', () => {
  test('takes each line from its own purse, says so on the receipt, and comes back piece by piece', async () => {
    const till = aTillWithPurses({ baby: { pointsPerChild: 15, underMonths: 36 } });
    await till.scan(till.cardNumber, PASTA, SOAP, SOAP, NAPPIES, NAPPIES);
    const before = till.balances();
    expect(before).toEqual({ 'points/2026-11-01': 200, 'points-baby/2026-11-01': 15, cents: 1_000 });
    expect(await till.setTender(1, 'cents')).toEqual({ ok: false, error: { type: 'NoChoice' } });
    expect(await till.setTender(2, 'cents')).toMatchObject({
      ok: true,
      value: {
        price: { points: 8, babyPoints: 15, cents: 298 },
        residual: {
          points: { before: 200, after: 192 },
          babyPoints: { before: 15, after: 0 },
          cents: { before: 1_000, after: 702 },
        },
        refusals: [],
      },
    });
    const sold = await till.complete();
    if (!sold.ok) throw new Error('no sale');
    expect(sold.value.receipt).toMatchObject({
      total: { points: 8, babyPoints: 15, cents: 298 },
      residual: { babyPoints: { after: 0 }, cents: { after: 702 } },
    });
    expect(till.balances()).toEqual({ 'points/2026-11-01': 192, cents: 702 });

    const { saleId } = sold.value;
    const back = (line: number, quantity: number) =>
      till.sales['sales.return'](till.office, {
        returnId: newOperationId(till.context),
        saleId,
        reason: 'goods-returned',
        lines: [{ line, quantity }],
      });
    // Of 20 points of nappies the allowance paid 15: one of two gives back its half of each.
    expect(await back(3, 1)).toMatchObject({
      ok: true,
      value: { given: { points: 2, babyPoints: 7, cents: 0 } },
    });
    expect(await back(2, 1)).toMatchObject({
      ok: true,
      value: { given: { points: 0, babyPoints: 0, cents: 149 } },
    });
    const all = await till.sales['sales.void'](till.office, {
      returnId: newOperationId(till.context),
      saleId,
      reason: 'mistake',
    });
    expect(all).toMatchObject({ ok: true, value: { given: { points: 6, babyPoints: 8, cents: 149 } } });
    expect(till.balances()).toEqual(before);
    const today = await till.sales['sales.today'](till.office, {});
    expect(today).toMatchObject({
      value: { sales: [{ totalPoints: 23, totalCents: 298, returnedCents: 298 }], figures: { cents: 0 } },
    });
  });

  test('the whole basket is switched by one key and back, and undo takes it back', async () => {
    const till = aTillWithPurses();
    await till.scan(till.cardNumber, PASTA, SOAP);
    expect((await till.setTender(undefined, 'cents')).ok).toBe(true);
    expect((await till.view()).price).toEqual({ points: 3, babyPoints: 0, cents: 149 });
    await till.scan(SOAP);
    expect((await till.view()).price).toEqual({ points: 3, babyPoints: 0, cents: 298 });
    await till.setTender(undefined, 'points');
    expect((await till.view()).price).toEqual({ points: 15, babyPoints: 0, cents: 0 });
    await till.handlers['till.undo'](till.office, {});
    expect((await till.view()).price.cents).toBe(298);
    expect(await till.setTender(99, 'cents')).toEqual({ ok: false, error: { type: 'LineGone' } });
  });

  test('is refused for what the credit lacks, by nobody to be overridden', async () => {
    const till = aTillWithPurses();
    await till.scan(till.cardNumber, SOAP);
    await till.handlers['till.setQuantity'](till.office, { lineId: 1, quantity: 7 });
    await till.setTender(1, 'cents');
    expect(await till.complete()).toEqual({
      ok: false,
      error: {
        type: 'Refused',
        refusals: [{ type: 'InsufficientCents', missingCents: 43, overridable: false }],
      },
    });
  });

  test('comes back into the credit although the period of the points has ended', async () => {
    const till = aTillWithPurses();
    await till.scan(till.cardNumber, SOAP);
    await till.setTender(1, 'cents');
    const sold = await till.complete();
    if (!sold.ok) throw new Error('no sale');
    Object.assign(till.clock, { today: '2026-12-03' });
    const back = await till.sales['sales.void'](till.office, {
      returnId: newOperationId(till.context),
      saleId: sold.value.saleId,
      reason: 'mistake',
    });
    expect(back).toMatchObject({ ok: true, value: { given: { cents: 149 }, toCurrentPeriod: false } });
    expect(till.balances()).toMatchObject({ cents: 1_000 });
  });
});

describe('a weekly quota', () => {
  const weekly = { weeklyQuota: { kind: 'share', percent: 5 } };

  test('is what the scheme leaves of the week; a void gives it back; the next week is another', async () => {
    const till = aTillWithPurses(weekly); // 5% of 200 points: 10 a week; the fourth week began on the 22nd
    await till.scan(till.cardNumber, SOAP);
    const sold = await till.complete();
    expect(till.balances()).toMatchObject({ 'points/2026-11-01': 194, 'use-weekly-points/2026-11-22': 6 });
    const refused = await till.scan(till.cardNumber, SOAP);
    expect(refused.refusals).toEqual([
      {
        type: 'WeeklyQuotaExceeded',
        quotaPoints: 10,
        leftPoints: 4,
        excessPoints: 2,
        nextStartsOn: '2026-11-29',
        overridable: false,
      },
    ]);
    await till.setTender(1, 'cents');
    expect((await till.view()).refusals).toEqual([]);
    await till.setTender(1, 'points');
    if (!sold.ok) throw new Error('no sale');
    await till.sales['sales.void'](till.office, {
      returnId: newOperationId(till.context),
      saleId: sold.value.saleId,
      reason: 'mistake',
    });
    expect(till.balances()).toEqual({ 'points/2026-11-01': 200, cents: 1_000 });
    expect((await till.view()).refusals).toEqual([]);
    await till.complete();
    Object.assign(till.clock, { today: '2026-11-29' });
    expect((await till.scan(till.cardNumber, SOAP)).refusals).toEqual([]);
  });

  test('can be passed with a reason where the rules allow it', async () => {
    const till = aTillWithPurses(weekly, ['WeeklyQuotaExceeded']);
    await till.scan(till.cardNumber, SOAP, SOAP);
    expect((await till.complete()).ok).toBe(false);
    await till.handlers['till.override'](till.office, { reason: 'urgent-need' });
    expect((await till.complete()).ok).toBe(true);
    expect(till.balances()).toMatchObject({ 'use-weekly-points/2026-11-22': 12 });
  });
});

describe('a card', () => {
  test('that is blocked while its basket is open shows the block at once and completes nothing', async () => {
    const till = aTillWithPurses();
    const { cardId } = till;
    await till.scan(till.cardNumber, PASTA);
    till.events.length = 0;
    const operationId = newOperationId(till.context);
    expect((await till.cards['cards.block'](till.office, { operationId, cardId, reason: 'stolen' })).ok).toBe(
      true,
    );
    expect(till.events.some((event) => event.type === 'changed' && event.topics.includes('till'))).toBe(true);
    const blocked = { type: 'CardBlocked', reason: 'stolen', overridable: false };
    expect((await till.view()).refusals).toEqual([blocked]);
    expect(await till.complete()).toEqual({ ok: false, error: { type: 'Refused', refusals: [blocked] } });
    expect(till.balances()).toMatchObject({ 'points/2026-11-01': 200 });
  });

  test('that has expired, or is for baby goods, is refused at the till', async () => {
    const till = aTillWithPurses();
    const { householdId } = till;
    const cardNumber = cardNumberFromBytes(till.context.randomBytes(8));
    till.write(cardIssued, {
      cardId: cardIdSchema.parse(till.context.newId()),
      cardNumber,
      householdId,
      use: 'baby',
      expiresOn: localDateSchema.parse('2026-11-21'),
    });
    expect((await till.scan(cardNumber, PASTA, NAPPIES)).refusals).toMatchObject([
      { type: 'CardExpired', expiredOn: '2026-11-21' },
      { type: 'CardForBabyGoodsOnly', lineId: 1 },
    ]);
  });
});

describe('sales of the first version', () => {
  test('are shown, summed and taken back as those of the second', async () => {
    const till = aTillWithPurses();
    await till.scan(till.cardNumber); // gives the month's allowance
    const { householdId, siteId, clock, inTransaction, context } = till;
    const month = localDateSchema.parse('2026-11-01');
    const charged = { householdId, pointsPeriodStartsOn: month, limitPeriodStartsOn: month };
    const line = { line: 1, productId: till.soap, quantity: 3, limitIds: [] };
    const saleId = newOperationId(context);
    inTransaction((tx) => {
      context.record(tx, {
        id: saleId,
        kind: saleCompletedV1,
        body: {
          siteId,
          beneficiary: { kind: 'household', foundBy: 'search', size: 3, ...charged },
          lines: [{ ...line, categoryId: categoryIdOf('pasta'), points: 10 }],
          totals: { totalPoints: 10, chargedPoints: 10, pieces: 3 },
          residual: { beforePoints: 200, afterPoints: 190 },
          limitsLeft: [],
          overrides: [],
        },
        businessOn: clock.today,
      });
      context.record(tx, {
        id: newOperationId(context),
        kind: saleReturnedV1,
        body: {
          siteId,
          isVoid: false,
          reason: 'mistake',
          to: charged,
          lines: [{ ...line, quantity: 1, points: 3 }],
          totalPoints: 3,
        },
        reversesId: saleId,
        businessOn: clock.today,
      });
    });
    expect(await till.sales['sales.open'](till.office, { saleId })).toMatchObject({
      value: {
        price: { points: 10, babyPoints: 0, cents: 0 },
        residual: { points: { before: 200, after: 190 } },
        lines: [{ price: { points: 10 }, returned: { points: 3 } }],
        returns: [{ given: { points: 3 } }],
        receipt: { total: { points: 10 } },
      },
    });
    const returnId = newOperationId(context);
    expect(
      await till.sales['sales.void'](till.office, { returnId, saleId, reason: 'mistake' }),
    ).toMatchObject({ ok: true, value: { given: { points: 7 } } });
    expect(till.balances()).toMatchObject({ 'points/2026-11-01': 200 });
  });
});
