import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Entitlement,
  entitlementOn,
  entitlementSchema,
  renewalStart,
  usualEndOf,
} from './entitlement.ts';
import { addDays, localDateSchema } from './local-date.ts';

const day = (text: string) => localDateSchema.parse(text);
const today = day('2026-11-15');

function anEntitlement(
  startsOn: string,
  endsOn: string,
  state: 'active' | 'suspended' = 'active',
  id = 1,
): Entitlement {
  return entitlementSchema.parse({
    entitlementId: `0190b1c2-1111-7000-8000-${String(id).padStart(12, '0')}`,
    schemeId: '0190b1c2-1111-7000-8000-00000000000a',
    startsOn,
    endsOn,
    state,
  });
}

const past = anEntitlement('2025-01-01', '2025-12-31', 'active', 1);
const current = anEntitlement('2026-11-15', '2026-11-15', 'active', 2);
const suspended = anEntitlement('2026-01-01', '2026-12-31', 'suspended', 3);
const next = anEntitlement('2026-12-01', '2027-05-31', 'active', 4);

test('the first and the last day of an entitlement are days of it', () => {
  expect(entitlementOn([current], today)).toEqual({ ok: true, value: current });
});

test.each([
  ['none at all', [], { type: 'NoEntitlement' }],
  ['only one that ended', [past], { type: 'EntitlementExpired', endedOn: '2025-12-31' }],
  ['one that is still to start', [past, next], { type: 'EntitlementNotStarted', startsOn: '2026-12-01' }],
  ['one suspended today', [past, suspended, next], { type: 'EntitlementSuspended' }],
])('%s', (_, entitlements, error) => {
  expect(entitlementOn(entitlements, today)).toEqual({ ok: false, error });
});

test('an active entitlement wins over a suspended one, and the later end over the earlier', () => {
  const longer = anEntitlement('2026-06-01', '2027-01-31', 'active', 5);
  expect(entitlementOn([suspended, current, longer], today)).toEqual({ ok: true, value: longer });
});

test('there is an entitlement exactly on the days that an active one covers, in whatever order they are listed', () => {
  const offset = fc.integer({ min: -40, max: 40 });
  const some = fc
    .record({ offset, days: fc.nat(30), state: fc.constantFrom('active' as const, 'suspended' as const) })
    .map(({ offset, days, state }) =>
      anEntitlement(addDays(today, offset), addDays(today, offset + days), state, offset + 50),
    );
  const list = fc.uniqueArray(some, { maxLength: 6, selector: (each) => each.entitlementId });
  fc.assert(
    fc.property(list, (entitlements) => {
      const result = entitlementOn(entitlements, today);
      const covers = entitlements.some(
        (each) => each.state === 'active' && each.startsOn <= today && today <= each.endsOn,
      );
      expect(result.ok).toBe(covers);
      expect(entitlementOn([...entitlements].reverse(), today)).toEqual(result);
    }),
  );
});

test.each([
  ['2026-11-22', '2027-05-21'],
  ['2026-09-01', '2027-02-28'],
  ['2026-08-31', '2027-02-27'],
])('one that starts on %s is proposed until %s', (startsOn, endsOn) => {
  expect(usualEndOf(day(startsOn))).toBe(endsOn);
});

test.each([
  ['today where there is none', [], '2026-11-15'],
  ['today where the last has ended', [past], '2026-11-15'],
  ['the day after the last one ends', [suspended, next, past], '2027-06-01'],
])('a renewal starts %s', (_, entitlements, startsOn) => {
  expect(renewalStart(entitlements, today)).toBe(startsOn);
});
