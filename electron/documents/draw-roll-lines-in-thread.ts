import { Worker } from 'node:worker_threads';
import type { ReceiptColumns } from '../../shared/domain/printer.ts';
import type { RollPicture, TextBlock } from '../../shared/domain/roll-picture.ts';

/** As `drawRollLines`, in a thread of its own, so that the till goes on meanwhile. */
export const drawRollLinesInThread = (
  lines: readonly TextBlock[],
  columns: ReceiptColumns,
): Promise<RollPicture[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./roll-lines-worker.ts', import.meta.url), {
      workerData: { lines, columns },
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error('the thread that draws lines ended without an answer')));
  });
