import { Writable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../shared/domain/result.ts';
import { drawCards } from './card-pdf.ts';
import type { CardsWork } from './draw-cards-in-thread.ts';

assert(parentPort !== null, 'this file runs as a worker');
const { cards, options } = workerData as CardsWork; // handed in by draw-cards-in-thread.ts alone
const chunks: Buffer[] = [];
const output = new Writable({
  write: (chunk: Buffer, _, callback) => {
    chunks.push(chunk);
    callback();
  },
});
await drawCards(cards, output, options);
parentPort.postMessage(Buffer.concat(chunks));
