import { expect, test } from 'vitest';
import { addUpTallies, playwrightTally, tallyLine, tallyOfCheck, vitestTally } from './test-tally.ts';

const vitestReport = (...statuses: string[]) => ({
  testResults: [{ status: 'passed', assertionResults: statuses.map((status) => ({ status })) }],
});
const playwrightReport = (
  stats: Partial<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>,
) => ({
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
});

test('the last line adds up checks, unit tests and end-to-end tests', () => {
  const total = addUpTallies([
    tallyOfCheck(true),
    tallyOfCheck(false),
    vitestTally(vitestReport('passed', 'passed', 'failed'), 1),
    playwrightTally(playwrightReport({ expected: 4 }), 0),
  ]);
  expect(tallyLine(total)).toBe('7 passed, 2 failed');
});

test('skipped tests are named only where there are some', () => {
  expect(tallyLine(vitestTally(vitestReport('passed', 'pending', 'todo'), 0))).toBe(
    '1 passed, 0 failed, 2 skipped',
  );
});

test('a test file that cannot be loaded is a failure', () => {
  const report = { testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(vitestTally(report, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a run that ended badly without a failed test is a failure', () => {
  expect(vitestTally(vitestReport('passed'), 1).failed).toBe(1);
  expect(playwrightTally(playwrightReport({ expected: 3 }), 1).failed).toBe(1);
});

test('a run without a report and a run without tests are failures', () => {
  expect(vitestTally(undefined, 0).failed).toBe(1);
  expect(playwrightTally(undefined, 0).failed).toBe(1);
  expect(playwrightTally(playwrightReport({ skipped: 2 }), 0).failed).toBe(1);
});

test('a test that passes only when repeated has failed', () => {
  expect(playwrightTally(playwrightReport({ expected: 1, flaky: 1 }), 0)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});
