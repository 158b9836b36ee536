import { useState } from 'react';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { useSearch } from '../till/use-search.ts';

const LEAST_LETTERS = 3;

const find = (text: string) => invoke('laundry.find', { text });

/** For who calls by phone or forgot the card: by surname, whole card number or whole codice fiscale. */
export function GuestSearch(props: { readonly onChoose: (householdId: HouseholdId) => void }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const found = useSearch(find, text, LEAST_LETTERS);
  const page = found?.answer.ok ? found.answer.value : null;
  return (
    <>
      <SearchBox
        label={t('laundry.find.label')}
        value={text}
        onChange={setText}
        answer={found === null ? null : { text: found.text, items: page?.households ?? [] }}
        itemKey={({ householdId }) => householdId}
        renderItem={({ displayName, size }) => (
          <>
            <strong>{displayName}</strong>
            <span className="spread">{t('laundry.guest.people', { size })}</span>
          </>
        )}
        onChoose={({ householdId }) => props.onChoose(householdId)}
        emptyText={t('laundry.find.none')}
        minLength={LEAST_LETTERS}
        isEscapeLeft
        autoFocus
      />
      {page?.hasMore === true && <p>{t('laundry.find.more')}</p>}
    </>
  );
}
