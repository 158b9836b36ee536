import { describe, expect, test } from 'vitest';
import {
  aHousehold,
  aLine,
  ham,
  nappies,
  oil,
  override,
  pasta,
  price,
  soap,
  today,
  wipes,
} from './basket-builders.ts';
import { programmeIdSchema } from './ids.ts';
import { addDays, localMonthSchema } from './local-date.ts';
import { DEFAULT_TILL_RULES } from './till-rules.ts';

const withCredit = aHousehold({ residualCents: 1_000 });
const withBaby = (residualBabyPoints: number, residualPoints = 100) =>
  aHousehold({ childBirthMonths: [localMonthSchema.parse('2026-05')], residualBabyPoints, residualPoints });

describe('prepaid euro', () => {
  test('points pay unless the line was switched, and one basket may mix both', () => {
    const basket = price(
      [aLine(soap), aLine(soap, 2, { tender: 'cents' }), aLine(pasta, 1, { tender: 'cents' })],
      {
        customer: withCredit,
      },
    );
    expect(basket.price).toEqual({ points: 9, babyPoints: 0, cents: 298 });
    expect(basket.residual).toEqual({
      points: { before: 100, after: 91 },
      cents: { before: 1_000, after: 702 },
    });
    expect(basket.lines.map(({ tender, tenderIsFixed }) => [tender, tenderIsFixed])).toEqual([
      ['points', null],
      ['cents', null],
      ['points', 'no-euro-price'],
    ]);
    expect(basket.refusals).toEqual([]);
  });

  test('goods without points are paid in euro, whatever the line says', () => {
    const customer = { ...withBaby(50), residualCents: 400 };
    const basket = price([aLine(wipes, 1, { tender: 'points' })], { customer });
    expect(basket.price).toEqual({ points: 0, babyPoints: 0, cents: 320 });
    expect(basket.lines[0]?.tenderIsFixed).toBe('no-points');
  });

  test('a weighed piece costs its grams, rounded half up to the cent, and a label its own price', () => {
    const lines = [
      aLine(ham, 1, { grams: 150, tender: 'cents' }),
      aLine(ham, 1, { grams: 150, priceCents: 345, tender: 'cents' }),
      aLine(ham, 1, { grams: 150, priceCents: 345 }),
    ];
    expect(price(lines, { customer: withCredit }).lines.map((line) => line.price)).toEqual([
      { points: 0, babyPoints: 0, cents: 179 },
      { points: 0, babyPoints: 0, cents: 345 },
      { points: 35, babyPoints: 0, cents: 0 },
    ]);
  });

  test('what is missing is said in cents, and no override lets it pass', () => {
    const basket = price([aLine(soap, 9, { tender: 'cents' })], { customer: withCredit, override });
    expect(basket.refusals).toEqual([{ type: 'InsufficientCents', missingCents: 341, overridable: false }]);
    const none = price([aLine(soap, 1, { tender: 'cents' })], { override });
    expect(none.refusals).toEqual([{ type: 'InsufficientCents', missingCents: 149, overridable: false }]);
  });

  test('limits and ages count the same whatever the tender', () => {
    const refused = (tender: 'points' | 'cents') =>
      price([aLine(wipes, 1, { tender }), aLine(oil, 3, { tender })], { customer: withCredit }).refusals.map(
        ({ type }) => type,
      );
    expect(refused('cents')).toEqual(refused('points'));
    expect(refused('cents')).toEqual(['NoChildOfAge', 'LimitReached']);
  });

  test('people without a household are charged nothing in any tender', () => {
    const programmeId = programmeIdSchema.parse('surplus');
    const customer = { kind: 'occasional', headcount: 1, programmeId, reason: 'other' } as const;
    const basket = price([aLine(wipes), aLine(soap)], { customer });
    expect([basket.price.cents, basket.charged.cents, basket.residual]).toEqual([320, 0, null]);
  });
});

describe('the allowance for baby goods', () => {
  test('pays first for goods for babies, points pay the rest, and nothing else draws on it', () => {
    const basket = price([aLine(pasta), aLine(nappies, 2)], { customer: withBaby(13) });
    expect(basket.lines.map((line) => line.price)).toEqual([
      { points: 3, babyPoints: 0, cents: 0 },
      { points: 3, babyPoints: 13, cents: 0 },
    ]);
    expect(basket.residual).toEqual({
      points: { before: 100, after: 94 },
      babyPoints: { before: 13, after: 0 },
    });
  });

  test('leaves what it does not use, and an account below zero gives nothing', () => {
    expect(price([aLine(nappies)], { customer: withBaby(20) }).residual?.babyPoints).toEqual({
      before: 20,
      after: 12,
    });
    expect(price([aLine(nappies)], { customer: withBaby(-5) }).price).toEqual({
      points: 8,
      babyPoints: 0,
      cents: 0,
    });
  });

  test('only what is then missing of the points is refused', () => {
    const basket = price([aLine(nappies, 2)], { customer: withBaby(13, 2) });
    expect(basket.refusals).toEqual([{ type: 'InsufficientPoints', missingPoints: 1, overridable: false }]);
  });
});

describe('the weekly quota', () => {
  const nextStartsOn = addDays(today, 3);
  const week = { quotaPoints: 30, usedPoints: 25, nextStartsOn };

  test('refuses what is beyond it and says what is left and when the next week starts', () => {
    const basket = price([aLine(pasta, 4)], { customer: aHousehold({ week }) });
    expect(basket.refusals).toEqual([
      {
        type: 'WeeklyQuotaExceeded',
        quotaPoints: 30,
        leftPoints: 5,
        excessPoints: 7,
        nextStartsOn,
        overridable: false,
      },
    ]);
  });

  test('counts points alone: neither the allowance for baby goods nor euro', () => {
    const customer = { ...withBaby(20), residualCents: 1_000, week: { ...week, usedPoints: 30 } };
    expect(price([aLine(nappies), aLine(soap, 1, { tender: 'cents' })], { customer }).refusals).toEqual([]);
  });

  test("can be overridden where the site's rules allow it", () => {
    const rules = { ...DEFAULT_TILL_RULES, overridable: ['WeeklyQuotaExceeded' as const] };
    const basket = price([aLine(pasta, 4)], { customer: aHousehold({ week }), rules, override });
    expect([basket.refusals, basket.overrides.length]).toEqual([[], 1]);
  });
});

describe('the card', () => {
  test('opens nothing after its last day, and says which it was', () => {
    const expiresOn = addDays(today, -1);
    const basket = price([aLine(pasta)], { customer: aHousehold({ card: { state: 'active', expiresOn } }) });
    expect(basket.refusals).toEqual([{ type: 'CardExpired', expiredOn: expiresOn, overridable: true }]);
    const lastDay = aHousehold({ card: { state: 'active', expiresOn: today } });
    expect(price([aLine(pasta)], { customer: lastDay }).refusals).toEqual([]);
  });

  test('for baby goods refuses every line that is none', () => {
    const customer = { ...withBaby(20), card: { state: 'active', use: 'baby' } as const };
    expect(price([aLine(nappies), aLine(pasta)], { customer }).refusals).toEqual([
      { type: 'CardForBabyGoodsOnly', lineId: 2, productId: pasta.productId, overridable: false },
    ]);
  });
});
