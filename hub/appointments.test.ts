import { expect, test } from 'vitest';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { createAppointments } from './appointments.ts';
import { anId } from './chain-fixture.ts';

const aDevice = () => deviceIdSchema.parse(anId());

/** A clock that is put forward, and work that takes so long. */
function aDay(atOnce: number) {
  let nowMs = 0;
  const appointments = createAppointments(atOnce, () => nowMs);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const work = (ms: number) => appointments.measure(async () => pass(ms));
  const giveMany = (times: number) => Array.from({ length: times }, () => appointments.give(aDevice()));
  return { ...appointments, pass, work, giveMany };
}

test('sends people away one after the other, as fast as they are worked off', async () => {
  const day = aDay(4);
  for (let pushes = 0; pushes < 100; pushes++) await day.work(400); // four beside each other: ten a second
  const given = day.giveMany(100);
  expect(given[0]).toBe(1);
  expect(given.at(-1)).toBe(11);
  expect(given).toEqual([...given].sort((a, b) => a - b));
  const perSecond = Map.groupBy(given, (second) => second);
  for (const second of [3, 5, 7, 9]) expect(perSecond.get(second)).toHaveLength(10);
});

test('forgets a crowd that is over, and never sends anybody away for more than a minute or less than a second', async () => {
  const day = aDay(4);
  for (let pushes = 0; pushes < 100; pushes++) await day.work(400);
  expect(Math.max(...day.giveMany(5000))).toBe(60);
  day.pass(60_000);
  expect(day.give(aDevice())).toBe(1);
});

test('gives whoever comes too early the same appointment again, and a stranger none that others would wait behind', async () => {
  const day = aDay(1);
  for (let pushes = 0; pushes < 100; pushes++) await day.work(10_000);
  const [one, other] = [aDevice(), aDevice()];
  expect([day.give(one), day.give(null), day.give(null), day.give(other)]).toEqual([1, 11, 11, 11]);
  day.pass(500);
  expect([day.give(other), day.give(one), day.give(other)]).toEqual([11, 1, 11]);
  day.pass(500);
  expect(day.give(one)).toBe(20);
});

test('learns from work that fails as from any other', async () => {
  const day = aDay(1);
  const failing = () =>
    day.measure(async () => {
      day.pass(10_000);
      throw new Error('the database is slow and then gone');
    });
  for (let pushes = 0; pushes < 100; pushes++) await expect(failing()).rejects.toThrow('gone');
  expect(day.giveMany(3)).toEqual([1, 11, 21]);
});
