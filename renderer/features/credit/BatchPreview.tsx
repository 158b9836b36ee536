import { type ReactNode, useState } from 'react';
import type { BatchLineView } from '../../../shared/contract/credit-contract.ts';
import type { TopUpReason } from '../../../shared/domain/credit.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import type { BatchQuestion } from './batch-draft.ts';
import { CreditFailure } from './CreditFailure.tsx';
import { amountWords } from './credit-words.ts';
import type { BatchOffer } from './NewBatchPart.tsx';
import { useBatch } from './use-batch.ts';

interface PreviewProps {
  readonly question: BatchQuestion;
  readonly offer: BatchOffer;
  readonly reason: TopUpReason;
  readonly side: ReactNode;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

/** Every household with its amount, and the total, before anything is given; then how far it has come. */
export function BatchPreview(props: PreviewProps) {
  const words = useWords();
  const { t } = words;
  const { purse, programmeId, rule } = props.question;
  // Made when the preview opens: F9 pressed twice, or again after a failure, is the same batch.
  const [batchId] = useState(() => operationIdSchema.parse(newId()));
  const [removed, setRemoved] = useState<ReadonlySet<HouseholdId>>(new Set());
  const [selectedId, setSelectedId] = useState<HouseholdId | null>(null);
  const start = useCommand('credit.startBatch');
  const work = useBatch();
  const lines = props.offer.lines.filter(({ householdId }) => !removed.has(householdId));
  const selected = lines.find(({ householdId }) => householdId === selectedId) ?? lines[0] ?? null;
  const totalAmount = lines.reduce((sum, { amount }) => sum + amount, 0);
  const total = amountWords(words, purse, totalAmount);
  const isStarted = start.data?.ok === true;
  usePageLeaving({ isChanged: !isStarted, isSaving: start.isPending });
  const give = async () => {
    const householdIds = lines.map(({ householdId }) => householdId);
    const what = { programmeId, purse, rule, reason: props.reason };
    const answer = await start.mutateAsync({ batchId, householdIds, totalAmount, ...what });
    if (answer.ok) await work.run(batchId);
  };
  return (
    <Page
      title={t('credit.batch.preview')}
      side={props.side}
      isFilled
      actions={
        <PreviewActions
          label={t('credit.batch.give', { households: lines.length, total })}
          isEmpty={lines.length === 0}
          isStarted={isStarted}
          isBusy={start.isPending}
          work={work}
          onGive={() => void give()}
          onResume={() => void work.run(batchId)}
          onRemove={() =>
            selected !== null && setRemoved((before) => new Set([...before, selected.householdId]))
          }
          onBack={props.onBack}
          onDone={props.onDone}
        />
      }
    >
      <div className="credit-part">
        {start.data?.ok === false && <CreditFailure failure={start.data.error} />}
        {work.failure !== null && <FailureNotice failure={work.failure} />}
        {props.offer.lastStartedAt !== null && !isStarted && (
          <Notice
            tone="warning"
            title={t('credit.batch.last', { when: formatDateTimeAt(props.offer.lastStartedAt) })}
          >
            {t('credit.batch.last.todo')}
          </Notice>
        )}
        {isStarted && work.batch !== null ? (
          <Progress work={work} />
        ) : (
          <p className="credit-total">
            <strong>{t('credit.batch.count', { households: lines.length })}</strong>
            <strong>{t('credit.batch.sum', { total })}</strong>
          </p>
        )}
        <LineTable
          lines={lines}
          amountOf={(amount) => amountWords(words, purse, amount)}
          selected={selected}
          onSelect={setSelectedId}
        />
      </div>
    </Page>
  );
}

function PreviewActions(props: {
  readonly label: string;
  readonly isEmpty: boolean;
  readonly isStarted: boolean;
  readonly isBusy: boolean;
  readonly work: ReturnType<typeof useBatch>;
  readonly onGive: () => void;
  readonly onResume: () => void;
  readonly onRemove: () => void;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const { work } = props;
  if (work.isRunning) {
    return <ActionButton label={t('credit.batch.stop')} shortcut="Escape" onPress={work.stop} />;
  }
  if (props.isStarted) {
    const left = work.batch === null ? 0 : work.batch.households - work.batch.givenHouseholds;
    return (
      <>
        {left > 0 && (
          <ActionButton
            label={t('credit.batch.resume', { left })}
            shortcut="F9"
            tone="primary"
            onPress={props.onResume}
          />
        )}
        <ActionButton label={t('credit.batch.toList')} shortcut="Escape" onPress={props.onDone} />
      </>
    );
  }
  return (
    <>
      <ActionButton label={t('credit.batch.back')} shortcut="Escape" onPress={props.onBack} />
      <ActionButton
        label={t('credit.batch.remove')}
        shortcut="Delete"
        isDisabled={props.isEmpty}
        onPress={props.onRemove}
      />
      <ActionButton
        label={props.label}
        shortcut="F9"
        tone="primary"
        isDisabled={props.isEmpty}
        isBusy={props.isBusy}
        onPress={props.onGive}
      />
    </>
  );
}

function Progress({ work }: { readonly work: ReturnType<typeof useBatch> }) {
  const words = useWords();
  const { t } = words;
  const { batch } = work;
  if (batch === null) return null;
  const figures = {
    households: batch.givenHouseholds,
    total: amountWords(words, batch.purse, batch.givenAmount),
  };
  if (batch.state === 'done') return <Notice tone="ok" title={t('credit.batch.done', figures)} />;
  return (
    <>
      <ProgressBar label={t('credit.batch.running')} done={batch.givenHouseholds} total={batch.households} />
      {!work.isRunning && (
        <Notice tone="warning" title={t('credit.batch.stopped', figures)}>
          {t('credit.batch.stopped.todo')}
        </Notice>
      )}
    </>
  );
}

function LineTable(props: {
  readonly lines: readonly BatchLineView[];
  readonly amountOf: (amount: number) => string;
  readonly selected: BatchLineView | null;
  readonly onSelect: (householdId: HouseholdId | null) => void;
}) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('credit.batch.preview')}
      isCaptionHidden
      rows={props.lines}
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
        { key: 'site', header: t('credit.who.site'), cell: ({ siteName }) => siteName ?? '' },
        {
          key: 'amount',
          header: t('credit.amount'),
          cell: ({ amount }) => props.amountOf(amount),
          align: 'end',
          width: 190,
        },
      ]}
      selectedKey={props.selected?.householdId}
      onSelect={(line) => props.onSelect(line?.householdId ?? null)}
      autoFocus
      emptyTitle={t('credit.batch.nobody')}
      emptyText={t('credit.batch.nobody.todo')}
    />
  );
}
