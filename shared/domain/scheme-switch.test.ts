import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entitlement, entitlementSchema } from './entitlement.ts';
import { schemeIdSchema } from './ids.ts';
import { addDays, localDateSchema } from './local-date.ts';
import { daysKeptBySwitch, proposedSwitchDay } from './scheme-switch.ts';

const day = (text: string) => localDateSchema.parse(text);
const today = day('2026-11-22');
const other = schemeIdSchema.parse('019a0000-0000-7000-8000-0000000000bb');

const right = (changes: object = {}): Entitlement =>
  entitlementSchema.parse({
    entitlementId: '019a0000-0000-7000-8000-000000000001',
    schemeId: '019a0000-0000-7000-8000-0000000000aa',
    startsOn: '2026-10-01',
    endsOn: '2027-03-31',
    state: 'active',
    ...changes,
  });

const from = (startsOn: string, changes: object = {}) =>
  daysKeptBySwitch(right(changes), { schemeId: other, startsOn: day(startsOn) }, today);

test('a right keeps its days up to the one before', () => {
  expect(from('2026-12-01')).toEqual({
    ok: true,
    value: { startsOn: '2026-10-01', endsOn: '2026-11-30' },
  });
});

test('neither today nor the past can change, nor what comes after the right', () => {
  const outside = {
    ok: false,
    error: { type: 'SwitchOutsideRight', from: '2026-11-23', to: '2027-03-31' },
  };
  expect([from('2026-11-21'), from('2026-11-22'), from('2027-04-01')]).toEqual([outside, outside, outside]);
  expect([from('2026-11-23').ok, from('2027-03-31').ok]).toEqual([true, true]);
});

test('a suspended right, one that ends today and the same scheme are each refused by name', () => {
  expect(from('2026-12-01', { state: 'suspended' })).toMatchObject({ error: { type: 'SwitchOfSuspended' } });
  expect(from('2026-11-23', { endsOn: '2026-11-22' })).toMatchObject({
    error: { type: 'NothingLeftToSwitch' },
  });
  expect(from('2026-12-01', { schemeId: other })).toMatchObject({ error: { type: 'SameScheme' } });
});

test('what is kept and what is new share no day, whatever the days are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -200, max: 200 }),
      fc.nat(300),
      fc.integer({ min: -200, max: 400 }),
      (startDays, length, switchDays) => {
        const startsOn = addDays(today, startDays);
        const held = right({ startsOn, endsOn: addDays(startsOn, length) });
        const newStart = addDays(today, switchDays);
        const kept = daysKeptBySwitch(held, { schemeId: other, startsOn: newStart }, today);
        if (!kept.ok) return;
        expect(newStart > today && newStart <= held.endsOn).toBe(true);
        expect(kept.value).toEqual({ startsOn, endsOn: addDays(newStart, -1) });
        expect(kept.value.startsOn <= kept.value.endsOn).toBe(true);
      },
    ),
  );
});

test('the day proposed is the first of the next period, or tomorrow where the right ends before', () => {
  const monthly = { period: { kind: 'calendarMonth' } } as const;
  expect(proposedSwitchDay(monthly, right(), today)).toBe('2026-12-01');
  expect(proposedSwitchDay(monthly, right({ endsOn: '2026-11-28' }), today)).toBe('2026-11-23');
  expect(proposedSwitchDay({ period: { kind: 'entitlement' } }, right(), today)).toBe('2026-11-23');
});
