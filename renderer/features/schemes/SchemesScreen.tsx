import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import type { Scheme } from '../../../shared/domain/scheme.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { useHasRole } from '../session/session-context.ts';
import { AllowancesDialog } from './AllowancesDialog.tsx';
import { allowanceWords, periodWords, versionWords } from './scheme-words.ts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The editor leaves as soon as it has saved: what it saved is said on the list that it goes back to. */
    savedScheme?: { readonly name: string; readonly appliesFrom: LocalDate };
  }
}

/** The points schemes of the network, each by the rules that hold today. */
export function SchemesScreen() {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const mayChange = useHasRole('office');
  const [isGiving, setGiving] = useState(false);
  const { data } = useAnswer('schemes.list', {});
  const saved = useLocation({ select: ({ state }) => state.savedScheme });
  const open = ({ schemeId }: Scheme) =>
    void navigate({ to: '/households/schemes/$schemeId', params: { schemeId } });
  return (
    <Page
      title={t('schemes.title')}
      isFilled
      {...(mayChange ? { heading: <p>{t('schemes.hint')}</p> } : {})}
      actions={
        <>
          <ActionButton
            label={t('schemes.back')}
            shortcut="Escape"
            onPress={() => void navigate({ to: '/households' })}
          />
          {mayChange && (
            <>
              <ActionButton
                label={t('schemes.new')}
                shortcut="F6"
                onPress={() => void navigate({ to: '/households/schemes/new' })}
              />
              <ActionButton label={t('schemes.allowances')} shortcut="F8" onPress={() => setGiving(true)} />
            </>
          )}
        </>
      }
    >
      {data?.ok === false && <FailureNotice failure={data.error} />}
      {saved !== undefined && (
        <Notice tone="ok" title={t('schemes.saved', { name: saved.name, on: formatDate(saved.appliesFrom) })}>
          {t('schemes.saved.kept')}
        </Notice>
      )}
      {data?.ok && (
        <DataTable
          caption={t('schemes.title')}
          isCaptionHidden
          rows={data.value}
          rowKey={({ schemeId }) => schemeId}
          columns={[
            { key: 'name', header: t('schemes.name'), cell: ({ name }) => name },
            { key: 'period', header: t('schemes.period'), cell: (scheme) => periodWords(words, scheme) },
            {
              key: 'allowance',
              header: t('schemes.allowance.column'),
              cell: (scheme) => allowanceWords(words, scheme),
              width: '2fr',
            },
            {
              key: 'from',
              header: t('schemes.appliesFrom'),
              cell: (scheme) => versionWords(words, scheme),
              width: 210,
            },
          ]}
          autoFocus
          {...(mayChange ? { onOpen: open } : {})}
          emptyTitle={t('schemes.none')}
          emptyText={mayChange ? t('schemes.none.todo') : undefined}
        />
      )}
      {isGiving && <AllowancesDialog onClose={() => setGiving(false)} />}
    </Page>
  );
}
