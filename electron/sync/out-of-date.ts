import type { OperatorId } from '../../shared/domain/ids.ts';
import { logAccess } from '../database/access-log.ts';
import type { Tx } from '../database/database.ts';
import { findOutOfDate, forgetOutOfDate, openOutOfDate } from '../database/out-of-date.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SyncCondition } from './sync-desk-types.ts';

type Context = Pick<ServiceContext, 'db' | 'inTransaction' | 'announce' | 'now'>;

/**
 * Everything that the hub has is here: nobody whom the network has erased is in data of an older day any more. `settleErasures`
 * orders again what only the register beside this database knows of. Does nothing otherwise.
 */
export function comeUpToDate(context: Context, settleErasures: () => void): void {
  if (findOutOfDate(context.db) === null) return;
  settleErasures();
  context.inTransaction((tx) => {
    forgetOutOfDate(tx);
    announceDoors(context, tx);
  });
}

/** What keeps this counter from reading: only then may somebody decide to work without it. Null where it reads. */
export const hindranceOf = (condition: SyncCondition | null): string | null =>
  condition === null ? null : (condition.stoppedBecause ?? condition.problem);

/**
 * Families are at the counter and the network cannot be read: somebody who may answers for working with data of an older day. Who, when and
 * what stood in the way is kept with the entries of who read what. Erasures that this PC knows of are made first.
 */
export function workOutOfDate(
  context: Context,
  settleErasures: () => void,
  decision: {
    readonly operatorId: OperatorId;
    readonly hindrance: string;
    /** The site has no administrator. */
    readonly needsRecoveryCode: boolean;
  },
): void {
  settleErasures();
  const { operatorId, hindrance, needsRecoveryCode } = decision;
  context.inTransaction((tx) => {
    openOutOfDate(tx);
    logAccess(tx, {
      readAt: context.now(),
      operatorId,
      action: 'outOfDate.opened',
      subject: `hindrance:${hindrance}${needsRecoveryCode ? ' by:recoveryCode' : ''}`,
    });
    announceDoors(context, tx);
  });
}

const announceDoors = ({ announce }: Context, tx: Tx): void =>
  tx.afterCommit(() => announce({ type: 'sessionChanged' }));
