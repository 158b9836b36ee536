import { useState } from 'react';
import type { DueHousehold } from '../../../shared/contract/retention-contract.ts';
import { LONGEST_KEPT_DAYS } from '../../../shared/domain/backup-rotation.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Says who goes, and asks how many they are: there is no way back. */
export function EraseDueDialog(props: {
  readonly households: readonly DueHousehold[];
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  // As they were when the dialog opened: the ids of the acts, so that pressing twice erases once.
  const [orders] = useState(() =>
    props.households.map(({ householdId }) => ({
      operationId: operationIdSchema.parse(newId()),
      householdId,
    })),
  );
  const [names] = useState(() => props.households.map(({ displayName }) => displayName).join(', '));
  const [typed, setTyped] = useState('');
  const erase = useCommand('retention.eraseHouseholds');
  const count = orders.length;
  const isConfirmed = typed.trim() === String(count);
  const save = async () => {
    if (!isConfirmed) return;
    const answer = await erase.mutateAsync({ orders, typed });
    if (answer.ok) props.onClose(t('retention.erased', { count: answer.value.erased }));
  };
  return (
    <Dialog
      title={t('retention.ask', { count })}
      size="wide"
      onClose={() => props.onClose(null)}
      actions={
        <>
          <ActionButton
            label={t('erasure.do')}
            shortcut="F9"
            tone="danger"
            isDisabled={!isConfirmed}
            isBusy={erase.isPending}
            onPress={() => void save()}
          />
          <CancelButton onPress={() => props.onClose(null)} />
        </>
      }
    >
      <div className="stack">
        {erase.data?.ok === false && <FailureNotice failure={erase.data.error} />}
        <ul className="merge-words">
          <li>{t('retention.goes', { names })}</li>
          <li>{t('retention.goes.what')}</li>
          <li>{t('erasure.backups', { days: LONGEST_KEPT_DAYS })}</li>
          <li>{t('erasure.elsewhere')}</li>
          <li>
            <strong>{t('erasure.noWayBack')}</strong>
          </li>
        </ul>
        <TextField label={t('retention.type', { count })} value={typed} onChange={setTyped} autoFocus />
      </div>
    </Dialog>
  );
}
