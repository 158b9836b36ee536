import { useState } from 'react';
import type { MachineOfSetup } from '../../../shared/contract/laundry-setup-contract.ts';
import { machineIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RegisterActions } from '../../ui/RegisterActions.tsx';
import { KeptBy } from './KeptBy.tsx';
import { MachineDialog, type MachineDraft } from './MachineDialog.tsx';

type Open =
  | { readonly dialog: 'machine'; readonly machine: MachineDraft; readonly isNew: boolean }
  | { readonly dialog: 'history'; readonly machine: MachineOfSetup };

/** Washers and dryers. One that is taken away keeps its record and its history. */
export function MachinesPart() {
  const answer = useAnswer('laundrySetup.read', {});
  return (
    <AnswerView answer={answer.data}>
      {({ machines, desk }) => (
        <>
          <KeptBy desk={desk} />
          <Machines machines={machines} />
        </>
      )}
    </AnswerView>
  );
}

function Machines(props: { readonly machines: readonly MachineOfSetup[] }) {
  const { t } = useWords();
  const { machines } = props;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [left, setLeft] = useState(0);
  const selected = machines.find(({ machineId }) => machineId === selectedId) ?? machines[0] ?? null;
  const edit = ({ turnsAhead: _ahead, siteId: _site, ...machine }: MachineOfSetup) =>
    setOpen({ dialog: 'machine', machine, isNew: false });
  return (
    <>
      {left > 0 && (
        <Notice tone="warning" title={t('laundrySetup.machine.turnsLeft', { count: left })}>
          {t('laundrySetup.machine.turnsLeft.todo')}
        </Notice>
      )}
      <DataTable
        caption={t('laundrySetup.machines')}
        isCaptionHidden
        rows={machines}
        rowKey={({ machineId }) => machineId}
        columns={[
          { key: 'number', header: t('laundrySetup.number'), cell: ({ number }) => number },
          {
            key: 'kind',
            header: t('laundrySetup.kind'),
            cell: ({ kind }) => t(`laundrySetup.kind.${kind}`),
            width: '2fr',
          },
          {
            key: 'capacity',
            header: t('laundrySetup.capacity'),
            cell: ({ capacityKilograms }) => t('laundrySetup.kilograms', { kilograms: capacityKilograms }),
          },
          {
            key: 'state',
            header: t('laundrySetup.state'),
            cell: ({ active }) => t(active ? 'laundrySetup.machine.inUse' : 'laundrySetup.machine.removed'),
            width: '2fr',
          },
          {
            key: 'ahead',
            header: t('laundrySetup.turnsAhead'),
            cell: ({ turnsAhead }) => turnsAhead,
            align: 'end',
            width: '2fr',
          },
        ]}
        selectedKey={selected?.machineId}
        autoFocus
        onSelect={(machine) => setSelectedId(machine?.machineId ?? null)}
        onOpen={edit}
        emptyTitle={t('laundrySetup.machines.none')}
      />
      <RegisterActions
        addLabel={t('laundrySetup.machine.add')}
        onAdd={() => setOpen({ dialog: 'machine', machine: newMachine(machines), isNew: true })}
        isChosen={selected !== null}
        onEdit={() => selected !== null && edit(selected)}
        onHistory={() => selected !== null && setOpen({ dialog: 'history', machine: selected })}
      />
      {open?.dialog === 'machine' && (
        <MachineDialog
          machine={open.machine}
          isNew={open.isNew}
          onSaved={(turnsAhead) => {
            setLeft(turnsAhead);
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.dialog === 'history' && (
        <HistoryDialog
          subject={`machine:${open.machine.machineId}`}
          title={`${t(`laundrySetup.kind.${open.machine.kind}`)} ${open.machine.number}`}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** The lowest number that no machine has. */
const newMachine = (machines: readonly MachineOfSetup[]): MachineDraft => {
  const taken = new Set(machines.filter(({ active }) => active).map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return {
    machineId: machineIdSchema.parse(newId()),
    number,
    kind: 'washer',
    capacityKilograms: 8,
    active: true,
  };
};
