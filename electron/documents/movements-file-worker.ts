import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../shared/domain/result.ts';
import { type MovementsOrder, writeMovementsFile } from './movements-file.ts';

assert(parentPort !== null, 'this file runs as a worker');
const order = workerData as MovementsOrder; // handed in by write-movements-in-thread.ts alone
parentPort.postMessage(await writeMovementsFile(order));
