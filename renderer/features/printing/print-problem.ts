import type { WaitingPrint } from '../../../shared/contract/printing-contract.ts';
import type { PrintFailure } from '../../../shared/domain/print-job.ts';

/** A paper that somebody has to do something about. */
export type PrintProblem = WaitingPrint & { readonly failure: PrintFailure };

const URGENCY: Readonly<Record<WaitingPrint['state'], number>> = {
  uncertain: 0,
  failed: 1,
  queued: 2,
  printing: 2,
};

/**
 * What did not come out, the most urgent first: what only a person can decide comes before what is tried again by
 * itself. A paper on its first way to the printer is no problem yet.
 */
export const printProblems = (waiting: readonly WaitingPrint[]): readonly PrintProblem[] =>
  waiting
    .flatMap((job) => (job.failure === null ? [] : [{ ...job, failure: job.failure }]))
    .sort((a, b) => URGENCY[a.state] - URGENCY[b.state] || a.queuedAt - b.queuedAt);
