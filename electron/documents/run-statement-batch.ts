import { Worker } from 'node:worker_threads';
import type {
  StatementBatchJob,
  StatementBatchListener,
  StatementBatchResult,
  StatementSource,
} from './statement-batch.ts';
import type { FromStatementWorker, ToStatementWorker } from './statement-worker.ts';

/** Statements on their way to the thread at any time: it never waits, and never has many in memory. */
const MAX_AHEAD = 16;

export type StatementBatchRun = {
  /** Rejects only for a bug, or where `statements` throws. */
  readonly result: Promise<StatementBatchResult>;
  readonly cancel: () => void;
};

/**
 * What is drawn is soon garbage: a thread with little room clears it early instead of growing with the batch. A
 * statement of ten thousand movements needs a third of it.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 };

/** Starts the thread ahead, where a statement may soon be printed: it draws one batch and ends. */
export function startStatementThread(): Worker {
  return new Worker(new URL('./statement-worker.ts', import.meta.url), { resourceLimits });
}

/**
 * Draws statements in a thread of its own, so that the till goes on. They are taken from `statements` as the thread
 * asks for them.
 */
export function runStatementBatch(
  job: StatementBatchJob,
  statements: StatementSource,
  listener: StatementBatchListener = {},
  worker: Worker = startStatementThread(),
): StatementBatchRun {
  const send = (message: ToStatementWorker) => worker.postMessage(message);
  send({ type: 'job', job });
  let drawn = 0;
  let isDone = false;
  let wake: (() => void) | null = null;

  const done = new Promise<StatementBatchResult>((resolve, reject) => {
    worker.on('message', (message: FromStatementWorker) => {
      if (message.type === 'drawn') {
        drawn = message.households;
        listener.onDrawn?.(drawn);
      } else if (message.type === 'file') {
        listener.onFile?.(message.file);
      } else {
        isDone = true;
        resolve(message.result);
      }
      wake?.();
    });
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => {
      isDone = true;
      wake?.();
      reject(new Error('the thread that draws statements ended without an answer'));
    });
  });
  const feed = async () => {
    let sent = 0;
    for await (const issued of statements) {
      while (sent - drawn >= MAX_AHEAD && !isDone) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isDone) return;
      send({ type: 'statement', issued });
      sent += 1;
    }
    send({ type: 'end' });
  };
  const fed = feed().catch((error: unknown) => {
    send({ type: 'cancel' });
    throw error;
  });
  return {
    result: Promise.all([done, fed]).then(([result]) => result),
    cancel: () => send({ type: 'cancel' }),
  };
}
