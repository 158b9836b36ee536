import type { StatementPurse } from '../../../shared/domain/statement.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatOfPurse } from './purse-words.ts';
import { describeMovement, momentOf } from './statement-lines.ts';
import type { MovementItem } from './use-movement-table.ts';

/** Movements with the balance after each. Enter opens what one came from. */
export function MovementRows(props: {
  readonly rows: readonly MovementItem[];
  readonly purse: StatementPurse;
  readonly onOpen: (item: MovementItem) => void;
  readonly emptyTitle: string;
  readonly emptyText?: string | undefined;
}) {
  const words = useWords();
  const { t } = words;
  const figure = (amount: number) => formatOfPurse(props.purse, amount);
  return (
    <DataTable
      caption={t('statements.movements')}
      isCaptionHidden
      rows={props.rows}
      rowKey={({ index }) => String(index)}
      rowText={(line) => describeMovement(words, line)}
      // An expiry is no act: it has nothing to open.
      onOpen={(line) => line.operationId !== null && props.onOpen(line)}
      columns={[
        { key: 'when', header: t('statements.when'), cell: momentOf, width: 210 },
        { key: 'where', header: t('statements.where'), cell: ({ siteName }) => siteName ?? '—' },
        {
          key: 'what',
          header: t('statements.what'),
          cell: (line) => describeMovement(words, line),
          width: '2fr',
        },
        {
          key: 'in',
          header: t('statements.in'),
          cell: ({ amount }) => (amount > 0 ? figure(amount) : ''),
          align: 'end',
          width: 130,
        },
        {
          key: 'out',
          header: t('statements.out'),
          cell: ({ amount }) => (amount < 0 ? figure(-amount) : ''),
          align: 'end',
          width: 130,
        },
        {
          key: 'balance',
          header: t('statements.balance'),
          cell: ({ balance }) => figure(balance),
          align: 'end',
          width: 140,
        },
      ]}
      emptyTitle={props.emptyTitle}
      emptyText={props.emptyText}
    />
  );
}
