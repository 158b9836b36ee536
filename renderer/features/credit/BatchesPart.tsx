import { type ReactNode, useState } from 'react';
import type { BatchView } from '../../../shared/contract/credit-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { amountWords } from './credit-words.ts';
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
  const words = useWords();
  const { t } = words;
  const work = useBatch();
  const closing = useCommand('credit.closeBatch');
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const selected = batches.find(({ batchId }) => batchId === selectedId) ?? batches[0] ?? null;
  const isUnfinished = selected?.state === 'unfinished';
  const left = selected === null ? 0 : selected.households - selected.givenHouseholds;
  const giveUp = ({ batchId }: BatchView) =>
    closing.mutate({ operationId: operationIdSchema.parse(newId()), batchId });
  return (
    <Page
      title={t('credit.part.batches')}
      side={side}
      isFilled
      actions={
        work.isRunning ? (
          <ActionButton label={t('credit.batch.stop')} shortcut="Escape" onPress={work.stop} />
        ) : (
          <>
            <ActionButton
              label={isUnfinished ? t('credit.batch.resume', { left }) : t('credit.batch.resume.none')}
              shortcut="F9"
              tone="primary"
              isDisabled={!isUnfinished}
              onPress={() => selected !== null && void work.run(selected.batchId)}
            />
            <ActionButton
              label={t('credit.batch.giveUp')}
              shortcut="Shift+F7"
              tone="danger"
              isDisabled={!isUnfinished}
              isBusy={closing.isPending}
              onPress={() => selected !== null && giveUp(selected)}
            />
          </>
        )
      }
    >
      <div className="credit-part">
        {work.isRunning && work.batch !== null && (
          <ProgressBar
            label={t('credit.batch.running')}
            done={work.batch.givenHouseholds}
            total={work.batch.households}
          />
        )}
        {work.failure !== null && <FailureNotice failure={work.failure} />}
        {closing.data?.ok === false && <FailureNotice failure={closing.data.error} />}
        {!work.isRunning && work.batch?.state === 'done' && (
          <Notice
            tone="ok"
            title={t('credit.batch.done', {
              households: work.batch.givenHouseholds,
              total: amountWords(words, work.batch.purse, work.batch.givenAmount),
            })}
          />
        )}
        <BatchTable batches={batches} selectedId={selected?.batchId ?? null} onSelect={setSelectedId} />
      </div>
    </Page>
  );
}

function BatchTable(props: {
  readonly batches: readonly BatchView[];
  readonly selectedId: string | null;
  readonly onSelect: (batchId: string | null) => void;
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
          width: 85,
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
      autoFocus
      emptyTitle={t('credit.batches.none')}
      emptyText={t('credit.batches.none.todo')}
    />
  );
}
