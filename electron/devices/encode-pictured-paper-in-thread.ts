import { Worker } from 'node:worker_threads';
import type { ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import type { EncoderSettings } from './escpos.ts';

/** As `encodePicturedPaper`, in a thread of its own, so that the till goes on meanwhile. */
export const encodePicturedPaperInThread = (
  blocks: readonly ReceiptBlock[],
  { columns, model }: EncoderSettings,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pictured-paper-worker.ts', import.meta.url), {
      workerData: { blocks, printer: { columns, ...(model === undefined ? {} : { model }) } },
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error('the thread that draws a paper ended without an answer')));
  });
