import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entitlementSchema } from './entitlement.ts';
import { judgeEntitlement } from './entitlement-plan.ts';
import { addDays, localDateSchema } from './local-date.ts';

const day = (text: string) => localDateSchema.parse(text);
const anId = (n: number) => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const aRight = (n: number, startsOn: string, endsOn: string) =>
  entitlementSchema.parse({
    entitlementId: anId(n),
    schemeId: anId(99),
    startsOn,
    endsOn,
    state: 'active',
  });
const freely = { pause: null, renewalsUsedUp: null };
const autumn = aRight(1, '2026-09-01', '2026-11-30');

describe('the days of a right', () => {
  test('end on or after the first of them', () => {
    expect(judgeEntitlement([], aPlan('2026-12-01', '2026-11-30'), freely)).toEqual({
      ok: false,
      error: { type: 'EndsBeforeStart' },
    });
    expect(judgeEntitlement([], aPlan('2026-12-01', '2026-12-01'), freely)).toEqual({ ok: true, value: [] });
  });

  test('may follow another right but not lie over it', () => {
    expect(judgeEntitlement([autumn], aPlan('2026-12-01', '2027-05-31'), freely)).toEqual({
      ok: true,
      value: [],
    });
    expect(judgeEntitlement([autumn], aPlan('2026-11-30', '2027-05-31'), freely)).toEqual({
      ok: true,
      value: [{ type: 'EntitlementOverlaps', startsOn: '2026-09-01', endsOn: '2026-11-30' }],
    });
  });

  test('keep clear of a compulsory pause', () => {
    const pause = { startsOn: day('2026-12-01'), endsOn: day('2026-12-31') };
    const judge = (startsOn: string) =>
      judgeEntitlement([autumn], aPlan(startsOn, '2027-05-31'), { ...freely, pause });
    expect(judge('2027-01-01')).toEqual({ ok: true, value: [] });
    expect(judge('2026-12-31')).toEqual({ ok: true, value: [{ type: 'CompulsoryPause', ...pause }] });
  });

  test('are not renewed more often than the scheme allows, but may be changed', () => {
    const rules = { pause: null, renewalsUsedUp: 2 };
    expect(judgeEntitlement([autumn], aPlan('2026-12-01', '2027-05-31'), rules)).toEqual({
      ok: true,
      value: [{ type: 'TooManyRenewals', most: 2 }],
    });
    const longer = { ...autumn, endsOn: day('2026-12-31') };
    expect(judgeEntitlement([autumn], longer, rules)).toEqual({ ok: true, value: [] });
  });

  test('can always be shortened, whatever stands beside them', () => {
    const other = aRight(2, '2026-08-01', '2027-12-31');
    const length = 90;
    fc.assert(
      fc.property(fc.nat(length), fc.nat(length), (a, b) => {
        const shorter = {
          ...autumn,
          startsOn: addDays(autumn.startsOn, Math.min(a, b)),
          endsOn: addDays(autumn.startsOn, Math.max(a, b)),
        };
        const rules = { pause: { startsOn: autumn.startsOn, endsOn: autumn.endsOn }, renewalsUsedUp: 0 };
        expect(judgeEntitlement([autumn, other], shorter, rules)).toEqual({ ok: true, value: [] });
      }),
    );
  });
});

function aPlan(startsOn: string, endsOn: string) {
  const { entitlementId } = aRight(7, '2026-01-01', '2026-01-01');
  return { entitlementId, startsOn: day(startsOn), endsOn: day(endsOn) };
}
