import { householdShortCode } from '../../../shared/domain/household-code.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { nameOfId } from './NetworkPart.tsx';
import { type NetworkTabProps, TabLead } from './TabLead.tsx';

/** Which households were erased, and which PCs have not heard of it yet. */
export function ErasuresTab({ view, refresh }: NetworkTabProps) {
  const { t } = useWords();
  return (
    <>
      <TabLead text={t('sync.net.erasures.how')}>{refresh}</TabLead>
      <DataTable
        caption={t('sync.net.erasures.title')}
        isCaptionHidden
        autoFocus
        rows={view.erasures}
        rowKey={({ householdId }) => householdId}
        columns={[
          {
            key: 'code',
            header: t('sync.net.erasures.household'),
            cell: ({ householdId }) => householdShortCode(householdId),
            width: 160,
          },
          {
            key: 'since',
            header: t('sync.net.erasures.since'),
            cell: ({ erasedAt }) => formatDateTimeAt(erasedAt),
            width: 220,
          },
          {
            key: 'done',
            header: t('sync.state'),
            cell: ({ doneAt, devices }) => t('sync.net.erasures.done', { doneAt, devices }),
            width: '2fr',
          },
          {
            key: 'waiting',
            header: t('sync.net.erasures.waiting'),
            cell: ({ waitingFor }) =>
              waitingFor.length === 0
                ? t('sync.net.erasures.waiting.none')
                : waitingFor.map((deviceId) => nameOfId(t, view, deviceId)).join(', '),
            width: '3fr',
          },
        ]}
        emptyTitle={t('sync.net.erasures.none')}
      />
    </>
  );
}
