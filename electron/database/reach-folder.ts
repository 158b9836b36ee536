import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { JobName, MaintenanceJobs } from './maintenance-jobs.ts';
import { runMaintenance } from './run-maintenance.ts';

/** What a folder is given to answer. A stick wakes up in less; a share whose server is off may take minutes, or for ever. */
export const ANSWER_WITHIN_MS = 5000;

/** What was asked of a folder, one after the other, and whether it owes an answer. */
type Line = { last: Promise<unknown>; isSilent: boolean };

const lines = new Map<string, Line>();

/**
 * Looks into a folder that somebody chose, or writes there, in a thread: whatever it takes, the till goes on. One that does not
 * answer in time counts as missing, and so it does at once to whoever asks next, until it has answered: never more than one thread
 * hangs in it. `folder` is what may hang as one: the share, the stick, or the folder itself.
 */
export async function reachFolder<Name extends JobName>(
  folder: string,
  name: Name,
  input: MaintenanceJobs[Name]['input'],
): Promise<Result<MaintenanceJobs[Name]['output'], { readonly type: 'FolderMissing' }>> {
  const line = lines.get(folder) ?? { last: Promise.resolve(), isSilent: false };
  if (line.isSilent) return err({ type: 'FolderMissing' });
  lines.set(folder, line);
  const answer = line.last.then(() => runMaintenance(name, input));
  const settled = answer.then(
    () => undefined,
    () => undefined, // whoever asked hears of it
  );
  line.last = settled;
  let waiting: NodeJS.Timeout | undefined;
  const silence = new Promise<null>((resolve) => {
    waiting = setTimeout(resolve, ANSWER_WITHIN_MS, null);
  });
  try {
    const heard = await Promise.race([answer.then((output) => ({ output })), silence]);
    if (heard !== null) return ok(heard.output);
  } finally {
    clearTimeout(waiting);
    if (line.last === settled)
      void settled.then(() => lines.get(folder)?.last === settled && lines.delete(folder));
  }
  line.isSilent = true;
  void settled.then(() => {
    line.isSilent = false;
  });
  return err({ type: 'FolderMissing' });
}
