import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import type { HouseholdHit } from '../../../shared/contract/households-contract.ts';
import { LEAST_SEARCH_LETTERS } from '../../../shared/domain/household-search.ts';
import { invoke } from '../../client/client.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { useHasRole } from '../session/session-context.ts';
import './households.css';

/** The desk's first screen: find a household, or register a new one. */
export function HouseholdsScreen() {
  const { t } = useWords();
  const navigate = useNavigate();
  const mayChange = useHasRole('office', 'socialWorker');
  const mayPrintMany = useHasRole('office');
  const [text, setText] = useState('');
  const found = useHouseholdSearch(text);
  const open = ({ householdId }: Pick<HouseholdHit, 'householdId'>) =>
    void navigate({ to: '/households/$householdId', params: { householdId } });
  useScanner(async (code) => {
    const answer = await invoke('households.search', { text: code });
    const [only, ...others] = answer.ok ? answer.value.households : [];
    if (only !== undefined && others.length === 0) open(only);
    else setText(code);
  });
  const page = found?.answer.ok ? found.answer.value : null;
  const failure = found?.answer.ok === false ? found.answer.error : null;
  return (
    <Page
      title={t('households.title')}
      actions={
        mayChange && (
          <>
            <ActionButton
              label={t('households.new')}
              shortcut="F6"
              icon="person"
              onPress={() => void navigate({ to: '/households/new' })}
            />
            <ActionButton
              label={t('imports.show')}
              shortcut="Shift+F6"
              onPress={() => void navigate({ to: '/households/import' })}
            />
            <ActionButton
              label={t('households.schemes')}
              shortcut="F7"
              onPress={() => void navigate({ to: '/households/schemes' })}
            />
            {mayPrintMany && (
              <ActionButton
                label={t('batches.show')}
                icon="print"
                shortcut="Shift+F8"
                onPress={() => void navigate({ to: '/households/batches' })}
              />
            )}
            <ActionButton
              label={t('households.expiring')}
              shortcut="F8"
              icon="clock"
              onPress={() => void navigate({ to: '/households/expiring' })}
            />
          </>
        )
      }
    >
      <div className="stack households-search">
        <SearchBox
          label={t('households.search.label')}
          value={text}
          onChange={setText}
          answer={found === null ? null : { text: found.text, items: page?.households ?? [] }}
          itemKey={({ householdId }) => householdId}
          renderItem={(household) => <HouseholdLine household={household} />}
          onChoose={open}
          emptyText={
            failure?.type === 'TooFewLetters'
              ? t('errors.TooFewLetters', { least: failure.least })
              : t('households.search.none')
          }
          minLength={LEAST_SEARCH_LETTERS}
          autoFocus
        />
        {failure !== null && failure.type !== 'TooFewLetters' && <FailureNotice failure={failure} />}
        {page?.hasMore === true && <p className="households-more">{t('households.search.more')}</p>}
        <p>{t('households.search.hint')}</p>
        <p className="soft">{t('households.search.logged')}</p>
      </div>
    </Page>
  );
}

/** A household in a list: who, who else may shop, how many, and whether they may. */
export function HouseholdLine(props: { readonly household: HouseholdHit }) {
  const { t } = useWords();
  const { displayName, delegateNames, size, siteName, state } = props.household;
  return (
    <span className="household-line">
      <span className="household-line__names">
        <strong>{displayName ?? t('households.nameless')}</strong>
        <small>
          {delegateNames.length > 0 && t('households.delegates', { names: delegateNames.join(', ') })}
        </small>
      </span>
      <span>{t('households.people', { size })}</span>
      <span>{siteName}</span>
      <span>{t(`households.state.${state}`)}</span>
    </span>
  );
}

export type FoundHouseholds = { readonly text: string; readonly answer: Answer<'households.search'> };

/** The newest answer to what is typed. */
export function useHouseholdSearch(text: string): FoundHouseholds | null {
  const [found, setFound] = useState<FoundHouseholds | null>(null);
  useEffect(() => {
    if (text.trim().length < LEAST_SEARCH_LETTERS) return;
    let isWanted = true;
    void invoke('households.search', { text: text.slice(0, 80) }).then((answer) => {
      if (isWanted) setFound({ text, answer });
    });
    return () => {
      isWanted = false;
    };
  }, [text]);
  return text.trim().length < LEAST_SEARCH_LETTERS ? null : found;
}
