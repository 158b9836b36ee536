import { useState } from 'react';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { Failed } from './till.ts';
import { useTill } from './use-till.ts';

/** Puts the basket aside, so that the next person need not wait. */
export function ParkDialog() {
  const { t } = useWords();
  const till = useTill();
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<Failed | null>(null);
  const park = async () =>
    setFailure(await till.answer('till.park', { note: note.trim() }, { tone: 'ok', id: 'till.said.parked' }));
  const most = failure !== null && 'most' in failure ? Number(failure.most) : 0;
  return (
    <Dialog
      title={t('till.park.title')}
      onClose={till.close}
      actions={
        <>
          <ActionButton
            label={t('till.park.do')}
            shortcut="Enter"
            tone="primary"
            onPress={() => void park()}
          />
          <CancelButton onPress={till.close} />
        </>
      }
    >
      {failure?.type === 'BasketEmpty' && <Notice tone="warning" title={t('till.said.nothingToPark')} />}
      {failure?.type === 'TooManyParked' && (
        <Notice tone="warning" title={t('till.park.tooMany', { most })} />
      )}
      <TextField
        label={t('till.park.note')}
        hint={t('till.park.hint')}
        value={note}
        onChange={setNote}
        onSubmit={() => void park()}
        maxLength={80}
        autoFocus
      />
    </Dialog>
  );
}
