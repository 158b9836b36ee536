import { expect, test } from 'vitest';
import { findCatch, findFalseAlarm, plantedBugs } from './planted/run-planted.ts';

test('there are at least the twelve that the proof asks for', () => {
  expect(new Set(plantedBugs.map(({ name }) => name)).size).toBeGreaterThanOrEqual(12);
});

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))(
  'is caught: %s; and the same history without it has no fault',
  async (_, bug) => {
    const caught = await findCatch(bug);
    expect(caught).not.toBeNull();
    expect(await findFalseAlarm(bug, caught?.seed ?? null)).toBeNull();
  },
  300_000,
);
