import { useState } from 'react';
import { LEAST_ACCESS_LOG_MONTHS, type RetentionRules } from '../../../shared/domain/retention.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';

/** How long this network keeps what: an administrator's decision, for every counter. */
export function PeriodsDialog(props: {
  readonly rules: RetentionRules;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const save = useCommand('retention.saveRules');
  const [householdMonths, setHouseholdMonths] = useState<number | null>(props.rules.householdMonths);
  const [accessLogMonths, setAccessLogMonths] = useState<number | null>(props.rules.accessLogMonths);
  const isWhole = householdMonths !== null && accessLogMonths !== null;
  const submit = async () => {
    if (!isWhole) return;
    const answer = await save.mutateAsync({ rules: { householdMonths, accessLogMonths } });
    if (answer.ok) props.onClose(t('retention.saved'));
  };
  return (
    <FormDialog
      title={t('retention.periods')}
      onClose={() => props.onClose(null)}
      label={t('administration.save')}
      isDisabled={!isWhole}
      isBusy={save.isPending}
      onPress={() => void submit()}
    >
      <div className="stack">
        {save.data?.ok === false && <FailureNotice failure={save.data.error} />}
        <NumberField
          label={t('retention.householdMonths')}
          hint={t('retention.householdMonths.hint')}
          value={householdMonths}
          onChange={setHouseholdMonths}
          min={1}
          max={120}
          autoFocus
        />
        <NumberField
          label={t('retention.accessLogMonths')}
          hint={t('retention.accessLogMonths.hint')}
          value={accessLogMonths}
          onChange={setAccessLogMonths}
          min={LEAST_ACCESS_LOG_MONTHS}
          max={120}
        />
      </div>
    </FormDialog>
  );
}
