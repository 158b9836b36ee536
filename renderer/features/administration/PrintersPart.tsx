import { useState } from 'react';
import { v7 } from 'uuid';
import type {
  PrinterOfSite,
  ReceiptPrinterChoice,
} from '../../../shared/contract/administration-contract.ts';
import { printerIdSchema } from '../../../shared/domain/ids.ts';
import { DEFAULT_PRINTER_PORT } from '../../../shared/domain/printer.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { RegisterActions } from '../../ui/RegisterActions.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { A4PrinterField } from '../statements/A4PrinterField.tsx';
import { PrinterDialog } from './PrinterDialog.tsx';

/** Receipt printers of this site, and which of them this PC uses. */
export function PrintersPart() {
  const answer = useAnswer('administration.printers', {});
  return (
    <AnswerView answer={answer.data}>
      {({ printers, choice }) => <Printers printers={printers} choice={choice} />}
    </AnswerView>
  );
}

function Printers(props: {
  readonly printers: readonly PrinterOfSite[];
  readonly choice: ReceiptPrinterChoice;
}) {
  const { t } = useWords();
  const choose = useCommand('administration.chooseReceiptPrinter');
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [open, setOpen] = useState<{ dialog: 'edit' | 'history'; item: PrinterOfSite } | null>(null);
  const selected = props.printers.find(({ printer }) => printer.printerId === selectedId) ?? null;
  const inUse = props.printers.filter(({ isActive }) => isActive);
  const openFor = (dialog: 'edit' | 'history') => {
    if (selected !== null) setOpen({ dialog, item: selected });
  };
  return (
    <>
      <SelectField
        label={t('administration.printer.ofThisPc')}
        hint={t('administration.printer.ofThisPc.hint')}
        value={choiceKey(props.choice, inUse)}
        onChange={(key) => choose.mutate({ printerId: key === 'none' ? null : printerIdSchema.parse(key) })}
        choices={[
          ...inUse.map(({ printer }) => ({ key: printer.printerId as string, label: printer.name })),
          { key: 'none', label: t('administration.printer.none') },
        ]}
      />
      {choose.data?.ok === false && <FailureNotice failure={choose.data.error} />}
      <A4PrinterField />
      <DataTable
        caption={t('administration.printers')}
        isCaptionHidden
        rows={props.printers}
        rowKey={({ printer }) => printer.printerId}
        columns={[
          {
            key: 'name',
            header: t('administration.name'),
            cell: ({ printer }) => printer.name,
            width: '2fr',
          },
          {
            key: 'host',
            header: t('ui.printer.host'),
            cell: ({ printer }) => `${printer.host}:${printer.port}`,
            width: '2fr',
          },
          {
            key: 'columns',
            header: t('ui.printer.columns'),
            cell: ({ printer }) => t(`ui.printer.columns.${printer.columns}`),
            width: '2fr',
          },
          {
            key: 'state',
            header: t('administration.state'),
            cell: ({ isActive }) => t(isActive ? 'administration.state.on' : 'administration.state.off'),
          },
        ]}
        selectedKey={selectedId}
        autoFocus
        onSelect={(item) => setSelectedId(item?.printer.printerId ?? null)}
        onOpen={(item) => setOpen({ dialog: 'edit', item })}
        emptyTitle={t('administration.printers.none')}
        emptyText={t('administration.printers.none.todo')}
      />
      <RegisterActions
        addLabel={t('administration.printer.add')}
        onAdd={() => setOpen({ dialog: 'edit', item: newPrinter() })}
        editLabel={t('administration.printer.edit')}
        isChosen={selected !== null}
        onEdit={() => openFor('edit')}
        onHistory={() => openFor('history')}
      />
      {open?.dialog === 'edit' && <PrinterDialog item={open.item} onClose={() => setOpen(null)} />}
      {open?.dialog === 'history' && (
        <HistoryDialog
          subject={`printer:${open.item.printer.printerId}`}
          title={open.item.printer.name}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function choiceKey(choice: ReceiptPrinterChoice, inUse: readonly PrinterOfSite[]): string | null {
  if (choice.type === 'none') return 'none';
  if (choice.type === 'chosen') return choice.printerId;
  // The site's only printer is used by itself.
  const [first] = inUse;
  if (first === undefined) return 'none';
  return inUse.length === 1 ? first.printer.printerId : null;
}

const newPrinter = (): PrinterOfSite => ({
  printer: {
    printerId: printerIdSchema.parse(v7()),
    name: '',
    kind: 'escpos-network',
    host: '',
    port: DEFAULT_PRINTER_PORT,
    columns: 42,
  },
  isActive: true,
});
