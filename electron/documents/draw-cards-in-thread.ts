import { Worker } from 'node:worker_threads';
import type { CardPdfOptions, PrintedCard } from './card-pdf.ts';

/** What the thread is handed: cards, and how they are laid out. */
export type CardsWork = { readonly cards: readonly PrintedCard[]; readonly options: CardPdfOptions };

/** Cards as the bytes of a PDF, drawn in a thread of their own: fonts and codes take longer than a till may wait. */
export const drawCardsInThread = (
  cards: readonly PrintedCard[],
  options: CardPdfOptions,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./cards-worker.ts', import.meta.url), {
      workerData: { cards, options } satisfies CardsWork,
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error('the thread that draws cards ended without an answer')));
  });
