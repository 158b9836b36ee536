import { useEffect, useRef, useState } from 'react';
import type { SaleOfDay, SalesOfDay } from '../../../shared/contract/sales-contract.ts';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../../shared/domain/local-date.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate, formatTimeAt } from '../../format/date-time.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { usePrintProblems } from '../printing/PrintNotice.tsx';
import { FindSaleDialog } from './FindSaleDialog.tsx';
import { SaleStateMark } from './SaleStateMark.tsx';

/** One day's sales at this site: arrows, Enter opens, F8 prints a receipt once more. */
export function DaySales(props: {
  readonly isShown: boolean;
  readonly onOpen: (saleId: OperationId) => void;
}) {
  const { t } = useWords();
  const [day, setDay] = useState<LocalDate | null>(null);
  const [chosenId, setChosenId] = useState<OperationId | null>(null);
  const [isFinding, setIsFinding] = useState(false);
  const answer = useAnswer('sales.today', day === null ? {} : { on: day }, { keepPrevious: true });
  const reprint = useCommand('sales.reprint');
  const isPaperWaiting = usePrintProblems().length > 0;
  const shown = answer.data?.ok === true ? answer.data.value : null;
  const sales = shown?.sales ?? [];
  // The newest one until somebody walks the list: it is the one that people come back with.
  const selectedId = (sales.find(({ saleId }) => saleId === chosenId) ?? sales[0])?.saleId ?? null;
  // Those of the day before stand there until this day's are read: no paper of theirs is printed by this day's key.
  const isOfOtherDay = answer.isPlaceholderData;
  const isToday = day === null;
  const place = useRef<HTMLDivElement>(null);
  const { isShown } = props;
  const shownOn = shown?.on;
  useEffect(() => {
    if (!isShown || shownOn === undefined) return;
    // The arrows work at once, on every day. The table draws its rows one step later.
    const frame = requestAnimationFrame(() => focusSelectedRow(place.current));
    return () => cancelAnimationFrame(frame);
  }, [isShown, shownOn]);
  const go = (days: number) => shown !== null && setDay(addDays(day ?? shown.on, days));
  return (
    <Page
      title={
        isToday ? t('sales.title.today') : t('sales.title.day', { on: day === null ? '' : formatDate(day) })
      }
      isFilled
      actions={
        props.isShown && (
          <>
            <ActionButton label={t('sales.find')} shortcut="F6" onPress={() => setIsFinding(true)} />
            <ActionButton
              label={t('sales.reprint')}
              icon="print"
              // A paper that did not come out has the key: it is printed before any copy.
              shortcut={isPaperWaiting ? undefined : 'F8'}
              isDisabled={selectedId === null || isOfOtherDay}
              isBusy={reprint.isPending}
              onPress={() => selectedId !== null && reprint.mutate({ saleId: selectedId })}
            />
            <ActionButton label={t('sales.dayBefore')} shortcut="PageUp" onPress={() => go(-1)} />
            <ActionButton
              label={t('sales.dayAfter')}
              shortcut="PageDown"
              isDisabled={isToday}
              onPress={() => go(1)}
            />
            {!isToday && (
              <ActionButton label={t('sales.backToToday')} shortcut="F5" onPress={() => setDay(null)} />
            )}
          </>
        )
      }
    >
      {reprint.data?.ok === false && <FailureNotice failure={reprint.data.error} />}
      <AnswerView answer={answer.data}>
        {(daySales) => (
          <div className="sales__day" ref={place}>
            <Figures figures={daySales.figures} />
            <SaleTable
              sales={daySales}
              selectedId={selectedId}
              onSelect={(sale) => setChosenId(sale?.saleId ?? null)}
              onOpen={({ saleId }) => {
                setChosenId(saleId);
                props.onOpen(saleId);
              }}
            />
          </div>
        )}
      </AnswerView>
      {isFinding && <FindSaleDialog onFound={props.onOpen} onClose={() => setIsFinding(false)} />}
    </Page>
  );
}

function focusSelectedRow(place: HTMLElement | null): void {
  const row = place?.querySelector('[role="row"][aria-selected="true"]');
  if (row instanceof HTMLElement) row.focus();
}

function Figures({ figures }: { readonly figures: SalesOfDay['figures'] }) {
  const { t } = useWords();
  const shown = [
    [t('sales.figure.sales'), figures.sales],
    [t('sales.figure.households'), figures.households],
    [t('sales.figure.pieces'), figures.pieces],
    [t('sales.figure.points'), figures.points],
    ...(figures.cents === 0 ? [] : [[t('sales.figure.euro'), formatEuro(figures.cents)] as const]),
    [t('sales.figure.voided'), figures.voided],
  ] as const;
  return (
    <dl className="sales__figures">
      {shown.map(([label, figure]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{typeof figure === 'string' ? figure : formatCount(figure)}</dd>
        </div>
      ))}
    </dl>
  );
}

const euroColumn = (header: string): TableColumn<SaleOfDay> => ({
  key: 'euro',
  header,
  width: 140,
  align: 'end',
  cell: ({ totalCents }) => (totalCents === 0 ? '' : formatEuro(totalCents)),
});

function SaleTable(props: {
  readonly sales: SalesOfDay;
  readonly selectedId: OperationId | null;
  readonly onSelect: (sale: SaleOfDay | null) => void;
  readonly onOpen: (sale: SaleOfDay) => void;
}) {
  const { t } = useWords();
  const hasEuro = props.sales.sales.some(({ totalCents }) => totalCents > 0);
  const columns: readonly TableColumn<SaleOfDay>[] = [
    { key: 'number', header: t('sales.column.number'), width: 170, cell: ({ number }) => number },
    {
      key: 'time',
      header: t('sales.column.time'),
      width: 100,
      cell: ({ occurredAt }) => formatTimeAt(occurredAt),
    },
    {
      key: 'who',
      header: t('sales.column.who'),
      cell: ({ customer }) =>
        customer.kind === 'occasional'
          ? t('sales.customer.occasional')
          : (customer.displayName ?? t('sales.customer.erased')),
    },
    {
      key: 'pieces',
      header: t('sales.column.pieces'),
      width: 110,
      align: 'end',
      cell: ({ pieces }) => formatCount(pieces),
    },
    {
      key: 'points',
      header: t('sales.column.points'),
      width: 120,
      align: 'end',
      cell: ({ totalPoints }) => formatCount(totalPoints),
    },
    ...(hasEuro ? [euroColumn(t('sales.column.euro'))] : []),
    {
      key: 'state',
      header: t('sales.column.state'),
      width: 300,
      cell: (sale) => <SaleStateMark sale={sale} />,
    },
  ];
  return (
    <>
      <DataTable
        caption={t('sales.list')}
        isCaptionHidden
        columns={columns}
        rows={props.sales.sales}
        rowKey={({ saleId }) => saleId}
        selectedKey={props.selectedId}
        onSelect={props.onSelect}
        onOpen={props.onOpen}
        emptyTitle={t('sales.empty')}
        emptyText={t('sales.empty.todo')}
      />
      {props.sales.sales.length > 0 && <p className="sales__hint">{t('sales.list.keys')}</p>}
      {props.sales.hasMore && <p>{t('sales.hasMore')}</p>}
    </>
  );
}
