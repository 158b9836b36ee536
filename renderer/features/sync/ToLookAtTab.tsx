import { useState } from 'react';
import type { EditConflict } from '../../../shared/contract/edit-conflict.ts';
import type { ToLookAt } from '../../../shared/contract/sync-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { FilesToDestroyNotice } from '../erasure/FilesToDestroy.tsx';
import { useHasRole } from '../session/session-context.ts';
import { ConflictDialog, conflictTitle, type Decision, otherName } from './ConflictDialog.tsx';
import { actWords, takenWords } from './flag-words.ts';

type Row =
  | { readonly sort: 'conflict'; readonly conflict: EditConflict }
  | { readonly sort: 'flagged'; readonly act: ToLookAt['flagged'][number] }
  | { readonly sort: 'aside'; readonly act: ToLookAt['aside'][number] };

/** What this counter did and somebody should look at, in plain words. */
export function ToLookAtTab() {
  const answer = useAnswer('sync.toLookAt', {});
  const isOffice = useHasRole('office');
  return (
    <>
      <FilesToDestroyNotice isOffice={isOffice} />
      <AnswerView answer={answer.data}>{(look) => <Acts look={look} />}</AnswerView>
    </>
  );
}

function Acts({ look }: { readonly look: ToLookAt }) {
  const words = useWords();
  const { t } = words;
  const [openKey, setOpenKey] = useState<string | null>(null);
  const [decided, setDecided] = useState<Decision | null>(null);
  const rows: Row[] = [
    ...look.conflicts.map((conflict): Row => ({ sort: 'conflict', conflict })),
    ...look.aside.map((act): Row => ({ sort: 'aside', act })),
    ...look.flagged.map((act): Row => ({ sort: 'flagged', act })),
  ];
  const open = rows.find((row) => keyOf(row) === openKey) ?? null;
  const openFlags = look.flagged.filter(({ seen }) => seen === null).length;
  const hidden =
    look.asideCount -
    look.aside.length +
    Math.max(0, look.flaggedCount - openFlags) +
    (look.conflictCount - look.conflicts.length);
  const close = () => setOpenKey(null);
  return (
    <>
      {rows.length > 0 && <p>{t('sync.look.how')}</p>}
      {open === null && decided !== null && <Notice tone="ok" title={t(`sync.conflict.done.${decided}`)} />}
      <DataTable
        caption={t('sync.look.title')}
        isCaptionHidden
        autoFocus
        rows={rows}
        rowKey={keyOf}
        onOpen={(row) => {
          setDecided(null);
          setOpenKey(keyOf(row));
        }}
        columns={[
          { key: 'what', header: t('sync.look.what'), cell: (row) => titleOf(words, row), width: '4fr' },
          {
            key: 'when',
            header: t('sync.look.when'),
            cell: (row) =>
              formatDateTimeAt(row.sort === 'conflict' ? row.conflict.mine.writtenAt : row.act.writtenAt),
            width: 216,
          },
          {
            key: 'happened',
            header: t('sync.look.happened'),
            cell: (row) => happened(words, row),
            width: '5fr',
          },
          { key: 'state', header: t('sync.state'), cell: (row) => stateOf(words, row), width: '3fr' },
        ]}
        emptyTitle={t('sync.look.none')}
        emptyText={t('sync.look.none.what')}
      />
      {hidden > 0 && <p>{t('sync.look.more', { count: hidden })}</p>}
      {open?.sort === 'conflict' && (
        <ConflictDialog
          conflict={open.conflict}
          onDecided={(decision) => {
            setDecided(decision);
            close();
          }}
          onClose={close}
        />
      )}
      {open !== null && open.sort !== 'conflict' && (
        <Dialog
          title={titleOf(words, open)}
          size="wide"
          onClose={close}
          actions={<ActionButton label={t('sync.net.close')} shortcut="Escape" onPress={close} />}
        >
          <p>
            <strong>
              {open.sort === 'aside'
                ? happened(words, open)
                : t('sync.flag.happened', { what: happened(words, open) })}
            </strong>
          </p>
          <p>{t('sync.look.at', { time: formatDateTimeAt(open.act.writtenAt) })}</p>
          {open.sort === 'flagged' && open.act.householdName !== null && (
            <p>{t('sync.flag.household', { name: open.act.householdName })}</p>
          )}
          <p>{t(open.sort === 'aside' ? 'sync.look.aside.means' : 'sync.flag.stands')}</p>
          {open.sort === 'flagged' && (
            <p>
              {open.act.seen === null
                ? t('sync.look.flagged.means')
                : t('sync.look.flagged.seen', { seen: stateOf(words, open) })}
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}

const keyOf = (row: Row): string =>
  row.sort === 'conflict' ? `${row.conflict.editId} ${row.conflict.overId}` : row.act.operationId;

const titleOf = (words: Words, row: Row): string =>
  row.sort === 'conflict' ? conflictTitle(words, row.conflict) : actWords(words, row.act);

function happened(words: Words, row: Row): string {
  switch (row.sort) {
    case 'aside':
      return words.t(`sync.net.why.${row.act.reason}`);
    case 'flagged':
      return takenWords(words, row.act);
    case 'conflict': {
      const name = otherName(words, row.conflict);
      return words.t(row.conflict.isOverMine ? 'sync.conflict.overMine' : 'sync.conflict.overOther', {
        name,
      });
    }
  }
}

function stateOf({ t }: Words, row: Row): string {
  if (row.sort === 'aside') return t('sync.look.aside.state');
  if (row.sort === 'conflict') return t('sync.conflict.open');
  const { seen } = row.act;
  if (seen === null) return t('sync.look.open');
  const time = formatDateTimeAt(seen.at);
  return seen.byName === null
    ? t('sync.look.seen.unnamed', { time })
    : t('sync.look.seen', { name: seen.byName, time });
}
