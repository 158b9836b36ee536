import { isMaintenanceUnderWay } from './database/run-maintenance.ts';

/** A thread that only has still to write gets so long. */
const LAST_WAIT_MS = 2000;
const LOOK_MS = 50;

/**
 * The last thing that a host does, once the counter is closed and all that matters is on disk. A thread that hangs in a folder of a
 * share that is off cannot be ended, and a process with such a thread does not end either, for minutes or for ever: it would keep
 * its window's lock, and the program could not be started again. It is ended from outside, as by the system.
 */
export async function leaveHangingThreads(): Promise<void> {
  for (let waitedMs = 0; isMaintenanceUnderWay() && waitedMs < LAST_WAIT_MS; waitedMs += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  if (isMaintenanceUnderWay()) process.kill(process.pid, 'SIGKILL');
}
