import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { operationIdSchema, printerIdSchema } from '../../shared/domain/ids.ts';
import { type PrintJob, type PrintJobId, printJobIdSchema } from '../../shared/domain/print-job.ts';
import type { Printer } from '../../shared/domain/printer.ts';
import { aReceipt } from '../../shared/domain/receipt.fixture.ts';
import { ok } from '../../shared/domain/result.ts';
import type { BanconeDatabase } from '../database/database.ts';
import { openMemoryDatabase } from '../database/open.ts';
import {
  findPrintJob,
  insertPrintJob,
  listPrintJobsOfOperation,
  listUnprintedJobs,
  markPrinting,
  type NewPrintJob,
} from '../database/print-jobs.ts';
import { PATIENCE } from '../patience-fixture.ts';
import { type FakePrinter, startFakePrinter } from './fake-printer.ts';
import { createPrintQueue, type PrintQueue, type PrintQueueParts } from './print-queue.ts';
import { createRollPrinter } from './printer.ts';

const MINUTE_MS = 60_000;
const timeouts = { connectMs: 5000, statusMs: 5000, writeMs: 5000, confirmMs: 5000 };
const printRollPaper = createRollPrinter(() => Promise.resolve(null), timeouts);
const printerId = printerIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const operationId = operationIdSchema.parse('019a0000-0000-7000-8000-0000000000aa');
const jobId = (n: number): PrintJobId =>
  printJobIdSchema.parse(`019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`);

let database: BanconeDatabase;
let fake: FakePrinter;
let queue: PrintQueue;
let changes: PrintJob[];
let bugs: unknown[];
let nowMs: number;

const printer = (): Printer => ({
  printerId,
  name: 'Cassa',
  kind: 'escpos-network',
  host: '127.0.0.1',
  port: fake.port,
  columns: 42,
});

const aQueue = (parts: Partial<PrintQueueParts> = {}): PrintQueue =>
  createPrintQueue({
    db: database.db,
    inTransaction: database.inTransaction,
    now: () => nowMs,
    findPrinter: (id) => (id === printerId ? printer() : null),
    print: printRollPaper,
    onChange: (job) => changes.push(job),
    onBug: (error) => bugs.push(error),
    // Real timers, a clock that stands still: a retry comes when a test moves the clock.
    settings: { firstRetryMs: 20, lastRetryMs: 20 },
    ...parts,
  });

const aJob = (n: number, changesToReceipt: Parameters<typeof aReceipt>[0] = {}): NewPrintJob => ({
  printJobId: jobId(n),
  printerId,
  operationId,
  paper: aReceipt({ number: `12-${n}`, ...changesToReceipt }),
});

const stateOf = (n: number) => findPrintJob(database.db, jobId(n))?.state;
const becomes = (n: number, state: PrintJob['state']) =>
  vi.waitFor(() => expect(stateOf(n)).toBe(state), PATIENCE);
const numbersOnPaper = () => fake.papers().map((lines) => /12-\d+/.exec(lines.join(' '))?.[0]);

beforeEach(async () => {
  database = openMemoryDatabase();
  fake = await startFakePrinter();
  nowMs = Date.UTC(2026, 3, 1, 8);
  changes = [];
  bugs = [];
  queue = aQueue();
  queue.start();
});

afterEach(async () => {
  await queue.close();
  await fake.close();
  expect(bugs).toEqual([]);
});

describe('the print queue', () => {
  test('a receipt goes from queued over printing to printed, and each step is announced', async () => {
    queue.enqueue(aJob(1));
    await becomes(1, 'printed');
    expect(changes.map((job) => job.state)).toEqual(['queued', 'printing', 'printed']);
    expect(numbersOnPaper()).toEqual(['12-1']);
  });

  test('a job that was rolled back with its sale is never printed', async () => {
    database.inTransaction((tx) => {
      insertPrintJob(tx, aJob(1), nowMs);
      return { ok: false };
    });
    database.inTransaction((tx) => insertPrintJob(tx, aJob(2), nowMs));
    queue.wake();
    await becomes(2, 'printed');
    expect(numbersOnPaper()).toEqual(['12-2']);
  });

  test('queueing returns before anything is sent: a sale never waits for a printer', async () => {
    let attempts = 0;
    await queue.close();
    queue = aQueue({
      print: () => {
        attempts += 1;
        return Promise.resolve(ok(undefined));
      },
    });
    expect(queue.enqueue(aJob(1)).state).toBe('queued');
    expect(attempts).toBe(0);
    await becomes(1, 'printed');
    expect(attempts).toBe(1);
  });

  test('two jobs at once keep their order and never share the printer', async () => {
    await fake.setMode({ type: 'slow', delayMs: 5 });
    for (const n of [3, 1, 2]) queue.enqueue(aJob(n));
    await becomes(2, 'printed');
    expect(numbersOnPaper()).toEqual(['12-3', '12-1', '12-2']);
    const inFlight = changes.flatMap((job) => (job.state === 'queued' ? [] : [job.state]));
    expect(inFlight).toEqual(['printing', 'printed', 'printing', 'printed', 'printing', 'printed']);
  });

  test('one id prints once however often it is queued', async () => {
    for (let i = 0; i < 20; i += 1) queue.enqueue(aJob(1));
    await becomes(1, 'printed');
    queue.enqueue(aJob(1));
    queue.enqueue(aJob(2));
    await becomes(2, 'printed');
    expect(numbersOnPaper()).toEqual(['12-1', '12-2']);
  });

  test('a printer that is off is tried again, and what waits comes out in order when it is on', async () => {
    await fake.setMode({ type: 'off' });
    queue.enqueue(aJob(1));
    queue.enqueue(aJob(2));
    await vi.waitFor(
      () =>
        expect(findPrintJob(database.db, jobId(1))).toMatchObject({
          state: 'queued',
          attempts: 1,
          failure: { type: 'PrinterUnreachable', code: 'ECONNREFUSED' },
        }),
      PATIENCE,
    );
    await fake.setMode({ type: 'ok' });
    nowMs += 1000;
    await becomes(2, 'printed');
    expect(numbersOnPaper()).toEqual(['12-1', '12-2']);
    expect(findPrintJob(database.db, jobId(1))).toMatchObject({ state: 'printed', failure: null });
  });

  test('without paper nothing is sent, and it comes out once when there is paper', async () => {
    await fake.setMode({ type: 'paper-out' });
    queue.enqueue(aJob(1));
    await vi.waitFor(
      () =>
        expect(findPrintJob(database.db, jobId(1))).toMatchObject({
          state: 'queued',
          failure: { type: 'PaperOut' },
        }),
      PATIENCE,
    );
    await fake.setMode({ type: 'ok' });
    nowMs += 1000;
    await becomes(1, 'printed');
    expect(numbersOnPaper()).toEqual(['12-1']);
  });

  test('a connection cut in the middle makes the job uncertain, and nothing prints it again unasked', async () => {
    await fake.setMode({ type: 'cut', afterBytes: 200 });
    queue.enqueue(aJob(1));
    await becomes(1, 'uncertain');
    await fake.setMode({ type: 'ok' });
    nowMs += MINUTE_MS;
    queue.wake();
    queue.enqueue(aJob(2));
    await becomes(2, 'printed');
    expect(findPrintJob(database.db, jobId(1))).toMatchObject({
      state: 'uncertain',
      attempts: 1,
      failure: { type: 'ConnectionLost' },
    });
    expect(listUnprintedJobs(database.db).map((job) => job.printJobId)).toEqual([jobId(1)]);
  });

  test('F8 pressed twenty times prints an uncertain receipt exactly once, marked as a reprint', async () => {
    await fake.setMode({ type: 'cut', afterBytes: 200 });
    queue.enqueue(aJob(1));
    await becomes(1, 'uncertain');
    await fake.setMode({ type: 'ok' });
    for (let i = 0; i < 20; i += 1) expect(queue.printAgain(jobId(1)).ok).toBe(true);
    await becomes(1, 'printed');
    expect(queue.printAgain(jobId(1))).toEqual({
      ok: false,
      error: { type: 'PrintJobNotWaiting', state: 'printed' },
    });
    queue.enqueue(aJob(2));
    await becomes(2, 'printed');
    const papers = fake.papers().map((lines) => lines.join('\n'));
    expect(papers.filter((text) => text.includes('RISTAMPA'))).toHaveLength(1);
    expect(changes.filter((job) => job.printJobId === jobId(1) && job.state === 'printing')).toHaveLength(2);
  });

  test('F8 while the receipt is on the wire changes nothing', async () => {
    await fake.setMode({ type: 'slow', delayMs: 20 });
    queue.enqueue(aJob(1));
    await becomes(1, 'printing');
    expect(queue.printAgain(jobId(1))).toMatchObject({ ok: true, value: { state: 'printing' } });
    await becomes(1, 'printed');
    expect(numbersOnPaper()).toEqual(['12-1']);
  });

  test('a cancelled job is not printed, and one on the wire cannot be cancelled', async () => {
    await fake.setMode({ type: 'off' });
    queue.enqueue(aJob(1));
    expect(queue.cancel(jobId(1))).toMatchObject({ ok: true, value: { state: 'cancelled' } });
    await fake.setMode({ type: 'slow', delayMs: 20 });
    queue.enqueue(aJob(2));
    await becomes(2, 'printing');
    expect(queue.cancel(jobId(2))).toEqual({
      ok: false,
      error: { type: 'PrintJobNotWaiting', state: 'printing' },
    });
    await becomes(2, 'printed');
    expect(numbersOnPaper()).toEqual(['12-2']);
    expect(queue.cancel(jobId(9))).toEqual({ ok: false, error: { type: 'PrintJobUnknown' } });
  });

  test('a printer that is off for too long: the job waits for a person, and F8 brings it out', async () => {
    await fake.setMode({ type: 'off' });
    queue.enqueue(aJob(1));
    await vi.waitFor(() => expect(findPrintJob(database.db, jobId(1))?.attempts).toBe(1), PATIENCE);
    nowMs += 11 * MINUTE_MS;
    await becomes(1, 'failed');
    expect(findPrintJob(database.db, jobId(1))?.failure).toMatchObject({
      type: 'WaitedTooLong',
      last: { type: 'PrinterUnreachable' },
    });
    await fake.setMode({ type: 'ok' });
    queue.printAgain(jobId(1));
    await becomes(1, 'printed');
    expect(fake.papers().join()).not.toContain('RISTAMPA');
  });

  test('an unknown printer, a receipt of another version and a bug leave the next job untouched', async () => {
    const seen: unknown[] = [];
    await queue.close();
    queue = aQueue({
      onBug: (error) => seen.push(error),
      print: (target, paper) => {
        if (paper.kind !== 'laundry-tag' && paper.number === '12-3') throw new Error('a bug');
        return printRollPaper(target, paper);
      },
    });
    const elsewhere = printerIdSchema.parse('019a0000-0000-7000-8000-0000000000ff');
    queue.enqueue({ ...aJob(1), printerId: elsewhere });
    queue.enqueue(aJob(2));
    database.raw.prepare("UPDATE print_job SET receipt = '{}' WHERE print_job_id = ?").run(jobId(2));
    queue.enqueue(aJob(3));
    queue.enqueue(aJob(4));
    await becomes(4, 'printed');
    await becomes(1, 'failed');
    expect([1, 2, 3].map((n) => findPrintJob(database.db, jobId(n))?.failure?.type)).toEqual([
      'PrinterUnknown',
      'ReceiptUnreadable',
      'Unexpected',
    ]);
    expect(stateOf(3)).toBe('uncertain');
    expect(seen).toHaveLength(1);
  });

  test('a name of 200 characters, emoji and Arabic do not stop the queue', async () => {
    const name = `Pasta 🍝 محمد ${'x'.repeat(186)}`;
    queue.enqueue(
      aJob(1, { lines: [{ name, quantity: 1, grams: null, cents: 0, points: 1210 }], demo: true }),
    );
    await becomes(1, 'printed');
    const text = fake.papers()[0]?.join('\n') ?? '';
    expect(text).toContain('1 x Pasta ? ????');
    expect(text.match(/DIMOSTRAZIONE \/ DEMO/g)).toHaveLength(2);
  });
});

describe('when the program ends', () => {
  test('a printer that is in the middle of a receipt gets a moment, then the receipt is uncertain', async () => {
    await fake.setMode({ type: 'paper-ends' });
    queue.enqueue(aJob(1));
    await vi.waitFor(() => expect(fake.bytesReceived()).toBeGreaterThan(0), PATIENCE);
    await queue.close(20);
    expect(findPrintJob(database.db, jobId(1))).toMatchObject({
      state: 'uncertain',
      failure: { type: 'ConnectionLost' },
    });
  });

  test('a receipt of which nothing was sent waits for the next start', async () => {
    await fake.setMode({ type: 'stuck' });
    queue.enqueue(aJob(1));
    await becomes(1, 'printing');
    await queue.close(50);
    expect(findPrintJob(database.db, jobId(1))).toMatchObject({
      state: 'queued',
      failure: { type: 'PrinterUnreachable' },
    });
  });

  test('what is done in time is printed', async () => {
    await fake.setMode({ type: 'slow', delayMs: 5 });
    queue.enqueue(aJob(1));
    await becomes(1, 'printing');
    await queue.close(2000);
    expect(stateOf(1)).toBe('printed');
  });
});

describe('after a restart', () => {
  test('what was on the wire is uncertain, and is printed only when somebody asks', async () => {
    database.inTransaction((tx) => {
      insertPrintJob(tx, aJob(1), nowMs);
      markPrinting(tx, jobId(1), nowMs);
      insertPrintJob(tx, aJob(2), nowMs);
    });
    queue = aQueue();
    queue.start();
    await becomes(2, 'printed');
    expect(numbersOnPaper()).toEqual(['12-2']);
    expect(findPrintJob(database.db, jobId(1))).toMatchObject({
      state: 'uncertain',
      failure: { type: 'Interrupted' },
    });
    queue.printAgain(jobId(1));
    await becomes(1, 'printed');
    expect(numbersOnPaper()).toEqual(['12-2', '12-1']);
  });

  test('young jobs come out by themselves, old ones wait for a person', async () => {
    database.inTransaction((tx) => {
      insertPrintJob(tx, aJob(1), nowMs - 11 * MINUTE_MS);
      insertPrintJob(tx, aJob(2), nowMs - 9 * MINUTE_MS);
    });
    queue = aQueue();
    queue.start();
    await becomes(2, 'printed');
    expect(findPrintJob(database.db, jobId(1))).toMatchObject({
      state: 'failed',
      failure: { type: 'WaitedTooLong', last: null },
    });
    expect(numbersOnPaper()).toEqual(['12-2']);
  });

  test('receipts are deleted a day after they were printed and a week after anything else', async () => {
    queue.enqueue(aJob(1));
    await becomes(1, 'printed');
    await fake.setMode({ type: 'cut', afterBytes: 10 });
    queue.enqueue(aJob(2));
    await becomes(2, 'uncertain');
    const kept = () => listPrintJobsOfOperation(database.db, operationId).map((job) => job.printJobId);
    nowMs += 23 * 60 * MINUTE_MS;
    aQueue().start();
    expect(kept()).toEqual([jobId(1), jobId(2)]);
    nowMs += 60 * MINUTE_MS;
    aQueue().start();
    expect(kept()).toEqual([jobId(2)]);
    nowMs += 6 * 24 * 60 * MINUTE_MS;
    aQueue().start();
    expect(kept()).toEqual([]);
  });
});

test('the database refuses two jobs on the wire to one printer', () => {
  const db = openMemoryDatabase();
  expect(() =>
    db.inTransaction((tx) => {
      for (const n of [1, 2]) {
        insertPrintJob(tx, aJob(n), nowMs);
        markPrinting(tx, jobId(n), nowMs);
      }
      return ok(undefined);
    }),
  ).toThrow(/UNIQUE/);
});

test('a paper whose end could not be written down is uncertain, and those after it come out', async () => {
  await queue.close();
  let isFull = false;
  queue = aQueue({
    inTransaction: (work) => {
      if (isFull) throw new Error('database or disk is full');
      return database.inTransaction(work);
    },
    print: async (...args) => {
      const printed = await printRollPaper(...args);
      isFull = numbersOnPaper().length === 1;
      return printed;
    },
    onBug: (error) => {
      bugs.push(error);
      isFull = false;
    },
  });
  queue.start();
  queue.enqueue(aJob(1));
  await becomes(1, 'uncertain');
  queue.enqueue(aJob(2));
  await becomes(2, 'printed');
  expect(bugs.splice(0)).toHaveLength(1);
  expect(findPrintJob(database.db, jobId(1))?.failure).toEqual({ type: 'Interrupted' });
});
