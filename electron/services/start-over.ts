import type { StartOverFailure, startOverContract } from '../../shared/contract/start-over-contract.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import type { Handlers } from '../handlers.ts';
import type { SyncDesk } from '../sync/sync-desk-types.ts';

/** The way out of a first download that does not go on. */
export function createStartOverService(
  desk: Pick<SyncDesk, 'condition'>,
  /** Puts all data aside and opens again with none. */
  putDataAside: () => Promise<Result<{ readonly keptAside: string }, StartOverFailure>>,
): { handlers: Handlers<typeof startOverContract> } {
  return {
    handlers: {
      'setup.startOver': (_caller, { leavesUnsent }) => {
        const condition = desk.condition();
        if (condition === null || condition.stoppedBecause === null) return err({ type: 'WrongPhase' });
        const { waiting } = condition;
        if (waiting > 0 && !leavesUnsent) return err({ type: 'NeverSent', count: waiting });
        return putDataAside();
      },
    },
  };
}
