import { z } from 'zod';
import { type OperatorId, operatorIdSchema } from '../domain/ids.ts';
import { command } from './command.ts';
import type { RecoveryCodeFailure } from './recovery-code-failure.ts';
import { pinSchema } from './session-contract.ts';
import type { SyncProblem, SyncStop, TurnedAway } from './sync-contract.ts';

/** What a counter whose data are of an older day has read again; until it is all of it nobody works there. */
export type OutOfDateStatus =
  | { readonly type: 'none' }
  | {
      readonly type: 'reading';
      /** Operations that came in since the program started. */
      readonly received: number;
      /** Parts of the network that were read to their end, of how many. */
      readonly streamsRead: number;
      readonly streams: number;
      readonly problem: SyncProblem | null;
      readonly stoppedBecause: SyncStop | null;
      readonly turnedAway: TurnedAway | null;
      /** Who may decide to work without. */
      readonly mayDecide: readonly MayDecide[];
      /** No administrator has a PIN at this site: whoever works here decides, with the recovery code of this counter. */
      readonly needsRecoveryCode: boolean;
    };

type MayDecide = { readonly operatorId: OperatorId; readonly displayName: string };

export type WorkOutOfDateFailure =
  | { readonly type: 'WrongPin'; readonly waitSeconds: number }
  | { readonly type: 'WaitBeforeNextTry'; readonly waitSeconds: number }
  | { readonly type: 'OperatorNotHere' }
  | RecoveryCodeFailure
  /** The network is being read: whoever waits a moment works with data of today. */
  | { readonly type: 'NetworkIsRead' };

export const outOfDateContract = {
  'outOfDate.status': command('anyone', z.strictObject({})).returns<OutOfDateStatus>(),
  /**
   * By an administrator's own PIN: nobody is logged in while the data are of an older day. At a site without one by that of
   * whoever works there, with the recovery code of this counter.
   */
  'outOfDate.work': command(
    'anyone',
    z.strictObject({
      operatorId: operatorIdSchema,
      pin: pinSchema,
      recoveryCode: z.string().max(200).optional(),
    }),
  ).returns<null, WorkOutOfDateFailure>(),
};
