import { err, ok, type Result } from '../shared/domain/result.ts';
import type { CounterEnvironment } from './counter.ts';
import { lockFolder } from './database/instance-lock.ts';
import { putAside } from './database/swap-files.ts';

/** Puts all data aside, with their key, and opens as on the first day. Answers the folder that they are kept in. */
export const putDataAside = (
  environment: Pick<CounterEnvironment, 'dataFolder' | 'now' | 'reopenAfter'>,
): Promise<Result<{ readonly keptAside: string }, { readonly type: 'AlreadyRunning' }>> =>
  environment.reopenAfter(async () => {
    const { dataFolder, now } = environment;
    const lock = lockFolder(dataFolder);
    if (lock === null) return err({ type: 'AlreadyRunning' });
    try {
      return ok({ keptAside: putAside(dataFolder, now()) });
    } finally {
      lock.release();
    }
  });
