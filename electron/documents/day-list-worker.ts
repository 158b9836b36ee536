import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../shared/domain/result.ts';
import { type DayList, drawDayList } from './day-list-pdf.ts';

assert(parentPort !== null, 'this file runs as a worker');
parentPort.postMessage(await drawDayList(workerData as DayList)); // handed in by draw-day-list-in-thread.ts alone
