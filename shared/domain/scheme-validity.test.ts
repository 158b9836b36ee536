import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemeIdSchema } from './ids.ts';
import { addDays } from './local-date.ts';
import { aScheme, someDate } from './scheme.fixture.ts';
import type { Scheme } from './scheme.ts';
import { proposeEntitlement } from './scheme-validity.ts';

const today = someDate('2026-11-22');
const had = (startsOn: string, endsOn: string, scheme: Scheme = aScheme()) => ({
  schemeId: scheme.schemeId,
  startsOn: someDate(startsOn),
  endsOn: someDate(endsOn),
});

describe('a proposed right', () => {
  test('begins today for the scheme’s first months', () => {
    const scheme = aScheme({ validity: { firstMonths: 12, renewalMonths: 6 } });
    expect(proposeEntitlement(scheme, [], today)).toEqual({
      ok: true,
      value: { startsOn: '2026-11-22', endsOn: '2027-11-21', renewal: 0, pausedUntil: null },
    });
  });

  test('continues the one that is about to end, for the months of a renewal', () => {
    const scheme = aScheme({ validity: { firstMonths: 12, renewalMonths: 6 } });
    expect(proposeEntitlement(scheme, [had('2025-12-01', '2026-11-30')], today)).toEqual({
      ok: true,
      value: { startsOn: '2026-12-01', endsOn: '2027-05-31', renewal: 1, pausedUntil: null },
    });
  });

  test('waits for the pause after each right', () => {
    const scheme = aScheme({ pause: { after: 'each', length: 1, unit: 'months' } });
    expect(proposeEntitlement(scheme, [had('2026-05-01', '2026-11-10')], today)).toMatchObject({
      value: { startsOn: '2026-12-11', pausedUntil: '2026-12-10', renewal: 1 },
    });
    expect(proposeEntitlement(scheme, [had('2026-01-01', '2026-06-30')], today)).toMatchObject({
      value: { startsOn: today, pausedUntil: null },
    });
  });

  test('is none when the renewals are used up, and begins anew after the pause that follows them', () => {
    const validity = { firstMonths: 6, renewalMonths: 3, mostRenewals: 1 };
    const past = [had('2026-01-01', '2026-06-30'), had('2026-07-01', '2026-09-30')];
    expect(proposeEntitlement(aScheme({ validity }), past, today)).toEqual({
      ok: false,
      error: { type: 'NoRenewalLeft', mostRenewals: 1 },
    });
    const scheme = aScheme({ validity, pause: { after: 'lastRenewal', length: 90, unit: 'days' } });
    const anew = { startsOn: '2026-12-30', endsOn: '2027-06-29', renewal: 0, pausedUntil: '2026-12-29' };
    expect(proposeEntitlement(scheme, past, today)).toEqual({ ok: true, value: anew });
    const afterPause = [...past, had('2026-12-30', '2027-06-29')];
    expect(proposeEntitlement(scheme, afterPause, someDate('2027-06-20'))).toMatchObject({
      value: { startsOn: '2027-06-30', endsOn: '2027-09-29', renewal: 1, pausedUntil: null },
    });
  });

  test('taken again and again never lies in the past, never overlaps another, and keeps every pause', () => {
    const someValidity = fc.record({
      firstMonths: fc.integer({ min: 1, max: 12 }),
      renewalMonths: fc.integer({ min: 1, max: 12 }),
      mostRenewals: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    });
    const somePause = fc.option(
      fc.record({
        after: fc.constantFrom('each', 'lastRenewal'),
        length: fc.integer({ min: 1, max: 6 }),
        unit: fc.constantFrom('days', 'months'),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(someValidity, somePause, fc.array(fc.nat(500)), (validity, pause, waits) => {
        const scheme = aScheme({ validity, pause });
        const past: ReturnType<typeof had>[] = [];
        let on = today;
        for (const wait of waits) {
          on = addDays(on, wait);
          const next = proposeEntitlement(scheme, past, on);
          if (!next.ok) {
            expect([pause, past.length]).toEqual([undefined, (validity.mostRenewals ?? 0) + 1]);
            return;
          }
          const { startsOn, endsOn, renewal } = next.value;
          const last = past.at(-1);
          expect(startsOn >= on && endsOn >= startsOn && (last === undefined || startsOn > last.endsOn)).toBe(
            true,
          );
          expect(renewal).toBeLessThanOrEqual(validity.mostRenewals ?? Number.POSITIVE_INFINITY);
          if (last !== undefined && pause?.after === 'each') {
            expect(startsOn > addDays(last.endsOn, pause.unit === 'days' ? pause.length : 27)).toBe(true);
          }
          past.push(had(startsOn, endsOn));
        }
      }),
    );
  });

  test('leaves rights under other schemes aside', () => {
    const other = { ...aScheme(), schemeId: schemeIdSchema.parse('0190b1c2-1111-7000-8000-00000000000b') };
    expect(proposeEntitlement(other, [had('2026-01-01', '2026-12-31')], today)).toMatchObject({
      value: { startsOn: today, renewal: 0 },
    });
  });
});
