import { type ReactNode, useState } from 'react';
import type { BatchView } from '../../../shared/contract/credit-contract.ts';
import { type OperationId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { BatchWork } from './BatchWork.tsx';
import { amountWords } from './credit-words.ts';
import { OpenBatch } from './OpenBatch.tsx';
import { useBatch } from './use-batch.ts';

/** Every batch of top-ups: who gave how much to how many, and what is left of one that was interrupted. */
export function BatchesPart({ side }: { readonly side: ReactNode }) {
  const { t } = useWords();
  const answer = useAnswer('credit.batches', {});
  return answer.data?.ok === true ? (
    <Batches batches={answer.data.value} side={side} />
  ) : (
    <Page title={t('credit.part.batches')} side={side}>
      <AnswerView answer={answer.data}>{() => null}</AnswerView>
    </Page>
  );
}

function Batches({ batches, side }: { readonly batches: readonly BatchView[]; readonly side: ReactNode }) {
  const { t } = useWords();
  const work = useBatch();
  const closing = useCommand('credit.closeBatch');
  const reopening = useCommand('credit.reopenBatch');
  const [selectedId, setSelectedId] = useState<OperationId | null>(null);
  const [isOpen, setOpen] = useState(false);
  const selected = batches.find(({ batchId }) => batchId === selectedId) ?? batches[0] ?? null;
  const act = () => ({ operationId: operationIdSchema.parse(newId()) });
  const resume = async ({ batchId, state }: BatchView) => {
    if (state === 'closed') {
      const answer = await reopening.mutateAsync({ ...act(), batchId });
      if (!answer.ok) return;
    }
    await work.run(batchId);
  };
  const open = (batchId: OperationId) => {
    setSelectedId(batchId);
    setOpen(true);
  };
  const actions = work.isRunning ? (
    <ActionButton label={t('credit.batch.stop')} shortcut="Escape" onPress={work.stop} />
  ) : (
    <BatchActions
      batch={selected}
      isBusy={closing.isPending || reopening.isPending}
      onResume={(batch) => void resume(batch)}
      onGiveUp={({ batchId }) => closing.mutate({ ...act(), batchId })}
    />
  );
  if (isOpen && selected !== null) {
    const close = () => setOpen(false);
    return <OpenBatch batch={selected} work={work} actions={actions} side={side} onClose={close} />;
  }
  return (
    <Page
      title={t('credit.part.batches')}
      side={side}
      isFilled
      actions={actions}
      {...(batches.length === 0 ? {} : { heading: <p>{t('credit.batches.hint')}</p> })}
    >
      <div className="credit-part">
        <BatchWork work={work} />
        {closing.data?.ok === false && <FailureNotice failure={closing.data.error} />}
        {reopening.data?.ok === false && <FailureNotice failure={reopening.data.error} />}
        <BatchTable
          batches={batches}
          selectedId={selected?.batchId ?? null}
          onSelect={setSelectedId}
          onOpen={open}
        />
      </div>
    </Page>
  );
}

/** What can be done with a batch: the rest given, or given up; what was given up can be given after all. */
function BatchActions(props: {
  readonly batch: BatchView | null;
  readonly isBusy: boolean;
  readonly onResume: (batch: BatchView) => void;
  readonly onGiveUp: (batch: BatchView) => void;
}) {
  const { t } = useWords();
  const { batch } = props;
  const left = batch === null ? 0 : batch.households - batch.givenHouseholds;
  const isClosed = batch?.state === 'closed';
  return (
    <>
      <ActionButton
        label={
          left === 0
            ? t('credit.batch.resume.none')
            : t(isClosed ? 'credit.batch.reopen' : 'credit.batch.resume', { left })
        }
        shortcut="F9"
        tone={isClosed ? 'plain' : 'primary'}
        isDisabled={left === 0}
        isBusy={props.isBusy}
        onPress={() => batch !== null && props.onResume(batch)}
      />
      <ActionButton
        label={t('credit.batch.giveUp')}
        shortcut="Shift+F7"
        tone="danger"
        isDisabled={batch?.state !== 'unfinished'}
        isBusy={props.isBusy}
        onPress={() => batch !== null && props.onGiveUp(batch)}
      />
    </>
  );
}

function BatchTable(props: {
  readonly batches: readonly BatchView[];
  readonly selectedId: OperationId | null;
  readonly onSelect: (batchId: OperationId | null) => void;
  readonly onOpen: (batchId: OperationId) => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const stateOf = ({ state, givenHouseholds, households }: BatchView) =>
    state === 'done'
      ? t('credit.batch.state.done')
      : t(`credit.batch.state.${state}`, { given: givenHouseholds, households });
  return (
    <DataTable
      caption={t('credit.part.batches')}
      isCaptionHidden
      rows={props.batches}
      rowKey={({ batchId }) => batchId}
      columns={[
        {
          key: 'when',
          header: t('credit.batch.when'),
          cell: ({ startedAt }) => formatDateTimeAt(startedAt),
          width: 220,
        },
        {
          key: 'programme',
          header: t('credit.batch.what'),
          cell: ({ programmeName, operatorName }) => (
            <span className="credit-two-lines">
              {programmeName?.[language]}
              <small>{operatorName}</small>
            </span>
          ),
        },
        {
          key: 'households',
          header: t('credit.batch.households'),
          cell: ({ households }) => formatCount(households),
          align: 'end',
          width: 125,
        },
        {
          key: 'total',
          header: t('credit.batch.total'),
          cell: ({ purse, totalAmount }) => amountWords(words, purse, totalAmount),
          align: 'end',
          width: 145,
        },
        { key: 'state', header: t('credit.batch.state'), cell: stateOf, width: 150 },
      ]}
      selectedKey={props.selectedId}
      onSelect={(batch) => props.onSelect(batch?.batchId ?? null)}
      onOpen={({ batchId }) => props.onOpen(batchId)}
      autoFocus
      emptyTitle={t('credit.batches.none')}
      emptyText={t('credit.batches.none.todo')}
    />
  );
}
