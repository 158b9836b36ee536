import { useState } from 'react';
import type { OperatorOfNetwork } from '../../../shared/contract/administration-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { type NewPin, NewPinFields, noNewPin } from '../../ui/NewPinFields.tsx';

/** A new PIN for somebody who forgot theirs; they may change it themselves afterwards. */
export function PinDialog(props: { readonly operator: OperatorOfNetwork; readonly onClose: () => void }) {
  const { t } = useWords();
  const setPin = useCommand('administration.setPin');
  const [pin, setNewPin] = useState<NewPin>(noNewPin);
  const send = async () => {
    if (pin.accepted === null) return;
    const done = await setPin.mutateAsync({ operatorId: props.operator.operatorId, pin: pin.accepted });
    if (done.ok) props.onClose();
  };
  return (
    <FormDialog
      title={t('administration.operator.newPinFor', { name: props.operator.displayName })}
      onClose={props.onClose}
      size="wide"
      label={t('administration.save')}
      isDisabled={pin.accepted === null}
      isBusy={setPin.isPending}
      onPress={() => void send()}
      answer={setPin.data}
    >
      <p>{t('administration.operator.newPin.why')}</p>
      <NewPinFields value={pin} onChange={setNewPin} autoFocus />
    </FormDialog>
  );
}
