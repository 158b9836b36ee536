import type { SyncProblem, SyncStop } from '../../../shared/contract/sync-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** What stands in the way of the exchange, and that work goes on where there is any. Nothing where nothing does. */
export function SyncTrouble(props: {
  readonly problem: SyncProblem | null;
  readonly stoppedBecause: SyncStop | null;
  /** The first download is under way: nobody works here before it is done. */
  readonly isJoining?: boolean;
}) {
  const { t } = useWords();
  const { problem, stoppedBecause } = props;
  if (stoppedBecause !== null) {
    const id = `sync.stopped.${stoppedBecause}` as const;
    return (
      <Notice tone="problem" title={t('sync.stopped')}>
        {t(props.isJoining === true ? `${id}.shut` : id)}
      </Notice>
    );
  }
  if (problem === null) return null;
  return (
    <Notice tone="warning" title={t(`sync.problem.${problem}`)}>
      {props.isJoining === true ? undefined : t('sync.problem.keepsSelling')}
    </Notice>
  );
}
