import { useState } from 'react';
import type { ToLookAt } from '../../../shared/contract/sync-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { actWords, takenWords } from './flag-words.ts';

type Row =
  | { readonly sort: 'flagged'; readonly act: ToLookAt['flagged'][number] }
  | { readonly sort: 'aside'; readonly act: ToLookAt['aside'][number] };

/** What this counter did and somebody should look at, in plain words. */
export function ToLookAtTab() {
  const answer = useAnswer('sync.toLookAt', {});
  return <AnswerView answer={answer.data}>{(look) => <Acts look={look} />}</AnswerView>;
}

function Acts({ look }: { readonly look: ToLookAt }) {
  const words = useWords();
  const { t } = words;
  const [openId, setOpenId] = useState<string | null>(null);
  const rows: Row[] = [
    ...look.aside.map((act): Row => ({ sort: 'aside', act })),
    ...look.flagged.map((act): Row => ({ sort: 'flagged', act })),
  ];
  const open = rows.find(({ act }) => act.operationId === openId) ?? null;
  const openFlags = look.flagged.filter(({ seen }) => seen === null).length;
  const hidden = look.asideCount - look.aside.length + Math.max(0, look.flaggedCount - openFlags);
  return (
    <>
      <p>{t('sync.look.how')}</p>
      <DataTable
        caption={t('sync.look.title')}
        isCaptionHidden
        autoFocus
        rows={rows}
        rowKey={({ act }) => act.operationId}
        onOpen={({ act }) => setOpenId(act.operationId)}
        columns={[
          { key: 'what', header: t('sync.look.what'), cell: ({ act }) => actWords(words, act), width: '3fr' },
          {
            key: 'when',
            header: t('sync.look.when'),
            cell: ({ act }) => formatDateTimeAt(act.writtenAt),
            width: 190,
          },
          {
            key: 'happened',
            header: t('sync.look.happened'),
            cell: (row) => happened(words, row),
            width: '4fr',
          },
          { key: 'state', header: t('sync.state'), cell: (row) => stateOf(words, row), width: '3fr' },
        ]}
        emptyTitle={t('sync.look.none')}
      />
      {hidden > 0 && <p>{t('sync.look.more', { count: hidden })}</p>}
      {open !== null && (
        <Dialog
          title={actWords(words, open.act)}
          size="wide"
          onClose={() => setOpenId(null)}
          actions={
            <ActionButton label={t('sync.net.close')} shortcut="Escape" onPress={() => setOpenId(null)} />
          }
        >
          <p>
            <strong>{t('sync.flag.happened', { what: happened(words, open) })}</strong>
          </p>
          <p>{t('sync.look.at', { time: formatDateTimeAt(open.act.writtenAt) })}</p>
          {open.sort === 'flagged' && open.act.householdName !== null && (
            <p>{t('sync.flag.household', { name: open.act.householdName })}</p>
          )}
          <p>{t(open.sort === 'aside' ? 'sync.look.aside.means' : 'sync.flag.stands')}</p>
          <p>{stateOf(words, open)}</p>
        </Dialog>
      )}
    </>
  );
}

const happened = (words: Words, row: Row): string =>
  row.sort === 'aside' ? words.t(`sync.net.why.${row.act.reason}`) : takenWords(words, row.act);

function stateOf({ t }: Words, row: Row): string {
  if (row.sort === 'aside') return t('sync.look.aside.state');
  const { seen } = row.act;
  if (seen === null) return t('sync.look.open');
  const time = formatDateTimeAt(seen.at);
  return seen.byName === null
    ? t('sync.look.seen.unnamed', { time })
    : t('sync.look.seen', { name: seen.byName, time });
}
