import { z } from 'zod';

/** How many tests and checks passed, failed and were skipped. */
export type Tally = { passed: number; failed: number; skipped: number };

export const tallyOfCheck = (passed: boolean): Tally => ({
  passed: passed ? 1 : 0,
  failed: passed ? 0 : 1,
  skipped: 0,
});

export const addUpTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** The last line of `npm test`; what was skipped is named only where something was. */
export const tallyLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/**
 * Counts vitest's JSON report. A file that could not even be loaded counts as one failure, and so does a run that
 * ended badly or ran nothing while every counted test passed.
 */
export function vitestTally(report: unknown, exitCode: number): Tally {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return tallyOfCheck(false);
  const files = parsed.data.testResults.map(({ status, assertionResults }) => {
    const statuses = assertionResults.map((result) => result.status);
    const failed = count(statuses, 'failed');
    return {
      passed: count(statuses, 'passed'),
      failed: failed === 0 && status === 'failed' ? 1 : failed,
      skipped: statuses.filter((each) => each !== 'passed' && each !== 'failed').length,
    };
  });
  return noSilentFailure(addUpTallies(files), exitCode);
}

const playwrightReport = z.object({
  stats: z.object({
    expected: z.int(),
    unexpected: z.int(),
    flaky: z.int(),
    skipped: z.int(),
  }),
});

/** Counts Playwright's JSON report. A test that passed only when repeated has failed. */
export function playwrightTally(report: unknown, exitCode: number): Tally {
  const parsed = playwrightReport.safeParse(report);
  if (!parsed.success) return tallyOfCheck(false);
  const { expected, unexpected, flaky, skipped } = parsed.data.stats;
  return noSilentFailure({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}

const count = (statuses: readonly string[], wanted: string): number =>
  statuses.filter((status) => status === wanted).length;

function noSilentFailure(tally: Tally, exitCode: number): Tally {
  const ranNothing = tally.passed + tally.failed === 0;
  return (exitCode !== 0 || ranNothing) && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
