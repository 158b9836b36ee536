import type { OperationId, PrinterId } from '../../shared/domain/ids.ts';
import {
  type PrintFailure,
  type PrintJob,
  type PrintJobId,
  printJobSchema,
} from '../../shared/domain/print-job.ts';
import { assert } from '../../shared/domain/result.ts';
import type { RollPaper } from '../../shared/domain/roll-paper.ts';
import { type Db, query, type Tx } from './database.ts';

export type NewPrintJob = {
  readonly printJobId: PrintJobId;
  readonly printerId: PrinterId;
  readonly operationId: OperationId | null;
  readonly paper: RollPaper;
};

/**
 * Queues a paper, in the transaction of the act it belongs to: a receipt exists exactly when its sale
 * does. Nothing happens when the id is known already.
 */
export const insertPrintJob = (tx: Tx, job: NewPrintJob, nowMs: number): void => {
  tx.run(
    insertJob,
    job.printJobId,
    job.printerId,
    job.operationId,
    nowMs,
    nowMs,
    nowMs,
    JSON.stringify(job.paper),
  );
};

const insertJob = query<[string, string, string | null, number, number, number, string]>(
  'print-jobs.insert',
  `INSERT INTO print_job (print_job_id, printer_id, operation_id, state, queued_at, not_before_at, changed_at, receipt)
   VALUES (?, ?, ?, 'queued', ?, ?, ?, ?) ON CONFLICT (print_job_id) DO NOTHING`,
);

type JobRow = {
  print_job_id: string;
  printer_id: string;
  operation_id: string | null;
  state: string;
  failure: string | null;
  attempts: number;
  queued_at: number;
  not_before_at: number;
  changed_at: number;
};

const jobColumns =
  'print_job_id, printer_id, operation_id, state, failure, attempts, queued_at, not_before_at, changed_at';

const rowToJob = (row: JobRow): PrintJob =>
  printJobSchema.parse({
    printJobId: row.print_job_id,
    printerId: row.printer_id,
    operationId: row.operation_id,
    state: row.state,
    failure: row.failure === null ? null : JSON.parse(row.failure),
    attempts: row.attempts,
    queuedAt: row.queued_at,
    notBeforeAt: row.not_before_at,
    changedAt: row.changed_at,
  });

export const findPrintJob = (db: Db, printJobId: PrintJobId): PrintJob | null => {
  const row = db.one(selectJob, printJobId);
  return row === undefined ? null : rowToJob(row);
};

const selectJob = query<[string], JobRow>(
  'print-jobs.find',
  `SELECT ${jobColumns} FROM print_job WHERE print_job_id = ?`,
);

/** All but what is on the wire: data of an older day do not know what came out since. Receipts can be made again. */
export const forgetPrintJobs = (tx: Tx): void => {
  tx.run(deleteOffWire);
};

const deleteOffWire = query<[]>('print-jobs.forget', `DELETE FROM print_job WHERE state <> 'printing'`);

/** The jobs of a sale, a return or a void, oldest first. */
export const listPrintJobsOfOperation = (db: Db, operationId: OperationId): PrintJob[] =>
  db.all(selectOfOperation, operationId).map(rowToJob);

const selectOfOperation = query<[string], JobRow>(
  'print-jobs.of-operation',
  `SELECT ${jobColumns} FROM print_job WHERE operation_id = ? ORDER BY print_job`,
);

/** Jobs that are not on paper, or perhaps not, oldest first: what a screen must show. At most 100. */
export const listUnprintedJobs = (db: Db): PrintJob[] => db.all(selectUnprinted).map(rowToJob);

const selectUnprinted = query<[], JobRow>(
  'print-jobs.unprinted',
  `SELECT ${jobColumns} FROM print_job WHERE state IN ('queued', 'printing', 'failed', 'uncertain')
   ORDER BY print_job LIMIT 100`,
);

/** The job that a printer's next free moment belongs to. */
export const findNextQueuedJob = (db: Db, printerId: PrinterId): PrintJob | null => {
  const row = db.one(selectNextQueued, printerId);
  return row === undefined ? null : rowToJob(row);
};

const selectNextQueued = query<[string], JobRow>(
  'print-jobs.next-queued',
  `SELECT ${jobColumns} FROM print_job WHERE printer_id = ? AND state = 'queued' ORDER BY print_job LIMIT 1`,
);

export const listPrintersWithQueuedJobs = (db: Db): PrinterId[] =>
  db.all(selectPrintersWithQueued).map((row) => printJobSchema.shape.printerId.parse(row.printer_id));

const selectPrintersWithQueued = query<[], { printer_id: string }>(
  'print-jobs.printers-with-queued',
  `SELECT DISTINCT printer_id FROM print_job WHERE state = 'queued'`,
);

/** What is stored to be printed, as unchecked JSON, and whether some of it may be on paper already. */
export const getPrintJobPaper = (
  db: Db,
  printJobId: PrintJobId,
): { paper: unknown; mayBeOnPaper: boolean } => {
  const row = db.one(selectPaper, printJobId);
  assert(row !== undefined, 'a print job has a paper');
  const paper: unknown = JSON.parse(row.paper);
  return { paper, mayBeOnPaper: row.may_be_on_paper === 1 };
};

const selectPaper = query<[string], { paper: string; may_be_on_paper: number }>(
  'print-jobs.paper',
  'SELECT receipt AS paper, may_be_on_paper FROM print_job WHERE print_job_id = ?',
);

/** Puts a job on the wire. Asserts that it was queued. */
export const markPrinting = (tx: Tx, printJobId: PrintJobId, nowMs: number): void => {
  const { changes } = tx.run(updatePrinting, nowMs, printJobId);
  assert(changes === 1, 'only a queued job is printed');
};

const updatePrinting = query<[number, string]>(
  'print-jobs.printing',
  `UPDATE print_job SET state = 'printing', failure = NULL, attempts = attempts + 1, changed_at = ?
   WHERE print_job_id = ? AND state = 'queued'`,
);

export type PrintOutcome =
  | { readonly state: 'printed'; readonly failure: null }
  | { readonly state: 'failed' | 'uncertain'; readonly failure: PrintFailure }
  | { readonly state: 'queued'; readonly failure: PrintFailure; readonly notBeforeAt: number };

/** Ends an attempt or a wait. Asserts that the job was queued or on the wire. */
export const markOutcome = (tx: Tx, printJobId: PrintJobId, outcome: PrintOutcome, nowMs: number): void => {
  const failure = outcome.failure === null ? null : JSON.stringify(outcome.failure);
  const notBeforeAt = outcome.state === 'queued' ? outcome.notBeforeAt : nowMs;
  const isUncertain = outcome.state === 'uncertain' ? 1 : 0;
  const { changes } = tx.run(
    updateOutcome,
    outcome.state,
    failure,
    notBeforeAt,
    isUncertain,
    nowMs,
    printJobId,
  );
  assert(changes === 1, 'only a job that is queued or printing has an outcome');
};

const updateOutcome = query<[string, string | null, number, number, number, string]>(
  'print-jobs.outcome',
  `UPDATE print_job SET state = ?, failure = ?, not_before_at = ?,
     may_be_on_paper = max(may_be_on_paper, ?), changed_at = ?
   WHERE print_job_id = ? AND state IN ('queued', 'printing')`,
);

/** Queues a job once more because a person asked. Its age begins again. False when its state forbids it. */
export const requeuePrintJob = (tx: Tx, printJobId: PrintJobId, nowMs: number): boolean =>
  tx.run(updateRequeued, nowMs, nowMs, nowMs, printJobId).changes === 1;

const updateRequeued = query<[number, number, number, string]>(
  'print-jobs.requeue',
  `UPDATE print_job SET state = 'queued', failure = NULL, attempts = 0, queued_at = ?, not_before_at = ?, changed_at = ?
   WHERE print_job_id = ? AND state IN ('queued', 'failed', 'uncertain', 'cancelled')`,
);

/** False when the job is on the wire, on paper, or cancelled already. */
export const cancelPrintJob = (tx: Tx, printJobId: PrintJobId, nowMs: number): boolean =>
  tx.run(updateCancelled, nowMs, printJobId).changes === 1;

const updateCancelled = query<[number, string]>(
  'print-jobs.cancel',
  `UPDATE print_job SET state = 'cancelled', changed_at = ?
   WHERE print_job_id = ? AND state IN ('queued', 'failed', 'uncertain')`,
);

/** Whatever was on the wire when the program ended, or could not write down what became of it, may be on paper or not. */
export const markInterruptedJobs = (tx: Tx, jobs: readonly PrintJob[], nowMs: number): void => {
  const failure = JSON.stringify({ type: 'Interrupted' } satisfies PrintFailure);
  for (const { printJobId } of jobs) tx.run(updateInterrupted, failure, nowMs, printJobId);
};

const updateInterrupted = query<[string, number, string]>(
  'print-jobs.interrupted',
  `UPDATE print_job SET state = 'uncertain', failure = ?, may_be_on_paper = 1, changed_at = ?
   WHERE print_job_id = ? AND state = 'printing'`,
);

/** What is on the wire of each printer, one at most. */
export const listPrintingJobs = (db: Db): PrintJob[] => db.all(selectPrinting).map(rowToJob);

const selectPrinting = query<[], JobRow>(
  'print-jobs.on-the-wire',
  `SELECT ${jobColumns} FROM print_job WHERE state = 'printing' ORDER BY print_job`,
);

/** Deletes jobs that ended before, with the names in their receipts. Never one that is on the wire. */
export const deleteOldPrintJobs = (
  tx: Tx,
  before: { readonly endedAt: number; readonly anyAt: number },
): void => {
  tx.run(deleteOld, before.endedAt, before.anyAt);
};

const deleteOld = query<[number, number]>(
  'print-jobs.delete-old',
  `DELETE FROM print_job WHERE (state IN ('printed', 'cancelled') AND changed_at <= ?)
     OR (state <> 'printing' AND changed_at <= ?)`,
);
