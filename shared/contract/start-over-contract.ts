import { z } from 'zod';
import { command } from './command.ts';

export type StartOverFailure =
  /** Only a first download that a person has to decide about is begun again. */
  | { readonly type: 'WrongPhase' }
  /** So many operations of this counter the hub has never acknowledged: who leaves them behind says so. */
  | { readonly type: 'NeverSent'; readonly count: number }
  | { readonly type: 'AlreadyRunning' };

export const startOverContract = {
  /**
   * Of a counter that was taken out of the network during its first download, forked or was replaced there: all data are put aside
   * in a folder of their own, nothing is deleted, and the set-up begins again.
   */
  'setup.startOver': command('setup', z.strictObject({ leavesUnsent: z.boolean() })).returns<
    { readonly keptAside: string },
    StartOverFailure
  >(),
};
