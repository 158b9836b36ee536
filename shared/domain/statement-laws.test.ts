import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, type LocalDate } from './local-date.ts';
import { aDay, aDevice, aMovement } from './statement.fixture.ts';
import {
  buildStatement,
  type IssuedMark,
  issuedMark,
  type Movement,
  type PursePeriod,
  type Statement,
} from './statement.ts';

const START = aDay('2026-03-01');
const DAYS = 120;
/** Accounts of 28 days each, from the first day on. */
const periods: PursePeriod[] = Array.from({ length: 6 }, (_, index) => ({
  startsOn: addDays(START, 28 * index),
  endsOn: addDays(START, 28 * index + 27),
}));

/** A movement that happens on one day and reaches this office on another. */
const arrivals = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: DAYS }),
    delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
    amount: fc.integer({ min: -50, max: 50 }).filter((amount) => amount !== 0),
    device: fc.integer({ min: 1, max: 3 }),
    period: fc.option(fc.integer({ min: -1, max: 1 })),
    kind: fc.constantFrom('sale', 'return', 'allowance', 'carry-over' as const),
  }),
  { maxLength: 40 },
);

const isPeriodic = fc.boolean();
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
/** Days between the last day of a statement and the day it is printed. */
const patience = fc.integer({ min: 0, max: 10 });

type Arrival = { arrivedDay: number; movement: Movement };

function toArrivals(
  raw: typeof arrivals extends fc.Arbitrary<infer T> ? T : never,
  periodic: boolean,
): Arrival[] {
  const seqs = new Map<number, number>();
  return raw
    .map((each) => ({ ...each, arrivedDay: each.day + each.delay }))
    .sort((a, b) => a.arrivedDay - b.arrivedDay)
    .map(({ arrivedDay, day, amount, device, period, kind }, index) => {
      const seq = (seqs.get(device) ?? 0) + 1;
      seqs.set(device, seq);
      const account =
        periods[Math.max(0, Math.min(periods.length - 1, Math.floor(day / 28) + (period ?? 0)))];
      const movement = aMovement(index + 1, addDays(START, day), amount, {
        deviceId: aDevice(device),
        seq,
        kind,
        periodStartsOn: periodic ? (account?.startsOn ?? null) : null,
      });
      return { arrivedDay, movement };
    });
}

type Printed = { statement: Statement; today: LocalDate };

/** Prints consecutive statements, each with what had arrived by its day. */
function printAll(all: readonly Arrival[], lengths: readonly number[], wait: number, periodic: boolean) {
  const issued: IssuedMark[] = [];
  const printed: Printed[] = [];
  let from = START;
  for (const length of lengths) {
    const to = addDays(from, length - 1);
    const today = addDays(to, wait);
    const here = all.filter(({ arrivedDay }) => addDays(START, arrivedDay) <= today);
    const result = buildStatement({
      movements: here.map(({ movement }) => movement),
      periods: periodic ? periods : [],
      issued: [...issued],
      from,
      to,
      today,
    });
    if (result.ok) {
      printed.push({ statement: result.value, today });
      const heads = [1, 2, 3].map((device) => ({
        deviceId: aDevice(device),
        seq: Math.max(
          0,
          ...here
            .filter(({ movement }) => movement.deviceId === aDevice(device))
            .map(({ movement }) => movement.seq),
        ),
      }));
      issued.push(issuedMark({ to, issuedOn: today, heads }));
    }
    from = addDays(to, 1);
  }
  return { issued, printed };
}

test('printed statements follow on each other, and nothing that arrives later changes one', () => {
  fc.assert(
    fc.property(arrivals, lengths, patience, isPeriodic, (raw, lengths, wait, periodic) => {
      // Something is there from the beginning, so that no statement lies before the first movement.
      const opened = aMovement(0, START, 1, { deviceId: aDevice(1), seq: 0 });
      const all = [{ arrivedDay: 0, movement: opened }, ...toArrivals(raw, periodic)];
      const { issued, printed } = printAll(all, lengths, wait, periodic);
      const everything = {
        movements: all.map(({ movement }) => movement),
        periods: periodic ? periods : [],
        issued,
        today: addDays(START, 2_000),
      };
      let closing: number | null = null;
      for (const { statement } of printed) {
        expect(statement.closing).toBe(statement.opening + statement.totalIn - statement.totalOut);
        if (closing !== null) expect(statement.opening).toBe(closing);
        closing = statement.closing;
        const again = buildStatement({ ...everything, from: statement.from, to: statement.to });
        if (!again.ok) throw new Error(again.error.type);
        expect({ ...again.value, expiring: null }).toEqual({ ...statement, expiring: null });
      }
    }),
    { numRuns: 300 },
  );
});

test('statements of consecutive periods joined are the statement of the whole', () => {
  fc.assert(
    fc.property(arrivals, lengths, isPeriodic, (raw, lengths, periodic) => {
      const movements = toArrivals(raw, periodic).map(({ movement }) => movement);
      const request = {
        movements,
        periods: periodic ? periods : [],
        issued: [],
        today: addDays(START, 2_000),
      };
      // From before the first day, so that no part lies before the first movement.
      const first = addDays(START, -1);
      const anchor = aMovement(0, first, 1);
      const build = (from: LocalDate, to: LocalDate) => {
        const result = buildStatement({ ...request, movements: [anchor, ...movements], from, to });
        if (!result.ok) throw new Error(result.error.type);
        return result.value;
      };
      let from = first;
      const parts = lengths.map((length) => {
        const part = build(from, addDays(from, length));
        from = addDays(part.to, 1);
        return part;
      });
      const whole = build(first, addDays(from, -1));
      expect(parts.flatMap((part) => part.lines)).toEqual(whole.lines);
      expect([parts[0]?.opening, parts.at(-1)?.closing]).toEqual([whole.opening, whole.closing]);
    }),
  );
});

test('the account of a period that is over is always empty', () => {
  fc.assert(
    fc.property(arrivals, (raw) => {
      const movements = toArrivals(raw, true).map(({ movement }) => movement);
      const result = buildStatement({
        movements,
        periods,
        issued: [],
        from: START,
        to: addDays(START, 1_999),
        today: addDays(START, 2_000),
      });
      if (result.ok) expect(result.value.closing).toBe(0);
    }),
  );
});
