import type { ReactNode } from 'react';
import {
  type Printer,
  type PrinterModel,
  printerKindSchema,
  printerModelSchema,
  type ReceiptColumns,
} from '../../shared/domain/printer.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import './field.css';
import { SelectField } from './SelectField.tsx';
import { TextField } from './TextField.tsx';

const COLUMNS = ['32', '42', '48'] as const satisfies readonly `${ReceiptColumns}`[];

/** A printer on the network: what it prints, name, address, paper. */
export function PrinterFields(props: {
  readonly printer: Printer;
  readonly onChange: (printer: Printer) => void;
  readonly hostProblem?: string | null;
  /** Goes on beside the last field. */
  readonly children?: ReactNode;
}) {
  const { t } = useWords();
  const { printer, onChange } = props;
  return (
    <div className="field-grid">
      <TextField
        label={t('ui.printer.name')}
        value={printer.name}
        onChange={(name) => onChange({ ...printer, name })}
        maxLength={60}
        isRequired
        autoFocus
      />
      <TextField
        label={t('ui.printer.host')}
        hint={t('ui.printer.host.hint')}
        value={printer.host}
        onChange={(host) => onChange({ ...printer, host: host.trim() })}
        problem={props.hostProblem ?? null}
        maxLength={253}
        isRequired
      />
      <TextField
        label={t('ui.printer.port')}
        hint={t('ui.printer.port.hint')}
        value={printer.port === 0 ? '' : String(printer.port)}
        onChange={(text) => onChange({ ...printer, port: Number(text.replace(/\D/g, '')) })}
        inputMode="numeric"
        maxLength={5}
        isRequired
      />
      <SelectField
        label={t('ui.printer.kind')}
        value={printer.kind}
        onChange={(kind) => onChange({ ...printer, kind })}
        choices={printerKindSchema.options.map((key) => ({ key, label: t(`ui.printer.kind.${key}`) }))}
      />
      <SelectField
        label={t('ui.printer.columns')}
        isDisabled={printer.kind === 'zpl-network'}
        value={COLUMNS.find((each) => each === String(printer.columns)) ?? null}
        onChange={(key) => onChange({ ...printer, columns: columnsOf(key) })}
        choices={COLUMNS.map((key) => ({ key, label: t(`ui.printer.columns.${key}`) }))}
      />
      <SelectField
        label={t('ui.printer.model')}
        isDisabled={printer.kind === 'zpl-network'}
        value={printer.model ?? 'other'}
        onChange={(key) => onChange(withModel(printer, key))}
        choices={[
          { key: 'other' as const, label: t('ui.printer.model.other') },
          ...printerModelSchema.options.map((key) => ({ key, label: key })),
        ]}
      />
      {props.children}
    </div>
  );
}

const columnsOf = (key: (typeof COLUMNS)[number]): ReceiptColumns =>
  key === '32' ? 32 : key === '42' ? 42 : 48;

function withModel({ model: _before, ...printer }: Printer, key: PrinterModel | 'other'): Printer {
  return key === 'other' ? printer : { ...printer, model: key };
}
