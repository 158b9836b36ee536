import { useState } from 'react';
import type { PersonView } from '../../../shared/contract/registers-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import {
  calledName,
  citizenshipGroupSchema,
  NO_CONDITIONS,
  type PersonConditions,
} from '../../../shared/domain/person.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

/** What only reports ask for of a person: opened on purpose, and kept who opened it. */
export function ConditionsDialog(props: {
  readonly person: PersonView;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const { personId, householdId } = props.person;
  const { data } = useAnswer('registers.conditions', { householdId, personId }, { isForgotten: true });
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [changed, setChanged] = useState<Partial<PersonConditions>>({});
  const set = useCommand('registers.setConditions');
  const conditions = { ...NO_CONDITIONS, ...(data?.ok ? data.value : {}), ...changed };
  const save = async () => {
    const answer = await set.mutateAsync({ operationId, householdId, personId, conditions });
    if (answer.ok) props.onClose(t('registers.conditions.changed'));
  };
  const change = (each: Partial<PersonConditions>) => setChanged((before) => ({ ...before, ...each }));
  const failed = [data, set.data].find((answer) => answer?.ok === false);
  return (
    <FormDialog
      title={t('registers.conditions.of', { name: calledName(props.person) })}
      onClose={() => props.onClose(null)}
      label={t('households.form.save')}
      isDisabled={data?.ok !== true}
      isBusy={set.isPending}
      onPress={() => void save()}
    >
      <div className="stack">
        {failed?.ok === false && <FailureNotice failure={failed.error} />}
        <p>{t('registers.conditions.explained')}</p>
        {(['hasDisability', 'isPregnant', 'isHomeless'] as const).map((flag) => (
          <CheckField
            key={flag}
            label={t(`registers.conditions.${flag}`)}
            value={conditions[flag]}
            onChange={(value) => change({ [flag]: value })}
          />
        ))}
        <SelectField
          label={t('registers.conditions.citizenshipGroup')}
          value={conditions.citizenshipGroup}
          onChange={(citizenshipGroup) => change({ citizenshipGroup })}
          choices={citizenshipGroupSchema.options.map((key) => ({
            key,
            label: t(`registers.citizenship.${key}`),
          }))}
        />
      </div>
    </FormDialog>
  );
}
