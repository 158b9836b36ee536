import { describe, expect, test } from 'vitest';
import type { Result } from './result.ts';
import { aDay, aDevice, aMovement, aMovementAt } from './statement.fixture.ts';
import { buildStatement, issuedMark, type Statement, type StatementLine } from './statement.ts';

const november = { startsOn: aDay('2026-11-01'), endsOn: aDay('2026-11-30') };
const december = { startsOn: aDay('2026-12-01'), endsOn: aDay('2026-12-31') };
const base = { periods: [], issued: [], today: aDay('2027-02-01') };
const inNovember = { from: november.startsOn, to: november.endsOn };
const inDecember = { from: december.startsOn, to: december.endsOn };

const built = <E>(result: Result<Statement, E>): Statement => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const brief = (line: StatementLine) => `${line.on} ${line.kind} ${line.amount} = ${line.balance}`;

describe('a statement of prepaid euro', () => {
  const movements = [
    aMovement(1, '2026-10-20', 5000),
    aMovement(2, '2026-11-03', -1250),
    aMovement(3, '2026-11-30', -750),
    aMovement(4, '2026-12-01', 5000),
  ];

  test('opens with what was there, runs and closes', () => {
    const statement = built(buildStatement({ ...base, ...inNovember, movements }));
    expect({ ...statement, lines: statement.lines.map(brief) }).toEqual({
      ...inNovember,
      opening: 5000,
      lines: ['2026-11-03 sale -1250 = 3750', '2026-11-30 sale -750 = 3000'],
      totalIn: 0,
      totalOut: 2000,
      closing: 3000,
      expiring: null,
    });
  });

  test('a period without movements closes as it opened', () => {
    const statement = built(
      buildStatement({ ...base, movements, from: aDay('2027-01-01'), to: aDay('2027-01-31') }),
    );
    expect([statement.opening, statement.lines, statement.closing]).toEqual([8000, [], 8000]);
  });

  test('a purse that never moved is an empty statement', () => {
    expect(built(buildStatement({ ...base, ...inNovember, movements: [] })).closing).toBe(0);
  });

  test.each([
    [
      'reversed',
      '2026-11-30',
      '2026-11-01',
      { type: 'PeriodReversed', from: '2026-11-30', to: '2026-11-01' },
    ],
    [
      'to come',
      '2027-02-02',
      '2027-02-28',
      { type: 'PeriodInFuture', from: '2027-02-02', today: '2027-02-01' },
    ],
    [
      'before the first movement',
      '2026-09-01',
      '2026-10-19',
      { type: 'BeforeFirstMovement', firstOn: '2026-10-20' },
    ],
  ])('a period %s is refused as data', (_, from, to, error) => {
    expect(buildStatement({ ...base, movements, from: aDay(from), to: aDay(to) })).toEqual({
      ok: false,
      error,
    });
  });

  test('a last day to come is today', () => {
    const statement = built(buildStatement({ ...base, movements, today: aDay('2026-11-10'), ...inNovember }));
    expect([statement.to, statement.closing]).toEqual(['2026-11-10', 3750]);
  });
});

describe('days and nights', () => {
  test('half past midnight on 1 April in Rome is in April, although March in UTC', () => {
    const movements = [
      aMovementAt(1, Date.parse('2026-03-31T21:30:00Z'), 10),
      aMovementAt(2, Date.parse('2026-03-31T22:30:00Z'), 20),
    ];
    const march = built(
      buildStatement({ ...base, movements, from: aDay('2026-03-01'), to: aDay('2026-03-31') }),
    );
    const april = built(
      buildStatement({ ...base, movements, from: aDay('2026-04-01'), to: aDay('2026-04-30') }),
    );
    expect([march.closing, april.opening, april.closing]).toEqual([10, 10, 30]);
  });

  test.each([
    ['spring', ['2026-03-29T00:59:00Z', '2026-03-29T01:01:00Z'], '2026-03-29'],
    ['autumn', ['2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z'], '2026-10-25'],
  ])('in the night of %s the order is that of the sequence', (_, [before, after], day) => {
    // In autumn 02:45 is followed by 02:15; the second PC's clock is wrong on top.
    const movements = [
      aMovementAt(2, Date.parse(after ?? ''), -5),
      aMovementAt(1, Date.parse(before ?? ''), 30),
      aMovement(3, day, -7, { occurredAt: 0 }),
    ];
    const statement = built(buildStatement({ ...base, movements, from: aDay(day), to: aDay(day) }));
    expect(statement.lines.map((line) => line.balance)).toEqual([30, 25, 18]);
  });
});

describe('points of a period', () => {
  const ofNovember = { periodStartsOn: november.startsOn };
  const ofDecember = { periodStartsOn: december.startsOn };
  const movements = [
    aMovement(1, '2026-11-01', 240, { kind: 'allowance', ...ofNovember }),
    aMovement(2, '2026-11-12', -200, ofNovember),
    aMovement(3, '2026-11-28', 240, { kind: 'allowance', ...ofDecember }),
    aMovement(4, '2026-12-04', -30, ofDecember),
  ];
  const request = { ...base, periods: [november, december], movements };

  test('what is left expires at the end of the last day, and the next allowance counts from its first', () => {
    const statement = built(buildStatement({ ...request, from: november.startsOn, to: december.endsOn }));
    expect(statement.lines.map(brief)).toEqual([
      '2026-11-01 allowance 240 = 240',
      '2026-11-12 sale -200 = 40',
      '2026-11-30 expiry -40 = 0',
      '2026-12-01 allowance 240 = 240',
      '2026-12-04 sale -30 = 210',
      '2026-12-31 expiry -210 = 0',
    ]);
  });

  test('on the last day itself nothing is expired yet, and the statement says what will be', () => {
    const statement = built(buildStatement({ ...request, ...inNovember, today: november.endsOn }));
    expect([statement.closing, statement.expiring]).toEqual([40, { amount: 40, on: '2026-11-30' }]);
  });

  test('what was carried over does not expire', () => {
    const carried = [
      aMovement(5, '2026-12-01', -40, { kind: 'carry-over', ...ofNovember }),
      aMovement(6, '2026-12-01', 40, { kind: 'carry-over', ...ofDecember }),
    ];
    const statement = built(
      buildStatement({ ...request, movements: [...movements, ...carried], ...inNovember }),
    );
    expect(statement.lines.map(brief).slice(-1)).toEqual(['2026-11-30 carry-over -40 = 0']);
  });

  test('a sale that arrives after its statement is told in the next one, with its day', () => {
    const nextDoor = aDevice(2);
    const late = aMovement(9, '2026-11-29', -15, { deviceId: nextDoor, seq: 7, ...ofNovember });
    const issued = [
      issuedMark({
        to: november.endsOn,
        issuedOn: aDay('2026-12-02'),
        heads: [
          { deviceId: aDevice(1), seq: 3 },
          { deviceId: nextDoor, seq: 6 },
        ],
      }),
    ];
    const all = { ...request, issued, movements: [...movements, late] };
    expect(
      built(buildStatement({ ...all, ...inNovember }))
        .lines.map(brief)
        .slice(-1),
    ).toEqual(['2026-11-30 expiry -40 = 0']);
    const { lines } = built(buildStatement({ ...all, ...inDecember, today: december.endsOn }));
    expect(lines.map((line) => [brief(line), line.lateFrom])).toEqual([
      ['2026-12-01 allowance 240 = 240', null],
      ['2026-12-01 sale -15 = 225', '2026-11-29'],
      ['2026-12-01 expiry-correction 15 = 240', null],
      ['2026-12-04 sale -30 = 210', null],
    ]);
  });

  test('points that a statement of the last day still showed expire in the next one', () => {
    const issued = [
      issuedMark({
        to: november.endsOn,
        issuedOn: november.endsOn,
        heads: [{ deviceId: aDevice(1), seq: 3 }],
      }),
    ];
    expect(built(buildStatement({ ...request, issued, ...inNovember })).closing).toBe(40);
    const statement = built(buildStatement({ ...request, issued, ...inDecember }));
    expect(statement.opening).toBe(40);
    expect(statement.lines.find((line) => line.kind === 'expiry')).toMatchObject({
      amount: -40,
      on: '2026-12-01',
      lateFrom: '2026-11-30',
    });
  });
});

test('ten thousand movements in one month are one statement, in little time', () => {
  const movements = Array.from({ length: 10_000 }, (_, index) =>
    aMovement(index + 1, `2026-11-${String(1 + (index % 30)).padStart(2, '0')}`, index % 2 === 0 ? 3 : -2),
  );
  const start = performance.now();
  const statement = built(buildStatement({ ...base, ...inNovember, movements }));
  expect([statement.lines.length, statement.closing]).toEqual([10_000, 5_000]);
  expect(performance.now() - start).toBeLessThan(1_000);
});
