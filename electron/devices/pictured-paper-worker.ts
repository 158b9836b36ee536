import { parentPort, workerData } from 'node:worker_threads';
import type { ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import { assert } from '../../shared/domain/result.ts';
import { encodePicturedPaper } from './encode-pictured-paper.ts';
import type { EncoderSettings } from './escpos.ts';

assert(parentPort !== null, 'this file runs as a worker');
// handed in by encode-pictured-paper-in-thread.ts alone
const { blocks, printer } = workerData as { blocks: readonly ReceiptBlock[]; printer: EncoderSettings };
parentPort.postMessage(await encodePicturedPaper(blocks, printer));
