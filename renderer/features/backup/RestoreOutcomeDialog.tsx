import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { RestoreFigures } from './RestoreFigures.tsx';
import { useRestoreOutcome } from './restore-outcome.ts';

/** After a restore, in front of the log-in: what came back, what did not, where the old files are. */
export function RestoreOutcomeDialog() {
  const { t } = useWords();
  const { outcome, dismiss } = useRestoreOutcome();
  if (outcome === null) return null;
  return (
    <Dialog
      title={t('backup.restore.done')}
      isAlert
      actions={
        <ActionButton
          label={t('backup.restore.done.next')}
          shortcut="Enter"
          tone="primary"
          autoFocus
          onPress={dismiss}
        />
      }
    >
      <RestoreFigures preview={outcome} isCurrent={false} />
      {outcome.keptAside !== null && (
        <p className="backup__path">{t('backup.restore.done.aside', { folder: outcome.keptAside })}</p>
      )}
    </Dialog>
  );
}
