import { describe, expect, test } from 'vitest';
import { localMonthSchema } from './local-date.ts';
import { aScheme, someDate } from './scheme.fixture.ts';
import type { Scheme } from './scheme.ts';
import { allowanceOf, type HouseholdFacts, weeklyQuotaOf } from './scheme-allowance.ts';
import { periodOn } from './scheme-period.ts';
import { schemePresets } from './scheme-presets.ts';
import { proposeEntitlement } from './scheme-validity.ts';

const today = someDate('2026-11-22');
const right = { startsOn: someDate('2026-10-15'), endsOn: someDate('2027-04-14') };

function preset(key: string): Scheme {
  const found = schemePresets.find((each) => each.key === key);
  if (found === undefined) throw new Error(`no preset ${key}`);
  return aScheme(found.scheme);
}

const points = (key: string, facts: Partial<HouseholdFacts>) =>
  allowanceOf(preset(key), { size: 1, birthMonths: [], iseeBand: null, ...facts }, someDate('2026-11-01'))
    .points;
const bySize = (key: string, sizes: readonly number[]) => sizes.map((size) => points(key, { size }));
const period = (key: string) => periodOn(preset(key), today, right);
const born = (...months: string[]) => months.map((month) => localMonthSchema.parse(month));

/** The right that would follow one that has just been given. */
function validity(key: string, years = 1) {
  const scheme = preset(key);
  const past: { schemeId: Scheme['schemeId']; startsOn: typeof today; endsOn: typeof today }[] = [];
  for (let given = 0; given < years * 4; given++) {
    const next = proposeEntitlement(scheme, past, today);
    if (!next.ok) break;
    past.push({ schemeId: scheme.schemeId, ...next.value });
  }
  return past.map(({ startsOn, endsOn }) => `${startsOn} ${endsOn}`);
}

describe('the points schemes of the field', () => {
  test('Settimo Torinese: 120 and 40 for each further member, every 28 days, lost if unspent', () => {
    expect(bySize('settimo', [1, 2, 5])).toEqual([120, 160, 280]);
    expect(period('settimo')).toEqual({ startsOn: '2026-11-09', endsOn: '2026-12-06' });
    expect(preset('settimo').carryOver).toEqual({ kind: 'none' });
  });

  test('Fiorenzuola: 400, 700, 900, then rising, by the calendar month', () => {
    expect(bySize('fiorenzuola', [1, 2, 3])).toEqual([400, 700, 900]);
    const rising = bySize('fiorenzuola', [3, 4, 5, 6]);
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    expect(new Set(rising).size).toBe(4);
    expect(period('fiorenzuola')).toEqual({ startsOn: '2026-11-01', endsOn: '2026-11-30' });
  });

  test('Prato: 30 to 80 by size, valid for 3 months, then a compulsory suspension', () => {
    expect(bySize('prato', [1, 6, 9])).toEqual([30, 80, 80]);
    expect(validity('prato').slice(0, 2)).toEqual(['2026-11-22 2027-02-21', '2027-03-22 2027-06-21']);
  });

  test('Alessandria: up to 150 by ISEE and members, at most 6 months', () => {
    expect(points('alessandria', { size: 2, iseeBand: 1 })).toBe(105);
    expect(points('alessandria', { size: 2, iseeBand: 3 })).toBe(65);
    expect(points('alessandria', { size: 9, iseeBand: 1 })).toBe(150);
    expect(validity('alessandria')).toEqual(['2026-11-22 2027-05-21']);
  });

  test('Rozzano: 300 and 50 for each member, for 12 months, renewable for 6', () => {
    expect(bySize('rozzano', [1, 4])).toEqual([350, 500]);
    expect(period('rozzano')).toEqual(right);
    expect(validity('rozzano').slice(0, 2)).toEqual(['2026-11-22 2027-11-21', '2027-11-22 2028-05-21']);
  });

  test('Roma III: 300 in all, one budget for 6 months', () => {
    expect(bySize('roma-iii', [1, 6])).toEqual([300, 300]);
    expect(period('roma-iii')).toEqual(right);
    expect(validity('roma-iii')[0]).toBe('2026-11-22 2027-05-21');
  });

  test('Ragusa and Milano: by composition, a bonus for minors and one for children under 3', () => {
    const size = 4;
    expect(points('ragusa-milano', { size })).toBe(190);
    // 17 years, 3 years to the month, and 2: three minors, one under 3.
    expect(points('ragusa-milano', { size, birthMonths: born('2009-11', '2023-11', '2024-10') })).toBe(240);
    expect(points('ragusa-milano', { size, birthMonths: born('2008-11', '2024-10') })).toBe(220);
  });

  test('Riccione: more per head for households of one and two', () => {
    const perHead = [1, 2, 3, 4, 5].map((size) => points('riccione', { size }) / size);
    expect(Math.min(perHead[0] ?? 0, perHead[1] ?? 0)).toBeGreaterThan(Math.max(...perHead.slice(2)));
  });

  test('Caritas: a weekly quota inside the month', () => {
    expect(points('caritas-weekly', { size: 2 })).toBe(140);
    expect(weeklyQuotaOf(preset('caritas-weekly'), 140)).toBe(35);
  });

  test('Aosta: by composition, the card valid for 6 months', () => {
    expect(bySize('aosta', [1, 3])).toEqual([150, 250]);
    expect(period('aosta')).toEqual({ startsOn: '2026-11-15', endsOn: '2026-12-14' });
    expect(validity('aosta')[0]).toBe('2026-11-22 2027-05-21');
  });
});
