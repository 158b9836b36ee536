import type { OpenFolder } from '../open-folder.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { completeJoin } from './complete-join.ts';
import { completeEntry } from './enter-network.ts';
import { createSyncDesk } from './sync-desk.ts';
import type { SyncDesk, SyncDeskOptions } from './sync-desk-types.ts';
import { openSyncLine } from './sync-line.ts';

/** The desk of an open counter: its clock, its log files, its thread. */
export function openSyncDesk(
  context: ServiceContext,
  { logs, noteFailure }: Pick<OpenFolder, 'logs' | 'noteFailure'>,
  heard: {
    readonly onChange: (topics: readonly string[]) => void;
    /** Everything that is at the hub is here, and everything written is there: again and again. */
    readonly onCaughtUp: () => void;
    readonly withdraw: SyncDeskOptions['withdraw'];
  },
): SyncDesk {
  const onBug = (error: unknown) => {
    noteFailure(error);
    logs.incident('sync', error);
  };
  return createSyncDesk({
    db: context.db,
    inTransaction: context.inTransaction,
    pen: context,
    now: context.now,
    uptimeMs: () => performance.now(),
    jitter: Math.random,
    openLine: openSyncLine,
    onChange: (topics) => {
      heard.onChange(topics);
      context.announce({ type: 'changed', topics });
    },
    onCaughtUp: () => {
      completeEntry(context);
      completeJoin(context);
      heard.onCaughtUp();
    },
    withdraw: heard.withdraw,
    onBug,
    onRebuild: () => logs.warn('sync rebuilt'),
  });
}
