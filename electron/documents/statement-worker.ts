import { parentPort, workerData } from 'node:worker_threads';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { assert } from '../../shared/domain/result.ts';
import { drawStatementBatch, type StatementBatchJob, type StatementBatchResult } from './statement-batch.ts';

/** To the thread: a statement to draw, that there are no more, or to stop. */
export type ToStatementWorker =
  | { readonly type: 'statement'; readonly issued: IssuedStatement }
  | { readonly type: 'end' }
  | { readonly type: 'cancel' };

/** From the thread: how many are drawn, and at last what came of it. */
export type FromStatementWorker =
  | { readonly type: 'drawn'; readonly households: number }
  | { readonly type: 'done'; readonly result: StatementBatchResult };

const { job }: { job: StatementBatchJob } = workerData;
assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;
const cancellation = new AbortController();
const waiting: IssuedStatement[] = [];
let isOver = false;
let wake: (() => void) | null = null;

port.on('message', (message: ToStatementWorker) => {
  if (message.type === 'statement') waiting.push(message.issued);
  else isOver = true;
  if (message.type === 'cancel') cancellation.abort();
  wake?.();
});

async function* arriving(): AsyncGenerator<IssuedStatement> {
  for (;;) {
    const next = waiting.shift();
    if (next !== undefined) {
      yield next;
    } else {
      if (isOver) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

const tell = (message: FromStatementWorker) => port.postMessage(message);

tell({
  type: 'done',
  result: await drawStatementBatch(job, arriving(), cancellation.signal, (households) =>
    tell({ type: 'drawn', households }),
  ),
});
port.close();
