import { useState } from 'react';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { useSearch } from '../till/use-search.ts';
import { desk, openGuest } from './desk.ts';
import { sayFailure } from './laundry-words.ts';

const LEAST_LETTERS = 3;

const find = (text: string) => invoke('laundry.find', { text });

/** A forgotten card: by surname, whole card number or whole codice fiscale. */
export function FindGuestDialog() {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<{ readonly type: string } | null>(null);
  const found = useSearch(find, text, LEAST_LETTERS);
  const page = found?.answer.ok ? found.answer.value : null;
  const choose = async (householdId: HouseholdId) => {
    const asked = await invoke('laundry.guest', { householdId });
    if (asked.ok) openGuest(asked.value, 'search');
    else setFailure(asked.error);
  };
  return (
    <Dialog
      title={t('laundry.find.title')}
      size="wide"
      onClose={desk.close}
      actions={<CancelButton onPress={desk.close} />}
    >
      <div className="desk-search">
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
          onChoose={({ householdId }) => void choose(householdId)}
          emptyText={t('laundry.find.none')}
          minLength={LEAST_LETTERS}
          isEscapeLeft
          autoFocus
        />
        {failure !== null && <Notice tone="problem" title={sayFailure(failure, words)} />}
        {page?.hasMore === true && <p>{t('laundry.find.more')}</p>}
      </div>
    </Dialog>
  );
}
