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
import { allowanceWords, periodWords } from './household-words.ts';
import { SchemeDialog } from './SchemeDialog.tsx';

/** The points schemes of the network. */
export function SchemesScreen() {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const mayChange = useHasRole('office');
  const [open, setOpen] = useState<Scheme | 'new' | null>(null);
  const { data } = useAnswer('schemes.list', {});
  return (
    <Page
      title={t('households.schemes')}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('households.back')}
            shortcut="Escape"
            onPress={() => void navigate({ to: '/households' })}
          />
          {mayChange && (
            <ActionButton label={t('households.scheme.new')} shortcut="F6" onPress={() => setOpen('new')} />
          )}
        </>
      }
    >
      {data?.ok === false && <FailureNotice failure={data.error} />}
      {data?.ok && (
        <DataTable
          caption={t('households.schemes')}
          isCaptionHidden
          rows={data.value}
          rowKey={({ schemeId }) => schemeId}
          columns={[
            { key: 'name', header: t('households.scheme.name'), cell: ({ name }) => name },
            {
              key: 'period',
              header: t('households.scheme.period'),
              cell: (scheme) => periodWords(words, scheme),
            },
            {
              key: 'allowance',
              header: t('households.scheme.allowance'),
              cell: (scheme) => allowanceWords(words, scheme),
              width: '2fr',
            },
          ]}
          autoFocus
          {...(mayChange ? { onOpen: setOpen } : {})}
          emptyTitle={t('households.scheme.none')}
          emptyText={mayChange ? t('households.scheme.none.todo') : undefined}
        />
      )}
      {open !== null && <SchemeDialog scheme={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
