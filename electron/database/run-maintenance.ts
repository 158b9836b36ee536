import { Worker } from 'node:worker_threads';
import type { JobName, MaintenanceJobs } from './maintenance-jobs.ts';

/** Runs a job in a thread of its own, so that the till goes on. Rejects with what the job threw. */
export function runMaintenance<Name extends JobName>(
  name: Name,
  input: MaintenanceJobs[Name]['input'],
): Promise<MaintenanceJobs[Name]['output']> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./maintenance-worker.ts', import.meta.url), {
      workerData: { name, input },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After an answer this changes nothing.
    worker.once('exit', () => reject(new Error(`the thread of ${name} ended without an answer`)));
  });
}
