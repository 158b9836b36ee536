import { useState } from 'react';
import type { PrinterOfSite } from '../../../shared/contract/administration-contract.ts';
import { printerSchema } from '../../../shared/domain/printer.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { PrinterFields } from '../../ui/PrinterFields.tsx';
import { TestPageOutcome } from '../../ui/TestPageOutcome.tsx';
import { TypedDialog } from '../../ui/TypedDialog.tsx';

/** A test page goes out before anything is saved: an address that works is the one to keep. */
export function PrinterDialog(props: { readonly item: PrinterOfSite; readonly onClose: () => void }) {
  const { t, language } = useWords();
  const save = useCommand('administration.savePrinter');
  const test = useCommand('administration.printTestPage');
  const [printer, setPrinter] = useState(props.item.printer);
  const [isActive, setIsActive] = useState(props.item.isActive);
  const isReady = printerSchema.safeParse(printer).success;
  const send = async () => {
    const saved = await save.mutateAsync({ printer, isActive });
    if (saved.ok) props.onClose();
  };
  return (
    <TypedDialog
      title={props.item.printer.name === '' ? t('administration.printer.add') : props.item.printer.name}
      onClose={props.onClose}
      size="wide"
      actions={(leave) => (
        <>
          <ActionButton
            label={t('administration.save')}
            shortcut="F9"
            tone="primary"
            isDisabled={!isReady}
            isBusy={save.isPending}
            onPress={() => void send()}
          />
          <ActionButton
            label={t('ui.printer.test')}
            shortcut="F8"
            icon="print"
            isDisabled={!isReady}
            isBusy={test.isPending}
            onPress={() => test.mutate({ printer, language })}
          />
          <CancelButton onPress={leave} />
        </>
      )}
    >
      <PrinterFields printer={printer} onChange={setPrinter}>
        <CheckField label={t('administration.inUse')} value={isActive} onChange={setIsActive} />
      </PrinterFields>
      {test.data !== undefined && !test.isPending && <TestPageOutcome answer={test.data} />}
      {save.data?.ok === false && <FailureNotice failure={save.data.error} />}
    </TypedDialog>
  );
}
