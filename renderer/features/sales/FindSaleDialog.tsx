import { useState } from 'react';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SalesFailure } from './SalesFailure.tsx';

/** By the number on a receipt, of whatever day. */
export function FindSaleDialog(props: {
  readonly onFound: (saleId: OperationId) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [number, setNumber] = useState('');
  const find = useCommand('sales.find');
  const submit = async () => {
    const found = await find.mutateAsync({ number });
    if (!found.ok) return;
    props.onClose();
    props.onFound(found.value.saleId);
  };
  return (
    <Dialog
      title={t('sales.find.title')}
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('sales.find.go')}
            tone="primary"
            shortcut="Enter"
            isBusy={find.isPending}
            isDisabled={number.trim() === ''}
            onPress={() => void submit()}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      <TextField
        label={t('sales.find.label')}
        hint={t('sales.find.hint')}
        value={number}
        onChange={setNumber}
        maxLength={20}
        autoFocus
        isFigure
      />
      {find.data?.ok === false && <SalesFailure failure={find.data.error} />}
    </Dialog>
  );
}
