import { Worker } from 'node:worker_threads';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';

/** As `drawStatement`, in a thread of its own, so that the till goes on meanwhile. */
export const drawStatementInThread = (issued: IssuedStatement): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./single-statement-worker.ts', import.meta.url), {
      workerData: issued,
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error('the thread that draws a statement ended without an answer')));
  });
