import type { IssuedStatementRow } from '../../../shared/contract/statements-contract.ts';
import { formatDate, formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DataTable } from '../../ui/DataTable.tsx';

/** What was printed, for whom to print once more. */
export function IssuedTable(props: {
  readonly rows: readonly IssuedStatementRow[];
  readonly selected: IssuedStatementRow | null;
  readonly onSelect: (row: IssuedStatementRow | null) => void;
  readonly onOpen: (row: IssuedStatementRow) => void;
}) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('statements.tab.issued')}
      isCaptionHidden
      rows={props.rows}
      rowKey={({ statementId }) => statementId}
      selectedKey={props.selected?.statementId ?? null}
      onSelect={props.onSelect}
      onOpen={props.onOpen}
      columns={[
        {
          key: 'printedAt',
          header: t('statements.issued.when'),
          cell: ({ printedAt }) => formatDateTimeAt(printedAt),
          width: 220,
        },
        {
          key: 'period',
          header: t('statements.issued.period'),
          cell: ({ from, to }) => `${formatDate(from)} – ${formatDate(to)}`,
        },
        { key: 'who', header: t('statements.issued.who'), cell: ({ printedBy }) => printedBy },
        {
          key: 'language',
          header: t('statements.language'),
          cell: ({ language }) => t(`households.language.${language}`),
          width: 160,
        },
      ]}
      emptyTitle={t('statements.issued.none')}
      emptyText={t('statements.issued.none.todo')}
    />
  );
}
