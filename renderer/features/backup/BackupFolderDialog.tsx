import { useState } from 'react';
import type { BackupStatus } from '../../../shared/contract/backup-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Where backups go. The folder must be there: the program makes none on a stick that is not in. */
export function BackupFolderDialog(props: { readonly status: BackupStatus; readonly onClose: () => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState(props.status.isDefaultFolder ? '' : props.status.folder);
  const set = useCommand('backup.setFolder');
  const send = async (folder: string | null) => {
    const answer = await set.mutateAsync({ folder });
    if (answer.ok) props.onClose();
  };
  return (
    <Dialog
      title={t('backup.folder.change')}
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('backup.folder.save')}
            shortcut="Enter"
            tone="primary"
            isDisabled={typed.trim() === ''}
            isBusy={set.isPending}
            onPress={() => void send(typed.trim())}
          />
          {!props.status.isDefaultFolder && (
            <ActionButton
              label={t('backup.folder.default')}
              shortcut="F6"
              isDisabled={set.isPending}
              onPress={() => void send(null)}
            />
          )}
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      <TextField
        label={t('backup.folder.path')}
        hint={t('backup.folder.hint')}
        value={typed}
        onChange={setTyped}
        autoFocus
      />
      {set.data?.ok === false && <FailureNotice failure={set.data.error} />}
    </Dialog>
  );
}
