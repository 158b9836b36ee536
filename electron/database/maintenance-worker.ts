import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../shared/domain/result.ts';
import { type JobName, maintenanceJobs } from './maintenance-jobs.ts';

/** A thread for one job: it answers once and ends. */
const { name, input }: { name: JobName; input: never } = workerData;
assert(parentPort !== null, 'this file runs as a worker');
parentPort.postMessage(maintenanceJobs[name](input));
