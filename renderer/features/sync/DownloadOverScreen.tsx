import type { SyncStop } from '../../../shared/contract/sync-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';
import { SyncTrouble } from './SyncTrouble.tsx';

/** A first download that only a person can go on with: the way to begin again, with all data put aside. */
export function DownloadOverScreen(props: {
  readonly stoppedBecause: SyncStop;
  /** Told where the data of before are kept. */
  readonly onStartedOver: (keptAside: string) => void;
}) {
  const { t } = useWords();
  const startOver = useCommand('setup.startOver');
  const failure = startOver.data?.ok === false ? startOver.data.error : null;
  const wasNeverSent = failure?.type === 'NeverSent';
  const start = async (leavesUnsent: boolean) => {
    const started = await startOver.mutateAsync({ leavesUnsent });
    if (started.ok) props.onStartedOver(started.value.keptAside);
  };
  return (
    <PlainScreen
      icon="warning"
      title={t('sync.joining.over.heading')}
      actions={
        // What was never sent is left behind by another key: the same one pressed twice does not say so.
        wasNeverSent ? (
          <ActionButton
            label={t('sync.joining.over.leave')}
            shortcut="F8"
            tone="danger"
            isBusy={startOver.isPending}
            onPress={() => void start(true)}
          />
        ) : (
          <ActionButton
            label={t('sync.joining.over.start')}
            shortcut="F9"
            tone="primary"
            isBusy={startOver.isPending}
            onPress={() => void start(false)}
          />
        )
      }
    >
      <SyncTrouble problem={null} stoppedBecause={props.stoppedBecause} isJoining />
      <p>{t('sync.joining.over')}</p>
      {failure !== null && <FailureNotice failure={failure} />}
    </PlainScreen>
  );
}
