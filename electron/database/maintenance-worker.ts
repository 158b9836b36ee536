import { parentPort } from 'node:worker_threads';
import { assert } from '../../shared/domain/result.ts';
import { type JobName, maintenanceJobs } from './maintenance-jobs.ts';

assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;

/** One job after the other; an error that a job throws is handed back, and the thread lives on. */
port.on('message', ({ name, input }: { name: JobName; input: never }) => {
  try {
    const output = maintenanceJobs[name](input, (done, total) => port.postMessage({ done, total }));
    port.postMessage({ output });
  } catch (error) {
    port.postMessage({ error });
  }
});
