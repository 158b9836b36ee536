import type { ReactNode } from 'react';
import type { BatchView } from '../../../shared/contract/credit-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { BatchWork } from './BatchWork.tsx';
import { amountWords } from './credit-words.ts';
import type { useBatch } from './use-batch.ts';

/** One batch that there is, whatever became of it: who was given how much, and who is still to be given, first. */
export function OpenBatch(props: {
  readonly batch: BatchView;
  readonly work: ReturnType<typeof useBatch>;
  readonly actions: ReactNode;
  readonly side: ReactNode;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const { batch, work } = props;
  const answer = useAnswer('credit.batch', { batchId: batch.batchId }, { keepPrevious: true });
  const given = amountWords(words, batch.purse, batch.givenAmount);
  return (
    <Page
      title={t('credit.batch.title', { when: formatDateTimeAt(batch.startedAt) })}
      side={props.side}
      isFilled
      actions={
        <>
          {!work.isRunning && (
            <ActionButton label={t('credit.batch.backToList')} shortcut="Escape" onPress={props.onClose} />
          )}
          {props.actions}
        </>
      }
    >
      <div className="credit-part">
        <BatchWork work={work} />
        <p className="credit-total">
          <strong>{batch.programmeName?.[language]}</strong>
          <span>
            {t('credit.batch.given', {
              given: batch.givenHouseholds,
              households: batch.households,
              total: given,
            })}
          </span>
        </p>
        <AnswerView answer={answer.data}>
          {({ lines }) => (
            <DataTable
              caption={t('credit.batch.preview')}
              isCaptionHidden
              rows={lines}
              rowKey={({ householdId }) => householdId}
              rowText={({ displayName }) => displayName ?? ''}
              columns={[
                {
                  key: 'name',
                  header: t('credit.batch.household'),
                  cell: ({ displayName }) => displayName ?? t('households.nameless'),
                  width: '2fr',
                },
                {
                  key: 'size',
                  header: t('credit.batch.size'),
                  cell: ({ size }) => formatCount(size),
                  align: 'end',
                  width: 150,
                },
                {
                  key: 'amount',
                  header: t('credit.amount'),
                  cell: ({ amount }) => amountWords(words, batch.purse, amount),
                  align: 'end',
                  width: 150,
                },
                {
                  key: 'state',
                  header: t('credit.batch.line.state'),
                  cell: ({ isGiven }) => t(isGiven ? 'credit.batch.line.given' : 'credit.batch.line.left'),
                },
              ]}
              autoFocus
              emptyTitle={t('credit.batch.nobody')}
            />
          )}
        </AnswerView>
      </div>
    </Page>
  );
}
