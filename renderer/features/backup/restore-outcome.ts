import { create } from 'zustand';
import type { RestoreOutcome } from '../../../shared/contract/backup-contract.ts';

/**
 * What a restore did. The screen that asked for it is gone when the answer comes, because the counter has
 * opened again: so it is kept here and shown in front of whatever screen there is.
 */
export const useRestoreOutcome = create<{
  readonly outcome: RestoreOutcome | null;
  readonly show: (outcome: RestoreOutcome) => void;
  readonly dismiss: () => void;
}>((set) => ({
  outcome: null,
  show: (outcome) => set({ outcome }),
  dismiss: () => set({ outcome: null }),
}));
