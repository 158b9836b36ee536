import { useState } from 'react';
import type {
  StatementBatchFile,
  StatementBatchView,
} from '../../../shared/contract/statement-batches-contract.ts';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import type { BatchProgress } from './BatchesScreen.tsx';
import { ResumeDialog } from './ResumeDialog.tsx';
import { savePaper } from './save-paper.ts';
import { useHasA4Printer } from './use-paper.ts';

/** One lot: how far it is, its files, and whose statements they are. */
export function BatchScreen(props: {
  readonly batchId: OperationId;
  readonly progress: BatchProgress;
  readonly onBack: () => void;
}) {
  const { t } = useWords();
  const { batchId } = props;
  const { data, refetch } = useAnswer('statementBatches.view', { batchId }, { isForgotten: true });
  if (data?.ok === true) return <Batch {...props} batch={data.value} onMoved={() => void refetch()} />;
  return (
    <Page
      title={t('batches.title')}
      actions={<ActionButton label={t('batches.list')} shortcut="Escape" onPress={props.onBack} />}
    >
      {data === undefined ? <p>{t('ui.loading')}</p> : <FailureNotice failure={data.error} />}
    </Page>
  );
}

type Tab = 'files' | 'households';

function Batch(props: {
  readonly batch: StatementBatchView;
  readonly progress: BatchProgress;
  readonly onBack: () => void;
  /** The files are perhaps not where they were: a stick went in or out. */
  readonly onMoved: () => void;
}) {
  const { t } = useWords();
  const { batch, progress } = props;
  const [tab, setTab] = useState<Tab>('files');
  const [selected, setSelected] = useState<StatementBatchFile | null>(null);
  const [isResuming, setResuming] = useState(false);
  const files = useFiles(batch, props.onMoved);
  const cancel = useCommand('statementBatches.cancel');
  const isRunning = batch.state === 'running';
  const file = selected ?? batch.files.find(({ place }) => place !== 'gone') ?? null;
  const { from, to, purse } = batch.wanted;
  const period = `${formatDate(from)} – ${formatDate(to)}`;
  return (
    <Page
      title={t('batches.one', { purse: t(`statements.purse.${purse}`), period })}
      isFilled
      actions={
        <>
          <ActionButton label={t('batches.list')} shortcut="Escape" onPress={props.onBack} />
          {isRunning ? (
            <ActionButton
              label={t('batches.cancel')}
              shortcut="F7"
              tone="danger"
              isBusy={cancel.isPending}
              onPress={() => cancel.mutate({ batchId: batch.batchId })}
            />
          ) : (
            <ActionButton
              label={t(batch.nextPlace === null ? 'batches.again' : 'batches.resume')}
              shortcut="F7"
              tone={batch.nextPlace === null ? 'plain' : 'primary'}
              onPress={() => setResuming(true)}
            />
          )}
          <FileActions batch={batch} file={file} files={files} />
        </>
      }
    >
      <div className="statements">
        {isRunning ? (
          <ProgressBar
            label={t('batches.progress')}
            done={progress?.done ?? null}
            total={progress?.total ?? batch.total}
          />
        ) : (
          <StateNotice batch={batch} />
        )}
        {files.failure !== null && <FailureNotice failure={files.failure} />}
        {files.said !== null && <Notice tone="ok" title={files.said} />}
        <Tabs
          isWithAlt
          label={t('batches.tabs')}
          items={[
            {
              key: 'files',
              label: t('batches.files'),
              content: <FileTable batch={batch} selected={file} onSelect={setSelected} onOpen={files.save} />,
            },
            { key: 'households', label: t('batches.households'), content: <HouseholdTable batch={batch} /> },
          ]}
          selectedKey={tab}
          onSelect={setTab}
        />
      </div>
      {isResuming && <ResumeDialog batch={batch} onClose={() => setResuming(false)} />}
    </Page>
  );
}

type Files = ReturnType<typeof useFiles>;

/** What can be done with the files of a batch, and what came of it. */
function useFiles({ batchId, files }: StatementBatchView, onMoved: () => void) {
  const { t } = useWords();
  const [said, setSaid] = useState<string | null>(null);
  const open = useCommand('statementBatches.open');
  const print = useCommand('statementBatches.print');
  const remove = useCommand('statementBatches.removeFiles');
  const all = [open, print, remove];
  const isAway = files.some(({ place }) => place === 'folderAway');
  const look = ({ ok }: { readonly ok: boolean }) => {
    if (isAway || !ok) onMoved();
  };
  const begin = () => {
    setSaid(null);
    for (const each of all) each.reset();
  };
  return {
    said,
    isBusy: all.some(({ isPending }) => isPending),
    failure:
      all.map(({ data }) => (data?.ok === false ? data.error : null)).find((each) => each !== null) ?? null,
    save: async ({ fileName }: StatementBatchFile) => {
      begin();
      const answer = await open.mutateAsync({ batchId, fileName });
      look(answer);
      if (!answer.ok) return;
      savePaper(answer.value, fileName);
      setSaid(t('batches.opened', { file: fileName }));
    },
    print: async ({ fileName }: StatementBatchFile) => {
      begin();
      const answer = await print.mutateAsync({ batchId, fileName });
      look(answer);
      if (answer.ok) setSaid(t('batches.printed', { file: fileName }));
    },
    remove: async () => {
      begin();
      const answer = await remove.mutateAsync({ batchId });
      look(answer);
      if (answer.ok) setSaid(t('batches.removed', { count: answer.value.removed }));
    },
  };
}

function FileActions(props: {
  readonly batch: StatementBatchView;
  readonly file: StatementBatchFile | null;
  readonly files: Files;
}) {
  const { t } = useWords();
  const hasPrinter = useHasA4Printer();
  const { batch, file, files } = props;
  // Out of reach is no reason: the stick may be in by now.
  const isOff = file === null || file.place === 'gone' || files.isBusy;
  return (
    <>
      {hasPrinter && (
        <ActionButton
          label={t('batches.file.print')}
          icon="print"
          shortcut="F8"
          isDisabled={isOff}
          onPress={() => file !== null && void files.print(file)}
        />
      )}
      <ActionButton
        label={t('batches.file.open')}
        shortcut="F6"
        isDisabled={isOff}
        onPress={() => file !== null && void files.save(file)}
      />
      <ActionButton
        label={t('batches.files.remove')}
        shortcut="Shift+Delete"
        isDisabled={
          batch.state === 'running' || batch.files.every(({ place }) => place === 'gone') || files.isBusy
        }
        onPress={() => void files.remove()}
      />
    </>
  );
}

function StateNotice({ batch }: { readonly batch: StatementBatchView }) {
  const { t } = useWords();
  const { state, recorded, skipped, total, folder, failureCode } = batch;
  const figures = t('batches.figures', { recorded, total, skipped });
  if (state === 'done') {
    const isAway = batch.files.some(({ place }) => place === 'folderAway');
    return (
      <Notice tone={isAway ? 'warning' : 'ok'} title={figures}>
        {t(isAway ? 'batches.where.away' : 'batches.where', { folder })}
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={`${t(`batches.state.${state}`)}. ${figures}`}>
      {failureCode === null ? t('batches.unfinished') : t('batches.failed', { code: failureCode })}
    </Notice>
  );
}

function FileTable(props: {
  readonly batch: StatementBatchView;
  readonly selected: StatementBatchFile | null;
  readonly onSelect: (file: StatementBatchFile | null) => void;
  readonly onOpen: (file: StatementBatchFile) => Promise<void>;
}) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('batches.files')}
      isCaptionHidden
      rows={props.batch.files}
      rowKey={({ firstPlace, lastPlace }) => `${firstPlace}-${lastPlace}`}
      selectedKey={
        props.selected === null ? null : `${props.selected.firstPlace}-${props.selected.lastPlace}`
      }
      onSelect={props.onSelect}
      onOpen={(file) => void props.onOpen(file)}
      columns={[
        { key: 'name', header: t('batches.file'), cell: ({ fileName }) => fileName, width: '2fr' },
        {
          key: 'places',
          header: t('batches.file.places'),
          cell: ({ firstPlace, lastPlace }) => `${formatCount(firstPlace)} – ${formatCount(lastPlace)}`,
          width: 200,
        },
        {
          key: 'pages',
          header: t('batches.file.pages'),
          cell: ({ pages }) => formatCount(pages),
          align: 'end',
          width: 130,
        },
        {
          key: 'there',
          header: t('batches.state'),
          cell: ({ place }) => t(`batches.file.place.${place}`),
          width: 240,
        },
      ]}
      emptyTitle={t('batches.files.none')}
    />
  );
}

function HouseholdTable({ batch }: { readonly batch: StatementBatchView }) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('batches.households')}
      isCaptionHidden
      rows={batch.households}
      rowKey={({ place }) => String(place)}
      columns={[
        {
          key: 'place',
          header: t('batches.place'),
          cell: ({ place }) => formatCount(place),
          align: 'end',
          width: 110,
        },
        {
          key: 'name',
          header: t('batches.household'),
          cell: ({ displayName }) => displayName ?? t('households.nameless'),
          width: '2fr',
        },
        {
          key: 'outcome',
          header: t('batches.state'),
          cell: ({ outcome }) => t(`batches.outcome.${outcome}`),
        },
      ]}
      emptyTitle={t('batches.files.none')}
    />
  );
}
