import type { PrinterId } from '../../shared/domain/ids.ts';
import {
  canPrintAgain,
  type PrintFailure,
  type PrintJob,
  type PrintJobId,
  type PrintJobState,
} from '../../shared/domain/print-job.ts';
import {
  mayHavePrinted,
  type PrintError,
  type Printer,
  printErrorSchema,
} from '../../shared/domain/printer.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { type RollPaper, rollPaperSchema } from '../../shared/domain/roll-paper.ts';
import type { Db, InTransaction } from '../database/database.ts';
import {
  cancelPrintJob,
  deleteOldPrintJobs,
  findNextQueuedJob,
  findPrintJob,
  getPrintJobPaper,
  insertPrintJob,
  listPrintersWithQueuedJobs,
  listPrintingJobs,
  markInterruptedJobs,
  markOutcome,
  markPrinting,
  type NewPrintJob,
  type PrintOutcome,
  requeuePrintJob,
} from '../database/print-jobs.ts';

export type PrintQueueSettings = {
  /** A job older than this no longer comes out by itself. */
  readonly maxAgeMs: number;
  /** Wait after the first attempt that reached no printer; it doubles each time up to `lastRetryMs`. */
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  /** Receipts hold a name: printed and cancelled ones are deleted after this. */
  readonly keepEndedMs: number;
  /** All others too, after this. */
  readonly keepAnyMs: number;
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const defaultPrintQueueSettings: PrintQueueSettings = {
  maxAgeMs: 10 * MINUTE_MS,
  firstRetryMs: 2000,
  lastRetryMs: 30_000,
  keepEndedMs: DAY_MS,
  keepAnyMs: 7 * DAY_MS,
};

export type PrintQueueParts = {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  readonly now: () => number;
  readonly findPrinter: (printerId: PrinterId) => Printer | null;
  /** When the signal is aborted the program ends: the answer comes soon and says what may be on paper. */
  readonly print: (
    printer: Printer,
    paper: RollPaper,
    signal: AbortSignal,
  ) => Promise<Result<void, PrintError>>;
  /** Called after every change of a job, once it is on disk. */
  readonly onChange: (job: PrintJob) => void;
  /** Called with what should never be thrown: the job is kept and the queue goes on. */
  readonly onBug: (error: unknown) => void;
  readonly settings?: Partial<PrintQueueSettings>;
};

export type PrintJobRefusal =
  | { readonly type: 'PrintJobUnknown' }
  | { readonly type: 'PrintJobNotWaiting'; readonly state: PrintJobState };

export type PrintQueue = {
  /** To be called once: what was on the wire becomes uncertain, what is young enough goes out. */
  readonly start: () => void;
  /** Queues a paper that belongs to no transaction (a test page, a reprint). One id prints once. */
  readonly enqueue: (job: NewPrintJob) => PrintJob;
  /** Call it after a transaction that inserted a job. Returns at once: no sale waits for a printer. */
  readonly wake: () => void;
  /** F8: prints a job that did not come out, or tries a waiting one now. Pressed again, it is still one print. */
  readonly printAgain: (printJobId: PrintJobId) => Result<PrintJob, PrintJobRefusal>;
  readonly cancel: (printJobId: PrintJobId) => Result<PrintJob, PrintJobRefusal>;
  /** Starts nothing more and waits for what is on the wire; past the limit it drops the connection. */
  readonly close: (withinMs?: number) => Promise<void>;
};

type Context = PrintQueueParts & { readonly settings: PrintQueueSettings; readonly ending: AbortController };

/** What a dropped connection takes to say so. A job whose answer is later still is uncertain at the next start. */
const DROP_MS = 500;

/** Brings queued papers to their printers: per printer one at a time and in the order they were queued. */
export function createPrintQueue(parts: PrintQueueParts): PrintQueue {
  const settings = { ...defaultPrintQueueSettings, ...parts.settings };
  const context: Context = { ...parts, settings, ending: new AbortController() };
  const { db, inTransaction, now } = parts;
  const line = createPrinterLines(context);
  return {
    start: () => {
      inTransaction((tx) => markInterruptedJobs(tx, listPrintingJobs(tx), now()));
      prune(context);
      line.wakeAll();
    },
    enqueue: (job) => {
      inTransaction((tx) => insertPrintJob(tx, job, now()));
      line.wake(job.printerId);
      return announce(context, job.printJobId);
    },
    wake: line.wakeAll,
    printAgain: (printJobId) => {
      const job = findPrintJob(db, printJobId);
      if (job === null) return err({ type: 'PrintJobUnknown' });
      if (job.state === 'printing') return ok(job);
      if (job.state !== 'queued' && !canPrintAgain(job.state)) {
        return err({ type: 'PrintJobNotWaiting', state: job.state });
      }
      const isQueued = inTransaction((tx) => requeuePrintJob(tx, printJobId, now()));
      assert(isQueued, 'a job that can be printed again is queued');
      line.wake(job.printerId);
      return ok(announce(context, printJobId));
    },
    cancel: (printJobId) => {
      const job = findPrintJob(db, printJobId);
      if (job === null) return err({ type: 'PrintJobUnknown' });
      const isCancelled = inTransaction((tx) => cancelPrintJob(tx, printJobId, now()));
      if (!isCancelled) return err({ type: 'PrintJobNotWaiting', state: job.state });
      return ok(announce(context, printJobId));
    },
    close: line.close,
  };
}

/** One line of waiting jobs for each printer, served by at most one worker. */
function createPrinterLines(context: Context) {
  const inFlight = new Map<PrinterId, Promise<void>>();
  const timers = new Map<PrinterId, NodeJS.Timeout>();
  let isClosed = false;

  const wake = (printerId: PrinterId) => {
    if (isClosed || inFlight.has(printerId)) return;
    clearTimeout(timers.get(printerId));
    timers.delete(printerId);
    inFlight.set(
      printerId,
      serve(printerId).catch((error) => goOnAfter(printerId, error)),
    );
  };

  const wakeIn = (printerId: PrinterId, delayMs: number) => {
    if (isClosed) return;
    clearTimeout(timers.get(printerId));
    timers.set(
      printerId,
      setTimeout(() => wake(printerId), delayMs),
    );
  };

  /** As on a full disk: what could not be written down is settled, and the line goes on, once it can be. */
  const goOnAfter = (printerId: PrinterId, error: unknown) => {
    context.onBug(error);
    wakeIn(printerId, context.settings.lastRetryMs);
  };

  /** Prints what is queued until nothing is left or the next one has to wait. */
  const serve = async (printerId: PrinterId): Promise<void> => {
    // The caller's transaction and answer come first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      settleLost(context, printerId);
      while (!isClosed) {
        const job = findNextQueuedJob(context.db, printerId);
        if (job === null) return;
        const waitMs = isTooOld(context, job) ? 0 : job.notBeforeAt - context.now();
        if (waitMs > 0) {
          // Never longer than one step, in case the clock went back.
          wakeIn(printerId, Math.min(waitMs, context.settings.lastRetryMs));
          return;
        }
        await attempt(context, job);
      }
    } finally {
      // In the same turn as the last look into the queue, so that no wake-up falls between the two.
      inFlight.delete(printerId);
    }
  };

  return {
    wake,
    wakeAll: () => {
      for (const printerId of listPrintersWithQueuedJobs(context.db)) wake(printerId);
    },
    close: async (withinMs = 60_000) => {
      isClosed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      const drop = setTimeout(() => context.ending.abort(), withinMs);
      let giveUp: NodeJS.Timeout | undefined;
      const isLate = new Promise<void>((resolve) => {
        giveUp = setTimeout(resolve, withinMs + DROP_MS);
      });
      await Promise.race([Promise.all(inFlight.values()), isLate]);
      clearTimeout(drop);
      clearTimeout(giveUp);
    },
  };
}

/** While a line is not served nothing of it is on the wire: what says so could not be ended. */
function settleLost(context: Context, printerId: PrinterId): void {
  const lost = listPrintingJobs(context.db).filter((job) => job.printerId === printerId);
  if (lost.length === 0) return;
  context.inTransaction((tx) => markInterruptedJobs(tx, lost, context.now()));
  for (const { printJobId } of lost) announce(context, printJobId);
}

const isTooOld = (context: Context, job: PrintJob): boolean =>
  context.now() - job.queuedAt > context.settings.maxAgeMs;

/** Takes the first job of a line to an end, or puts it back to be tried later. */
async function attempt(context: Context, job: PrintJob): Promise<void> {
  const fail = (failure: PrintFailure) => end(context, job, { state: 'failed', failure });
  if (isTooOld(context, job)) {
    return fail({ type: 'WaitedTooLong', last: printErrorSchema.safeParse(job.failure).data ?? null });
  }
  const printer = context.findPrinter(job.printerId);
  if (printer === null) return fail({ type: 'PrinterUnknown' });
  const stored = getPrintJobPaper(context.db, job.printJobId);
  const paper = rollPaperSchema.safeParse(stored.paper);
  if (!paper.success) return fail({ type: 'ReceiptUnreadable' });
  // From here to the outcome the job is on the wire: should the program end, the next start calls it uncertain.
  context.inTransaction((tx) => markPrinting(tx, job.printJobId, context.now()));
  announce(context, job.printJobId);
  const reprint = paper.data.reprint || stored.mayBeOnPaper;
  const failure = await print(context, printer, { ...paper.data, reprint });
  end(context, job, outcomeOf(context, job, failure));
  prune(context);
}

async function print(context: Context, printer: Printer, paper: RollPaper): Promise<PrintFailure | null> {
  try {
    const result = await context.print(printer, paper, context.ending.signal);
    return result.ok ? null : result.error;
  } catch (error) {
    context.onBug(error);
    return { type: 'Unexpected' };
  }
}

/** Only what surely left nothing on the paper is tried again by itself. */
function outcomeOf(context: Context, job: PrintJob, failure: PrintFailure | null): PrintOutcome {
  if (failure === null) return { state: 'printed', failure };
  const error = printErrorSchema.safeParse(failure);
  if (!error.success || mayHavePrinted(error.data)) return { state: 'uncertain', failure };
  const { firstRetryMs, lastRetryMs } = context.settings;
  const retryMs = Math.min(firstRetryMs * 2 ** job.attempts, lastRetryMs);
  return { state: 'queued', failure, notBeforeAt: context.now() + retryMs };
}

function end(context: Context, job: PrintJob, outcome: PrintOutcome): void {
  context.inTransaction((tx) => markOutcome(tx, job.printJobId, outcome, context.now()));
  announce(context, job.printJobId);
}

function announce(context: Context, printJobId: PrintJobId): PrintJob {
  const job = findPrintJob(context.db, printJobId);
  assert(job !== null, 'a changed print job exists');
  context.onChange(job);
  return job;
}

function prune({ inTransaction, now, settings }: Context): void {
  const nowMs = now();
  const before = { endedAt: nowMs - settings.keepEndedMs, anyAt: nowMs - settings.keepAnyMs };
  inTransaction((tx) => deleteOldPrintJobs(tx, before));
}
