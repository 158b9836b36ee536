import { useState } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { MIN_PIN_DIGITS, type NewPin, NewPinFields, noNewPin } from '../../ui/NewPinFields.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PinField } from '../../ui/PinField.tsx';

/** The operator's own PIN, known by the present one. */
export function ChangePinDialog(props: { readonly onClose: () => void }) {
  const { t } = useWords();
  const change = useCommand('session.changePin');
  const [pin, setPin] = useState('');
  const [newPin, setNewPin] = useState<NewPin>(noNewPin);
  const failure = change.data?.ok === false ? change.data.error : null;
  if (change.data?.ok === true) {
    return (
      <Dialog
        title={t('session.changePin')}
        onClose={props.onClose}
        actions={<CloseButton onPress={props.onClose} />}
      >
        <Notice tone="ok" title={t('session.changePin.done')} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={t('session.changePin')}
      onClose={props.onClose}
      size="wide"
      label={t('session.forgotten.set')}
      isDisabled={pin.length < MIN_PIN_DIGITS || newPin.accepted === null}
      isBusy={change.isPending}
      onPress={() => {
        if (newPin.accepted !== null) change.mutate({ pin, newPin: newPin.accepted });
      }}
    >
      <PinField label={t('session.changePin.present')} value={pin} onChange={setPin} autoFocus />
      <NewPinFields value={newPin} onChange={setNewPin} />
      {failure?.type === 'WrongPin' ? (
        <Notice
          tone="problem"
          title={
            failure.waitSeconds === 0
              ? t('session.pin.wrong')
              : t('session.pin.wait', { seconds: failure.waitSeconds })
          }
        />
      ) : (
        failure !== null && <FailureNotice failure={failure} />
      )}
    </FormDialog>
  );
}
