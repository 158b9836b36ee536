import type { RestorePreview } from '../../../shared/contract/backup-contract.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** What a restore keeps and what it loses, by number and from when. */
export function RestoreFigures(props: { readonly preview: RestorePreview; readonly isCurrent: boolean }) {
  const { t } = useWords();
  const { takenAt, operations, salvaged, lost, isLossUnknown } = props.preview;
  const at = formatDateTimeAt(takenAt);
  return (
    <>
      <p>
        {props.isCurrent
          ? t('backup.restore.preview.current', { operations })
          : t('backup.restore.preview.backup', { at, operations })}
      </p>
      {salvaged !== null && (
        <p>{t('backup.restore.preview.salvaged', { ...salvaged, count: countOf(salvaged) })}</p>
      )}
      {lost !== null && (
        <Notice
          tone="warning"
          title={t('backup.restore.preview.lost', {
            count: countOf(lost),
            fromSeq: lost.fromSeq,
            toSeq: lost.toSeq,
            since: formatDateTimeAt(lost.sinceAt),
          })}
        >
          {t('backup.restore.preview.lost.what')}
        </Notice>
      )}
      {lost === null && isLossUnknown && (
        <Notice tone="warning" title={t('backup.restore.preview.unknown', { since: at })} />
      )}
      {lost === null && !isLossUnknown && (
        <Notice tone="ok" title={t('backup.restore.preview.nothingLost')} />
      )}
    </>
  );
}

const countOf = (numbers: { readonly fromSeq: number; readonly toSeq: number }): number =>
  numbers.toSeq - numbers.fromSeq + 1;
