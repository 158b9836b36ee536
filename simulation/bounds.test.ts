import { expect, test } from 'vitest';
import type { Sabotage } from './parts.ts';
import { simulate } from './simulate.ts';

/** With households that are given points: only there the hub has something to do by itself. */
const GIVING = { seed: 5, counters: 3, operations: 20 };

const faultsWith = async (sabotage: Sabotage) => (await simulate({ ...GIVING, sabotage })).faults;

test('a rule of the hub that goes round in circles ends the history, which says so', async () => {
  const faults = await faultsWith((parts) => ({
    ...parts,
    postAllowances: async ({ store }) => {
      for (;;) await store.inTransaction(async () => null);
    },
  }));
  expect(faults).toContain('no end after 2000 transactions in one step');
});

test('a history in which something always is left to do ends, and says so', async () => {
  const faults = await faultsWith((parts) => ({ ...parts, postAllowances: async () => 1 }));
  expect(faults).toEqual(['no end after 60000 steps']);
});
