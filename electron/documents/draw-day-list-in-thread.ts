import { Worker } from 'node:worker_threads';
import type { DayList } from './day-list-pdf.ts';

/** A day's list as the bytes of a PDF, drawn in a thread of its own: reading the fonts takes longer than a desk may wait. */
export const drawDayListInThread = (list: DayList): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./day-list-worker.ts', import.meta.url), {
      workerData: list,
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error('the thread that draws a list ended without an answer')));
  });
