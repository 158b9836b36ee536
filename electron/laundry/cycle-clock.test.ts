import { expect, test } from 'vitest';
import { aCycle } from '../../shared/domain/laundry.fixture.ts';
import { createCycleClock } from './cycle-clock.ts';

const MINUTE = 60_000;
const cycle = aCycle();

function aPc() {
  const pc = { now: cycle.startedAt, uptime: 5_000_000 };
  const clock = createCycleClock({ now: () => pc.now, uptimeMs: () => pc.uptime });
  const minutesSince = () => clock.elapsedMs(cycle) / MINUTE;
  return { pc, clock, minutesSince };
}

test('a clock that is set back or forward changes no cycle that runs', () => {
  const { pc, minutesSince } = aPc();
  expect(minutesSince()).toBe(0);
  pc.now -= 60 * MINUTE;
  pc.uptime += 10 * MINUTE;
  expect(minutesSince()).toBe(10);
  pc.now += 600 * MINUTE;
  expect(minutesSince()).toBe(10);
});

test('a PC that slept counts the time it slept', () => {
  const { pc, minutesSince } = aPc();
  minutesSince();
  pc.now += 45 * MINUTE;
  pc.uptime += 45 * MINUTE;
  expect(minutesSince()).toBe(45);
});

test('after a restart a cycle goes on from the time it was started at', () => {
  const { pc, minutesSince } = aPc();
  pc.now = cycle.startedAt + 25 * MINUTE;
  pc.uptime = 30_000;
  expect(minutesSince()).toBe(25);
});

test('a start in the future, by a clock set back over a restart, counts from now', () => {
  const { pc, minutesSince } = aPc();
  pc.now = cycle.startedAt - 120 * MINUTE;
  expect(minutesSince()).toBe(0);
  pc.uptime += 5 * MINUTE;
  expect(minutesSince()).toBe(5);
});
