import { parentPort, workerData } from 'node:worker_threads';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { assert } from '../../shared/domain/result.ts';
import { drawStatement } from './draw-statement.ts';

assert(parentPort !== null, 'this file runs as a worker');
const issued = workerData as IssuedStatement; // handed in by draw-statement-in-thread.ts alone
parentPort.postMessage(await drawStatement(issued));
