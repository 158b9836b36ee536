import type { HouseholdHistoryEntry, MovementView } from '../../../shared/contract/households-contract.ts';
import { formatDate, formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { changeWords, purseWords } from '../credit/credit-words.ts';
import { historyWords, movementWords } from './household-words.ts';

export function MovementTable(props: { readonly movements: readonly MovementView[] }) {
  const words = useWords();
  const { t } = words;
  return (
    <DataTable
      caption={t('households.tab.movements')}
      isCaptionHidden
      rows={props.movements}
      rowKey={({ operationId, account }) => `${operationId} ${account}`}
      columns={[
        {
          key: 'when',
          header: t('households.movement.when'),
          cell: ({ occurredAt }) => formatDateTimeAt(occurredAt),
          width: 220,
        },
        {
          key: 'what',
          header: t('households.movement.what'),
          cell: ({ type }) => movementWords(words, type),
          width: '2fr',
        },
        { key: 'where', header: t('households.movement.where'), cell: ({ siteName }) => siteName },
        {
          key: 'period',
          header: t('households.movement.period'),
          cell: ({ periodStartsOn }) => (periodStartsOn === null ? '' : formatDate(periodStartsOn)),
          width: 180,
        },
        {
          key: 'purse',
          header: t('households.movement.purse'),
          cell: ({ purse }) => purseWords(words, purse),
          width: 160,
        },
        {
          key: 'amount',
          header: t('households.movement.amount'),
          cell: ({ unit, amount }) => changeWords(words, unit, amount),
          align: 'end',
          width: 170,
        },
      ]}
      emptyTitle={t('households.movements.none')}
    />
  );
}

export function HistoryTable(props: { readonly history: readonly HouseholdHistoryEntry[] }) {
  const words = useWords();
  const { t } = words;
  return (
    <DataTable
      caption={t('households.tab.history')}
      isCaptionHidden
      rows={props.history}
      rowKey={({ operationId }) => operationId}
      columns={[
        {
          key: 'when',
          header: t('households.movement.when'),
          cell: ({ occurredAt }) => formatDateTimeAt(occurredAt),
          width: 220,
        },
        {
          key: 'what',
          header: t('households.movement.what'),
          cell: ({ type, fields }) => historyWords(words, type, fields),
          width: '2fr',
        },
        {
          key: 'who',
          header: t('households.history.who'),
          cell: ({ operatorName }) => operatorName ?? t('households.history.program'),
        },
      ]}
      emptyTitle={t('households.history.none')}
    />
  );
}
