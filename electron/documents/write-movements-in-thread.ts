import { Worker } from 'node:worker_threads';
import type { MovementsOrder } from './movements-file.ts';

/** As `writeMovementsFile`, in a thread of its own, so that the till goes on meanwhile. */
export const writeMovementsInThread = (order: MovementsOrder): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./movements-file-worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error('the thread that writes movements ended without an answer')));
  });
