import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** How many tests and checks passed, failed and were skipped, and which failed, each in one line. */
export type Tally = { passed: number; failed: number; skipped: number; failures: readonly string[] };

export const tallyOfCheck = (name: string, passed: boolean): Tally => ({
  passed: passed ? 1 : 0,
  failed: passed ? 0 : 1,
  skipped: 0,
  failures: passed ? [] : [name],
});

export const addUpTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
      failures: [...sum.failures, ...tally.failures],
    }),
    { passed: 0, failed: 0, skipped: 0, failures: [] },
  );

/**
 * The last lines of `npm test`: what failed, by name and with the first line of its reason, since a build server may
 * keep no more than the end of what was printed; then the count. What was skipped is named only where something was.
 */
export const tallyLines = ({ passed, failed, skipped, failures }: Tally): string =>
  [
    ...failures.map((failure) => `✗ ${failure}`),
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  ].join('\n');

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});

/**
 * Counts vitest's JSON report; files are named from `projectFolder` on. A file that could not even be loaded counts as
 * one failure, and so does a run that ended badly or ran nothing while every counted test passed.
 */
export function vitestTally(report: unknown, exitCode: number, projectFolder: string): Tally {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return tallyOfCheck('unit tests: they left no report', false);
  const files = parsed.data.testResults.map(({ name, status, message, assertionResults }): Tally => {
    const file = relative(projectFolder, name);
    const failures = assertionResults
      .filter((result) => result.status === 'failed')
      .map(({ fullName, failureMessages }) => failureLine(`${file} › ${fullName}`, failureMessages?.[0]));
    if (failures.length === 0 && status === 'failed') failures.push(failureLine(file, message));
    const statuses = assertionResults.map((result) => result.status);
    return {
      passed: statuses.filter((each) => each === 'passed').length,
      failed: failures.length,
      skipped: statuses.filter((each) => each !== 'passed' && each !== 'failed').length,
      failures,
    };
  });
  return noSilentFailure('unit tests', addUpTallies(files), exitCode);
}

type PlaywrightSuite = {
  file?: string | undefined;
  specs: PlaywrightSpec[];
  suites?: PlaywrightSuite[] | undefined;
};
type PlaywrightSpec = z.infer<typeof playwrightSpec>;

const playwrightSpec = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
    }),
  ),
});
const playwrightSuite: z.ZodType<PlaywrightSuite> = z.object({
  file: z.string().optional(),
  specs: z.array(playwrightSpec),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});
const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
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
  if (!parsed.success) return tallyOfCheck('end-to-end tests: they left no report', false);
  const { expected, unexpected, flaky, skipped } = parsed.data.stats;
  const failures = parsed.data.suites.flatMap(failuresOf);
  return noSilentFailure(
    'end-to-end tests',
    { passed: expected, failed: unexpected + flaky, skipped, failures },
    exitCode,
  );
}

const failuresOf = ({ file, specs, suites }: PlaywrightSuite): string[] => [
  ...specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) =>
        failureLine(
          `e2e/${file ?? ''} › ${title}`,
          results.map(({ error }) => error?.message).find((message) => message !== undefined),
        ),
      ),
  ),
  ...(suites ?? []).flatMap(failuresOf),
];

/** A failure in one line: a reason goes on for pages, and is printed whole where it happened. */
function failureLine(name: string, reason: string | undefined): string {
  const first = stripVTControlCharacters(reason ?? '')
    .trim()
    .split('\n')[0];
  return first === undefined || first === '' ? name : `${name}: ${first.slice(0, 300)}`;
}

function noSilentFailure(what: string, tally: Tally, exitCode: number): Tally {
  const ranNothing = tally.passed + tally.failed === 0;
  if ((exitCode === 0 && !ranNothing) || tally.failed > 0) return tally;
  const reason = ranNothing ? 'none ran' : `all passed, and still the run ended with ${exitCode}`;
  return { ...tally, failed: 1, failures: [`${what}: ${reason}`] };
}
