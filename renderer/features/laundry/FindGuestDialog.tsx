import { useState } from 'react';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { desk, openGuest } from './desk.ts';
import { GuestSearch } from './GuestSearch.tsx';
import { sayFailure } from './laundry-words.ts';

/** A forgotten card: who is found goes on as if the card had been scanned. */
export function FindGuestDialog() {
  const words = useWords();
  const [failure, setFailure] = useState<{ readonly type: string } | null>(null);
  const choose = async (householdId: HouseholdId) => {
    const asked = await invoke('laundry.guest', { householdId });
    if (asked.ok) openGuest(asked.value, 'search');
    else setFailure(asked.error);
  };
  return (
    <Dialog
      title={words.t('laundry.find.title')}
      size="wide"
      onClose={desk.close}
      actions={<CancelButton onPress={desk.close} />}
    >
      <div className="desk-search">
        <GuestSearch onChoose={(householdId) => void choose(householdId)} />
        {failure !== null && <Notice tone="problem" title={sayFailure(failure, words)} />}
      </div>
    </Dialog>
  );
}
