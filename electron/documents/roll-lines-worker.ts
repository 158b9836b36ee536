import { parentPort, workerData } from 'node:worker_threads';
import type { ReceiptColumns } from '../../shared/domain/printer.ts';
import { assert } from '../../shared/domain/result.ts';
import type { TextBlock } from '../../shared/domain/roll-picture.ts';
import { drawRollLines } from './draw-roll-lines.ts';

assert(parentPort !== null, 'this file runs as a worker');
// handed in by draw-roll-lines-in-thread.ts alone
const { lines, columns } = workerData as { lines: readonly TextBlock[]; columns: ReceiptColumns };
parentPort.postMessage(await drawRollLines(lines, columns));
