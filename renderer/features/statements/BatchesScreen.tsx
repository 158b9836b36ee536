import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { StatementBatchRow } from '../../../shared/contract/statement-batches-contract.ts';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { onCounterEvent } from '../../client/client.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDate, formatDateTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { FilesToDestroyNotice } from '../erasure/FilesToDestroy.tsx';
import { BatchScreen } from './BatchScreen.tsx';
import { NewBatchScreen } from './NewBatchScreen.tsx';
import './statements.css';

/** Statements of many households: those that were printed, and a new lot. */
export function BatchesScreen() {
  const [shown, setShown] = useState<OperationId | 'new' | null>(null);
  const progress = useBatchProgress();
  const back = () => setShown(null);
  if (shown === 'new') return <NewBatchScreen onBack={back} onStarted={setShown} />;
  if (shown !== null) return <BatchScreen batchId={shown} progress={progress} onBack={back} />;
  return <BatchList onOpen={setShown} />;
}

export type BatchProgress = { readonly done: number; readonly total: number } | null;

/** Heard while the list of batches or one of them is on the screen. */
function useBatchProgress(): BatchProgress {
  const [progress, setProgress] = useState<BatchProgress>(null);
  useEffect(
    () =>
      onCounterEvent((event) => {
        if (event.type === 'progress' && event.task === 'statement-batch') setProgress(event);
      }),
    [],
  );
  return progress;
}

function BatchList(props: { readonly onOpen: (shown: OperationId | 'new') => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { data } = useAnswer('statementBatches.list', {}, { isForgotten: true });
  return (
    <Page
      title={t('batches.title')}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('batches.back')}
            shortcut="Escape"
            onPress={() => void navigate({ to: '/households' })}
          />
          <ActionButton
            label={t('batches.new')}
            icon="print"
            shortcut="F6"
            tone="primary"
            onPress={() => props.onOpen('new')}
          />
        </>
      }
    >
      <FilesToDestroyNotice isOffice />
      <AnswerView answer={data}>{(rows) => <Batches rows={rows} onOpen={props.onOpen} />}</AnswerView>
    </Page>
  );
}

function Batches(props: {
  readonly rows: readonly StatementBatchRow[];
  readonly onOpen: (batchId: OperationId) => void;
}) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('batches.title')}
      isCaptionHidden
      autoFocus
      rows={props.rows}
      rowKey={({ batchId }) => batchId}
      onOpen={({ batchId }) => props.onOpen(batchId)}
      columns={[
        {
          key: 'when',
          header: t('batches.when'),
          cell: ({ startedAt }) => formatDateTimeAt(startedAt),
          width: 210,
        },
        { key: 'who', header: t('batches.who'), cell: ({ startedBy }) => startedBy },
        {
          key: 'purse',
          header: t('statements.purse'),
          cell: ({ wanted }) => t(`statements.purse.${wanted.purse}`),
        },
        {
          key: 'period',
          header: t('statements.period'),
          cell: ({ wanted }) => `${formatDate(wanted.from)} – ${formatDate(wanted.to)}`,
          width: 270,
        },
        {
          key: 'count',
          header: t('batches.households'),
          cell: ({ total }) => formatCount(total),
          align: 'end',
          width: 130,
        },
        { key: 'state', header: t('batches.state'), cell: ({ state }) => t(`batches.state.${state}`) },
      ]}
      emptyTitle={t('batches.none')}
      emptyText={t('batches.none.todo')}
    />
  );
}
