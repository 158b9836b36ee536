import fc from 'fast-check';
import { expect, test } from 'vitest';
import { householdIdOf, laundrySiteId } from './laundry.fixture.ts';
import { type CycleCharge, cycleStartPostings, cycleStopPostings } from './laundry-postings.ts';
import { localDateSchema } from './local-date.ts';
import { postingsSchema } from './posting.ts';

const charge: CycleCharge = {
  siteId: laundrySiteId,
  householdId: householdIdOf(1),
  charges: [
    { unit: 'washes', amount: 1 },
    { unit: 'cents', amount: 50 },
  ],
  startedOn: localDateSchema.parse('2026-11-01'),
};

test('a start takes credit and counts in the week and in the month that it began in', () => {
  const own = cycleStartPostings(charge).filter(({ account }) => account.startsWith('household:'));
  expect(own.map(({ account, amount }) => [account.slice(account.indexOf('/') + 1), amount])).toEqual([
    ['washes', -1],
    ['cents', -50],
    ['use-laundry-week/2026-10-26', 1],
    ['use-laundry-month/2026-11-01', 1],
  ]);
});

test('law: postings balance, and a stop gives back exactly what the start took', () => {
  const aCharge = fc.record({
    unit: fc.constantFrom('washes' as const, 'cents' as const),
    amount: fc.integer({ min: 0, max: 10_000 }),
  });
  fc.assert(
    fc.property(fc.array(aCharge, { maxLength: 5 }), (charges) => {
      const start = postingsSchema.parse(cycleStartPostings({ ...charge, charges }));
      const stop = postingsSchema.parse(cycleStopPostings({ ...charge, charges }));
      const sums = new Map<string, number>();
      for (const { account, unit, amount } of [...start, ...stop]) {
        const key = `${account} ${unit}`;
        sums.set(key, (sums.get(key) ?? 0) + amount);
      }
      expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
    }),
  );
});
