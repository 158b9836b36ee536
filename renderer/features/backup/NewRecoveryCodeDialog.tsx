import { useEffect, useEffectEvent } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { formatDateAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';

/** Makes a new recovery code, once it is really asked for, and shows it this one time. */
export function NewRecoveryCodeDialog(props: { readonly onClose: () => void }) {
  const { t } = useWords();
  const make = useCommand('backup.newRecoveryCode');
  const code = make.data?.ok === true ? make.data.value.code : null;
  const clear = useEffectEvent(() => make.reset());
  // The code does not stay in memory when the dialog is gone.
  useEffect(() => () => clear(), []);
  if (code === null) {
    return (
      <FormDialog
        title={t('backup.recovery.make')}
        onClose={props.onClose}
        label={t('backup.recovery.make')}
        isBusy={make.isPending}
        onPress={() => make.mutate({})}
        answer={make.data}
      >
        <p>{t('backup.recovery.keep')}</p>
      </FormDialog>
    );
  }
  return (
    <Dialog
      title={t('backup.recovery.title')}
      isAlert
      actions={
        <>
          <ActionButton
            label={t('backup.recovery.done')}
            shortcut="Enter"
            tone="primary"
            onPress={props.onClose}
          />
          <ActionButton
            label={t('backup.recovery.print')}
            shortcut="F8"
            icon="print"
            onPress={() => window.print()}
          />
        </>
      }
    >
      <p className="backup__code">{code}</p>
      <p>{formatDateAt(Date.now())}</p>
      <p>{t('backup.recovery.keep')}</p>
    </Dialog>
  );
}
