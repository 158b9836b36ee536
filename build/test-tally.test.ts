import { expect, test } from 'vitest';
import { addUpTallies, playwrightTally, tallyLines, tallyOfCheck, vitestTally } from './test-tally.ts';

const folder = '/somewhere/bancone';
const vitestReport = (...statuses: string[]) => ({
  testResults: [
    {
      name: `${folder}/shared/points.test.ts`,
      status: 'passed',
      assertionResults: statuses.map((status, at) => ({
        status,
        fullName: `law ${at + 1}`,
        failureMessages: status === 'failed' ? ['AssertionError: 3 is not 4\n    at points.test.ts:12'] : [],
      })),
    },
  ],
});
const playwrightReport = (
  stats: Partial<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>,
  suites: readonly unknown[] = [],
) => ({
  suites,
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
});

test('the last lines name what failed and add up checks, unit tests and end-to-end tests', () => {
  const inABlock = {
    title: 'sells',
    tests: [
      {
        status: 'unexpected',
        results: [{ error: { message: '\u001b[31mError: no receipt\u001b[39m\n  at till' } }],
      },
    ],
  };
  const total = addUpTallies([
    tallyOfCheck('types of shared', true),
    tallyOfCheck('types of hub', false),
    vitestTally(vitestReport('passed', 'passed', 'failed'), 1, folder),
    playwrightTally(
      playwrightReport({ expected: 4, unexpected: 1 }, [
        {
          file: 'till.spec.ts',
          specs: [{ title: 'opens', tests: [{ status: 'expected', results: [{}] }] }],
          suites: [{ title: 'by keys', file: 'till.spec.ts', specs: [inABlock] }],
        },
      ]),
      1,
    ),
  ]);
  expect(tallyLines(total).split('\n')).toEqual([
    '✗ types of hub',
    '✗ shared/points.test.ts › law 3: AssertionError: 3 is not 4',
    '✗ e2e/till.spec.ts › sells: Error: no receipt',
    '7 passed, 3 failed',
  ]);
});

test('skipped tests are named only where there are some', () => {
  expect(tallyLines(vitestTally(vitestReport('passed', 'pending', 'todo'), 0, folder))).toBe(
    '1 passed, 0 failed, 2 skipped',
  );
});

test('a test file that cannot be loaded is a failure', () => {
  const report = {
    testResults: [
      { name: `${folder}/hub/a.test.ts`, status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  };
  expect(vitestTally(report, 1, folder)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
    failures: ['hub/a.test.ts: no such module'],
  });
});

test('a run that ended badly without a failed test is a failure', () => {
  expect(vitestTally(vitestReport('passed'), 1, folder)).toMatchObject({
    failed: 1,
    failures: ['unit tests: all passed, and still the run ended with 1'],
  });
  expect(playwrightTally(playwrightReport({ expected: 3 }), 1).failed).toBe(1);
});

test('a run without a report and a run without tests are failures', () => {
  expect(vitestTally(undefined, 0, folder)).toMatchObject({
    failed: 1,
    failures: ['unit tests: they left no report'],
  });
  expect(playwrightTally(undefined, 0).failed).toBe(1);
  expect(playwrightTally(playwrightReport({ skipped: 2 }), 0)).toMatchObject({
    failed: 1,
    failures: ['end-to-end tests: none ran'],
  });
});

test('a test that passes only when repeated has failed', () => {
  const repeated = {
    title: 'sells',
    tests: [{ status: 'flaky', results: [{ error: { message: 'too slow' } }, {}] }],
  };
  expect(
    playwrightTally(
      playwrightReport({ expected: 1, flaky: 1 }, [{ file: 'till.spec.ts', specs: [repeated] }]),
      0,
    ),
  ).toEqual({ passed: 1, failed: 1, skipped: 0, failures: ['e2e/till.spec.ts › sells: too slow'] });
});
