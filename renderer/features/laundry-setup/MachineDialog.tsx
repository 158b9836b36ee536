import { useState } from 'react';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { type Machine, machineKindSchema } from '../../../shared/domain/laundry-machine.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

export type MachineDraft = Omit<Machine, 'siteId'>;

/** One machine. Its kind is chosen once: another kind is another machine. */
export function MachineDialog(props: {
  readonly machine: MachineDraft;
  readonly isNew: boolean;
  readonly onSaved: (turnsAhead: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const save = useCommand('laundrySetup.saveMachine');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [machine, setMachine] = useState(props.machine);
  const [number, setNumber] = useState<number | null>(machine.number);
  const [capacity, setCapacity] = useState<number | null>(machine.capacityKilograms);
  const isReady = number !== null && capacity !== null;
  const send = async () => {
    if (number === null || capacity === null) return;
    const answer = await save.mutateAsync({
      operationId,
      machine: { ...machine, number, capacityKilograms: capacity },
    });
    if (answer.ok) props.onSaved(answer.value.turnsAhead);
  };
  return (
    <FormDialog
      title={
        props.isNew
          ? t('laundrySetup.machine.add')
          : t('laundrySetup.machine.title', { number: props.machine.number })
      }
      size="wide"
      onClose={props.onClose}
      label={t('laundrySetup.save')}
      isDisabled={!isReady}
      isBusy={save.isPending}
      onPress={() => void send()}
      answer={save.data}
    >
      <div className="field-grid">
        <NumberField
          label={t('laundrySetup.number')}
          hint={t('laundrySetup.number.hint')}
          value={number}
          onChange={setNumber}
          min={1}
          max={99}
          isRequired
          autoFocus
        />
        <NumberField
          label={t('laundrySetup.capacity')}
          hint={t('laundrySetup.capacity.hint')}
          value={capacity}
          onChange={setCapacity}
          min={1}
          max={60}
          isRequired
        />
        {props.isNew && (
          <SelectField
            label={t('laundrySetup.kind')}
            value={machine.kind}
            onChange={(kind) => setMachine({ ...machine, kind })}
            choices={machineKindSchema.options.map((key) => ({ key, label: t(`laundrySetup.kind.${key}`) }))}
          />
        )}
      </div>
      {!props.isNew && (
        <CheckField
          label={t('laundrySetup.machine.inUse')}
          hint={t('laundrySetup.machine.inUse.hint')}
          value={machine.active}
          onChange={(active) => setMachine({ ...machine, active })}
        />
      )}
    </FormDialog>
  );
}
