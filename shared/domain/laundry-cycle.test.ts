import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCycle } from './laundry.fixture.ts';
import {
  applyToCycle,
  type Cycle,
  type CycleEvent,
  dueAt,
  holdsMachine,
  MOST_CYCLE_MINUTES,
  minutesLeft,
} from './laundry-cycle.ts';

const MINUTE = 60_000;
const { startedAt } = aCycle();

const anEvent: fc.Arbitrary<CycleEvent> = fc.oneof(
  fc.record({ type: fc.constant('extended' as const), minutes: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ type: fc.constant('finished' as const), at: anInstant() }),
  fc.record({ type: fc.constant('emptied' as const), at: anInstant() }),
  fc.record({
    type: fc.constant('stopped' as const),
    at: anInstant(),
    because: fc.constantFrom('machine-fault' as const, 'power-cut' as const, 'started-by-mistake' as const),
  }),
);

/** Also before the start: clocks are set back. */
function anInstant() {
  return fc.integer({ min: -600, max: 600 }).map((minutes) => startedAt + minutes * MINUTE);
}

const run = (events: readonly CycleEvent[]): Cycle[] => {
  const states: Cycle[] = [aCycle()];
  for (const event of events) {
    const next = applyToCycle(states.at(-1) ?? aCycle(), event);
    if (next.ok) states.push(next.value);
  }
  return states;
};

describe('a cycle', () => {
  test('runs, is finished, is emptied', () => {
    const states = run([
      { type: 'finished', at: startedAt + 60 * MINUTE },
      { type: 'emptied', at: startedAt + 75 * MINUTE },
    ]);
    expect(states.at(-1)?.phase).toEqual({
      type: 'emptied',
      finishedAt: startedAt + 60 * MINUTE,
      emptiedAt: startedAt + 75 * MINUTE,
    });
  });

  test('tells a second press from what cannot be', () => {
    const finished = aCycle({ phase: { type: 'finished', finishedAt: startedAt } });
    const stopped = aCycle({ phase: { type: 'stopped', stoppedAt: startedAt, because: 'machine-fault' } });
    expect([
      applyToCycle(finished, { type: 'finished', at: startedAt }),
      applyToCycle(stopped, { type: 'emptied', at: startedAt }),
      applyToCycle(aCycle({ minutes: MOST_CYCLE_MINUTES }), { type: 'extended', minutes: 1 }),
    ]).toEqual([
      { ok: false, error: { type: 'AlreadySo' } },
      { ok: false, error: { type: 'CycleOver', phase: 'stopped' } },
      { ok: false, error: { type: 'CycleTooLong', mostMinutes: MOST_CYCLE_MINUTES } },
    ]);
  });

  test('that ends before it starts, by a clock set back, ends as it starts', () => {
    const ended = applyToCycle(aCycle(), { type: 'finished', at: startedAt - 30 * MINUTE });
    expect(ended).toMatchObject({ ok: true, value: { phase: { finishedAt: startedAt } } });
  });

  test('law: has one end, and every moment of it follows the one before', () => {
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 12 }), (events) => {
        const states = run(events);
        const ends = states.filter(({ phase }) => phase.type === 'emptied' || phase.type === 'stopped');
        expect(ends.length).toBeLessThanOrEqual(1);
        if (ends.length === 1) expect(states.at(-1)).toBe(ends[0]);
        for (const { phase } of states) {
          if (phase.type === 'emptied') {
            expect(startedAt <= phase.finishedAt && phase.finishedAt <= phase.emptiedAt).toBe(true);
          }
        }
      }),
    );
  });

  test('law: whatever happened, there is a way to free its machine', () => {
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 12 }), (events) => {
        const last = run(events).at(-1) ?? aCycle();
        if (!holdsMachine(last)) return;
        const emptied = applyToCycle(last, { type: 'emptied', at: startedAt + 900 * MINUTE });
        expect(emptied.ok && !holdsMachine(emptied.value)).toBe(true);
      }),
    );
  });

  test('law: minutes left lie between none and all, and fall as time goes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 500 * MINUTE }), (elapsed, more) => {
        const left = minutesLeft(aCycle(), elapsed);
        expect(left).toBeGreaterThanOrEqual(minutesLeft(aCycle(), elapsed + more));
        expect(left >= 0 && left <= 60).toBe(true);
      }),
    );
    expect(minutesLeft(aCycle(), dueAt(aCycle()) - startedAt)).toBe(0);
    expect(minutesLeft(aCycle(), 59 * MINUTE + 1)).toBe(1);
  });
});
