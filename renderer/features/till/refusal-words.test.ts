import { expect, test } from 'vitest';
import type { TillView } from '../../../shared/contract/till-contract.ts';
import type { Refusal } from '../../../shared/domain/basket.ts';
import { bestBeforeSchema } from '../../../shared/domain/best-before.ts';
import { limitIdSchema, operationIdSchema, productIdSchema } from '../../../shared/domain/ids.ts';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { createWords } from '../../i18n/words.ts';
import { ageWords, formatBestBefore, sayRefusal } from './refusal-words.ts';

const productId = productIdSchema.parse('5df41881-3aed-5515-88a7-2f4a814cf09e');
const limitId = limitIdSchema.parse('oil-month');
const day = localDateSchema.parse('2026-11-01');
const onLine = { lineId: 1, productId };

const view: TillView = {
  basketId: operationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8057'),
  customer: null,
  lines: [
    {
      lineId: 1,
      productId,
      name: 'Olio',
      categoryName: null,
      quantity: 5,
      tender: 'points',
      canChooseTender: false,
      unitPoints: 12,
      unitCents: null,
      price: { points: 60, babyPoints: 0, cents: 0 },
      problems: [],
      isOverridden: false,
    },
  ],
  price: { points: 60, babyPoints: 0, cents: 0 },
  residual: null,
  limits: [
    {
      limitId,
      per: 'month',
      allowed: 2,
      usedBefore: 1,
      inBasket: 5,
      left: 0,
      name: { it: 'Olio', en: 'Oil' },
    },
  ],
  refusals: [],
  alerts: [],
  isOverridden: false,
  canUndo: false,
  parkedCount: 0,
  mayOverride: false,
  mayHelpOccasional: false,
  lastLineId: 1,
};

const refusals: readonly Refusal[] = [
  { type: 'EmptyBasket', overridable: false },
  { type: 'TooManyLines', most: 150, overridable: false },
  { type: 'NoCustomer', overridable: false },
  { type: 'InsufficientPoints', missingPoints: 3, overridable: false },
  { type: 'InsufficientCents', missingCents: 341, overridable: false },
  {
    type: 'WeeklyQuotaExceeded',
    quotaPoints: 30,
    leftPoints: 5,
    excessPoints: 7,
    nextStartsOn: day,
    overridable: true,
  },
  { type: 'CardExpired', expiredOn: day, overridable: true },
  { ...onLine, type: 'CardForBabyGoodsOnly', overridable: false },
  {
    type: 'LimitReached',
    limitId,
    lineIds: [1],
    productId,
    allowed: 2,
    used: 1,
    excess: 4,
    overridable: true,
  },
  { ...onLine, type: 'NoChildOfAge', fromMonths: 0, toMonths: 6, overridable: true },
  { type: 'NoEntitlement', overridable: false },
  { type: 'EntitlementNotStarted', startsOn: day, overridable: true },
  { type: 'EntitlementExpired', endedOn: day, overridable: true },
  { type: 'EntitlementSuspended', overridable: false },
  { type: 'CardBlocked', reason: 'lost', overridable: false },
  { type: 'CardReplaced', overridable: false },
  { ...onLine, type: 'ProductUnknown', overridable: false },
  { ...onLine, type: 'PriceUnknown', cause: 'NoWeight', overridable: false },
  { ...onLine, type: 'PriceUnknown', cause: 'NoCategory', overridable: false },
  { ...onLine, type: 'PriceUnknown', cause: 'OutOfRange', overridable: false },
  { ...onLine, type: 'ProductWithdrawn', overridable: false },
  { ...onLine, type: 'NotGiven', overridable: false },
  { ...onLine, type: 'PastUseBy', useBy: day, overridable: false },
  {
    ...onLine,
    type: 'PastBestBefore',
    bestBefore: bestBeforeSchema.parse('2026-10'),
    daysPast: 20,
    toleranceDays: 7,
    overridable: true,
  },
];

test('every refusal says what and why in both languages, names its goods, and has no hole', () => {
  for (const language of ['it', 'en'] as const) {
    const words = createWords(language, (error) => {
      throw error;
    });
    for (const refusal of refusals) {
      const { title, todo } = sayRefusal(refusal, view, words);
      expect([title, todo].join(' '), refusal.type).not.toMatch(/[{}]|undefined/);
      if ('productId' in refusal) expect(`${title} ${todo}`, refusal.type).toMatch(/Olio|Oil/);
      expect(/Maiusc\+F9|Shift\+F9/.test(todo), refusal.type).toBe(refusal.overridable);
    }
  }
});

test('a limit names what was taken before and what is too many', () => {
  const [limit] = refusals.filter(({ type }) => type === 'LimitReached');
  expect(limit && sayRefusal(limit, view, createWords('it'))).toEqual({
    title: 'Olio: 4 pezzi di troppo',
    todo: 'Questo mese al massimo 2, già presi 1. Togli Olio con F6 o riduci con *. Oppure Maiusc+F9 forza, con un motivo.',
  });
});

test('a week that is used up says what is left and when the next one starts', () => {
  const [week] = refusals.filter(({ type }) => type === 'WeeklyQuotaExceeded');
  expect(week && sayRefusal(week, view, createWords('it'))).toEqual({
    title: '7 punti di troppo per questa settimana',
    todo: 'Ne restano 5; la prossima settimana comincia il 01/11/2026. F6 toglie una riga. Oppure Maiusc+F9 forza, con un motivo.',
  });
});

test('dates keep the precision that is printed, and ages are told in months under two years', () => {
  expect(
    ['2026-11-30', '2026-11', '2026'].map((date) => formatBestBefore(bestBeforeSchema.parse(date))),
  ).toEqual(['30/11/2026', '11/2026', '2026']);
  expect([1, 23, 24, 47].map((months) => ageWords(months, createWords('it')))).toEqual([
    '1 mese',
    '23 mesi',
    '2 anni',
    '3 anni',
  ]);
});

test('points that are on their way are no reason to take goods out of the basket', () => {
  const residual = { points: { before: 0, after: -60 } };
  const awaiting: TillView = { ...view, residual, alerts: [{ type: 'AllowanceAwaited' }] };
  const refusal: Refusal = { type: 'InsufficientPoints', missingPoints: 60, overridable: false };
  const said = (of: TillView) => sayRefusal(refusal, of, createWords('it'));
  expect(said(awaiting).title).toBe('I punti di questo periodo non sono ancora arrivati');
  expect(said(awaiting).todo).not.toContain('F6');
  expect(said({ ...view, residual }).todo).toContain('F6');
});
