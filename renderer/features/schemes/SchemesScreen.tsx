import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Scheme } from '../../../shared/domain/scheme.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { useHasRole } from '../session/session-context.ts';
import { AllowancesDialog } from './AllowancesDialog.tsx';
import { allowanceWords, periodWords, versionWords } from './scheme-words.ts';

/** The points schemes of the network, each by the rules that hold today. */
export function SchemesScreen() {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const mayChange = useHasRole('office');
  const [isGiving, setGiving] = useState(false);
  const { data } = useAnswer('schemes.list', {});
  const open = ({ schemeId }: Scheme) =>
    void navigate({ to: '/households/schemes/$schemeId', params: { schemeId } });
  return (
    <Page
      title={t('schemes.title')}
      isFilled
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
