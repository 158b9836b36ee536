import { useState } from 'react';
import type { LogInChoice } from '../../../shared/contract/session-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { type NewPin, NewPinFields, noNewPin } from '../../ui/NewPinFields.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Says who can help, and gives an administrator a new PIN by the recovery code. */
export function ForgottenPinDialog(props: {
  readonly operators: readonly LogInChoice[];
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const recover = useCommand('session.recoverPin');
  const [operatorId, setOperatorId] = useState<LogInChoice['operatorId'] | null>(null);
  const [code, setCode] = useState('');
  const [pin, setPin] = useState<NewPin>(noNewPin);
  const failure = recover.data?.ok === false ? recover.data.error : null;
  const isDone = recover.data?.ok === true;
  const isReady = operatorId !== null && code.trim() !== '' && pin.accepted !== null;
  const send = () => {
    if (operatorId !== null && pin.accepted !== null) {
      recover.mutate({ operatorId, recoveryCode: code, newPin: pin.accepted });
    }
  };
  if (isDone) {
    return (
      <Dialog
        title={t('session.forgotten')}
        onClose={props.onClose}
        actions={<CloseButton onPress={props.onClose} />}
      >
        <Notice tone="ok" title={t('session.forgotten.done')} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={t('session.forgotten')}
      onClose={props.onClose}
      size="wide"
      label={t('session.forgotten.set')}
      isDisabled={!isReady}
      isBusy={recover.isPending}
      onPress={send}
    >
      <p>{t('session.forgotten.ask')}</p>
      <p>{t('session.forgotten.code')}</p>
      <SelectField
        label={t('session.forgotten.who')}
        value={operatorId}
        onChange={setOperatorId}
        choices={props.operators.map((each) => ({ key: each.operatorId, label: each.displayName }))}
        autoFocus
      />
      <TextField
        label={t('session.recoveryCode')}
        hint={t('session.recoveryCode.hint')}
        value={code}
        onChange={setCode}
        maxLength={60}
      />
      <NewPinFields value={pin} onChange={setPin} />
      {failure !== null && <FailureNotice failure={failure} />}
    </FormDialog>
  );
}
