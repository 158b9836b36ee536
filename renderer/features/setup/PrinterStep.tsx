import { v7 } from 'uuid';
import { printerIdSchema } from '../../../shared/domain/ids.ts';
import { DEFAULT_PRINTER_PORT, type Printer } from '../../../shared/domain/printer.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { PrinterFields } from '../../ui/PrinterFields.tsx';
import { TestPageOutcome } from '../../ui/TestPageOutcome.tsx';
import { isPrinter } from './setup-draft.ts';

/** A receipt printer, if there is one: it can be added later in the administration. */
export function PrinterStep(props: {
  readonly printer: Printer | null;
  readonly onChange: (printer: Printer | null) => void;
  readonly networkName: string;
  readonly siteName: string;
  readonly showsProblems: boolean;
}) {
  const { t, language } = useWords();
  const test = useCommand('setup.printTestPage');
  const { printer, networkName, siteName } = props;
  return (
    <>
      <CheckField
        label={t('setup.printer.has')}
        hint={t('setup.printer.later')}
        value={printer !== null}
        onChange={(has) => props.onChange(has ? newPrinter(t('setup.printer.name')) : null)}
      />
      {printer !== null && (
        <>
          {/* Above the fields: below them it would lie out of sight on a small screen. */}
          {test.data !== undefined && !test.isPending && <TestPageOutcome answer={test.data} />}
          <PrinterFields
            printer={printer}
            onChange={props.onChange}
            hostProblem={props.showsProblems && !isPrinter(printer) ? t('setup.printer.problem') : null}
          >
            <div className="setup__beside-field">
              <ActionButton
                label={t('ui.printer.test')}
                shortcut="F8"
                icon="print"
                isBusy={test.isPending}
                isDisabled={!isPrinter(printer)}
                onPress={() => test.mutate({ printer, networkName, siteName, language })}
              />
            </div>
          </PrinterFields>
        </>
      )}
    </>
  );
}

const newPrinter = (name: string): Printer => ({
  printerId: printerIdSchema.parse(v7()),
  name,
  kind: 'escpos-network',
  host: '',
  port: DEFAULT_PRINTER_PORT,
  columns: 42,
});
