import { expect, test } from 'vitest';
import type { WaitingPrint } from '../../../shared/contract/printing-contract.ts';
import { printJobIdSchema } from '../../../shared/domain/print-job.ts';
import { printProblems } from './print-problem.ts';

const aJob = (n: number, state: WaitingPrint['state'], hasFailed = true): WaitingPrint => ({
  printJobId: printJobIdSchema.parse(`019a0000-0000-7000-8000-00000000000${n}`),
  printerName: 'Cassa',
  kind: 'sale',
  number: `EMP-${n}`,
  operationId: null,
  state,
  failure: hasFailed ? { type: 'PaperOut' } : null,
  queuedAt: n,
});

test('what only a person can decide comes first, then the oldest, and what is on its way is no problem', () => {
  const waiting = [
    aJob(1, 'queued'),
    aJob(2, 'failed'),
    aJob(3, 'printing'),
    aJob(4, 'uncertain'),
    aJob(5, 'failed'),
    aJob(6, 'queued', false),
    aJob(7, 'printing', false),
  ];
  expect(printProblems(waiting).map(({ number }) => number)).toEqual([
    'EMP-4',
    'EMP-2',
    'EMP-5',
    'EMP-1',
    'EMP-3',
  ]);
});
