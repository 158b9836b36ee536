import { useState } from 'react';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { machineKindSchema, type WashProgramme } from '../../../shared/domain/laundry-machine.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { type CostDraft, CostField } from './CostField.tsx';

export type ProgrammeDraft = Omit<WashProgramme, 'siteId'>;

/** One programme: its name in both languages, minutes, degrees and price. */
export function WashProgrammeDialog(props: {
  readonly programme: ProgrammeDraft;
  readonly isNew: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const save = useCommand('laundrySetup.saveProgramme');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const { temperature: degrees, ...rest } = props.programme;
  const [programme, setProgramme] = useState(rest);
  const [minutes, setMinutes] = useState<number | null>(rest.minutes);
  const [temperature, setTemperature] = useState<number | null>(degrees ?? null);
  const [cost, setCost] = useState<CostDraft>(rest.cost);
  const { name } = programme;
  const it = name.it.trim();
  const isReady = it !== '' && minutes !== null && cost.amount !== null;
  const send = async () => {
    if (minutes === null || cost.amount === null) return;
    const answer = await save.mutateAsync({
      operationId,
      programme: {
        ...programme,
        name: { it, en: name.en.trim() === '' ? it : name.en.trim() },
        minutes,
        cost: { unit: cost.unit, amount: cost.amount },
        ...(temperature === null ? {} : { temperature }),
      },
    });
    if (answer.ok) props.onClose();
  };
  return (
    <FormDialog
      title={props.isNew ? t('laundrySetup.programme.add') : props.programme.name.it}
      size="wide"
      onClose={props.onClose}
      label={t('laundrySetup.save')}
      isDisabled={!isReady}
      isBusy={save.isPending}
      onPress={() => void send()}
      answer={save.data}
    >
      <div className="field-grid">
        <TextField
          label={t('laundrySetup.programme.nameIt')}
          value={name.it}
          onChange={(text) => setProgramme({ ...programme, name: { ...name, it: text } })}
          maxLength={60}
          isRequired
          autoFocus
        />
        <TextField
          label={t('laundrySetup.programme.nameEn')}
          hint={t('laundrySetup.programme.nameEn.hint')}
          value={name.en}
          onChange={(text) => setProgramme({ ...programme, name: { ...name, en: text } })}
          maxLength={60}
        />
        <SelectField
          label={t('laundrySetup.kind')}
          value={programme.kind}
          onChange={(kind) => setProgramme({ ...programme, kind })}
          choices={machineKindSchema.options.map((key) => ({ key, label: t(`laundrySetup.kind.${key}`) }))}
        />
        <NumberField
          label={t('laundrySetup.minutes')}
          value={minutes}
          onChange={setMinutes}
          min={1}
          max={240}
          isRequired
        />
        <NumberField
          label={t('laundrySetup.temperature')}
          hint={t('laundrySetup.temperature.hint')}
          value={temperature}
          onChange={setTemperature}
          max={95}
        />
      </div>
      <CostField label={t('laundrySetup.cost')} cost={cost} onChange={setCost} />
      {!props.isNew && (
        <CheckField
          label={t('laundrySetup.inUse')}
          value={programme.active}
          onChange={(active) => setProgramme({ ...programme, active })}
        />
      )}
    </FormDialog>
  );
}
