import { useEffect } from 'react';
import type { JoiningStatus } from '../../../shared/contract/sync-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';
import { DownloadOverScreen } from './DownloadOverScreen.tsx';
import { ReturnForm } from './ReturnForm.tsx';
import { SyncTrouble } from './SyncTrouble.tsx';

const LOOK_EVERY_MS = 1000;

/** The first download of a counter that has joined. The log-in screen follows by itself. */
export function JoiningScreen(props: {
  readonly first: Extract<JoiningStatus, { type: 'downloading' }>;
  /** Told where the data of a download are kept that was given up. */
  readonly onStartedOver: (keptAside: string) => void;
}) {
  const { t } = useWords();
  const answer = useAnswer('setup.joining', {});
  const { refetch } = answer;
  useEffect(() => {
    const timer = setInterval(() => void refetch(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [refetch]);
  const read = answer.data?.ok === true ? answer.data.value : props.first;
  const status = read.type === 'downloading' ? read : props.first;
  if (status.stoppedBecause !== null)
    return <DownloadOverScreen stoppedBecause={status.stoppedBecause} onStartedOver={props.onStartedOver} />;
  if (status.turnedAway !== null)
    return (
      <PlainScreen icon="warning" title={t('sync.joining.over.heading')}>
        <SyncTrouble problem={status.problem} stoppedBecause={null} isJoining />
        <ReturnForm turnedAway={status.turnedAway} before="firstDownload" />
      </PlainScreen>
    );
  return (
    <PlainScreen icon="clock" title={t('sync.joining.heading')}>
      <SyncTrouble problem={status.problem} stoppedBecause={null} isJoining />
      <ProgressBar
        label={t('sync.joining.streams')}
        done={Math.min(status.streamsRead, status.streams)}
        total={status.streams}
      />
      <p role="status">{t('sync.joining.received', { count: status.received })}</p>
      <p>{t('sync.joining.wait')}</p>
    </PlainScreen>
  );
}
