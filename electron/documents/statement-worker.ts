import { parentPort } from 'node:worker_threads';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { assert } from '../../shared/domain/result.ts';
import { loadFontFaces } from './font-faces.ts';
import {
  drawStatementBatch,
  type StatementBatchJob,
  type StatementBatchResult,
  type StatementFile,
} from './statement-batch.ts';

/** To the thread: what to write, then statements to draw, that there are no more, or to stop. */
export type ToStatementWorker =
  | { readonly type: 'job'; readonly job: StatementBatchJob }
  | { readonly type: 'statement'; readonly issued: IssuedStatement }
  | { readonly type: 'end' }
  | { readonly type: 'cancel' };

/** From the thread: how many are drawn, a file that is complete, and at last what came of it. */
export type FromStatementWorker =
  | { readonly type: 'drawn'; readonly households: number }
  | { readonly type: 'file'; readonly file: StatementFile }
  | { readonly type: 'done'; readonly result: StatementBatchResult };

assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;
const cancellation = new AbortController();
const waiting: IssuedStatement[] = [];
let isOver = false;
let wake: (() => void) | null = null;

port.on('message', (message: ToStatementWorker) => {
  if (message.type === 'job') {
    void drawAll(message.job);
    return;
  }
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

async function drawAll(job: StatementBatchJob): Promise<void> {
  const result = await drawStatementBatch(job, arriving(), cancellation.signal, {
    onDrawn: (households) => tell({ type: 'drawn', households }),
    onFile: (file) => tell({ type: 'file', file }),
  });
  tell({ type: 'done', result });
  port.close();
}

// Before the first job comes, so that a thread started ahead has it behind it.
loadFontFaces();
