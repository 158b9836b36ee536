import { Worker } from 'node:worker_threads';
import type { JobName, MaintenanceJobs } from './maintenance-jobs.ts';

/** A thread that has nothing to do is kept for the next job of a restore, then ended: it holds some 30 MB. */
const KEPT_IDLE_MS = 20_000;

type IdleThread = { readonly worker: Worker; readonly ending: NodeJS.Timeout };

let idle: IdleThread | null = null;
let jobsUnderWay = 0;

/** Whether a thread has still to answer: one that hangs in a folder never does. */
export const isMaintenanceUnderWay = (): boolean => jobsUnderWay > 0;

type Said<Output> =
  | { readonly done: number; readonly total: number }
  | { readonly output: Output }
  | { readonly error: unknown };

/** Runs a job in a thread of its own, so that the till goes on. Rejects with what the job threw. */
export function runMaintenance<Name extends JobName>(
  name: Name,
  input: MaintenanceJobs[Name]['input'],
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<MaintenanceJobs[Name]['output']> {
  const worker = takeThread();
  jobsUnderWay += 1;
  return new Promise<MaintenanceJobs[Name]['output']>((resolve, reject) => {
    const hear = (answer: Said<MaintenanceJobs[Name]['output']>) => {
      if ('done' in answer) {
        onProgress(answer.done, answer.total);
        return;
      }
      worker.removeListener('message', hear);
      worker.removeListener('error', fail);
      worker.removeListener('exit', end);
      keepThread(worker);
      if ('output' in answer) resolve(answer.output);
      else reject(answer.error);
    };
    const fail = (error: unknown) => reject(error);
    const end = () => reject(new Error(`the thread of ${name} ended without an answer`));
    worker.on('message', hear);
    worker.once('error', fail);
    worker.once('exit', end);
    worker.postMessage({ name, input });
  }).finally(() => {
    jobsUnderWay -= 1;
  });
}

function takeThread(): Worker {
  const kept = idle;
  idle = null;
  if (kept === null) return new Worker(new URL('./maintenance-worker.ts', import.meta.url));
  clearTimeout(kept.ending);
  kept.worker.ref();
  return kept.worker;
}

/** Idle, it does not keep the program from ending. */
function keepThread(worker: Worker): void {
  worker.unref();
  if (idle !== null) {
    void worker.terminate();
    return;
  }
  const ending = setTimeout(() => {
    idle = null;
    void worker.terminate();
  }, KEPT_IDLE_MS);
  ending.unref();
  idle = { worker, ending };
}
