import { useState } from 'react';
import { type SuspensionReason, suspensionReasonSchema } from '../../../shared/domain/entitlement-reason.ts';
import { type EntitlementId, type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

/** Suspends a right. The reason stays in the office: a till reads that it is suspended and no more. */
export function SuspendDialog(props: {
  readonly householdId: HouseholdId;
  readonly entitlementId: EntitlementId;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [reason, setReason] = useState<SuspensionReason | null>(null);
  const suspend = useCommand('entitlements.suspend');
  const close = () => props.onClose(null);
  const save = async () => {
    if (reason === null) return;
    const { householdId, entitlementId } = props;
    const answer = await suspend.mutateAsync({ operationId, householdId, entitlementId, reason });
    if (answer.ok) props.onClose(t('entitlements.said.suspended'));
  };
  return (
    <FormDialog
      title={t('entitlements.suspend.title')}
      onClose={close}
      label={t('entitlements.suspend')}
      isDisabled={reason === null}
      isBusy={suspend.isPending}
      onPress={() => void save()}
    >
      {suspend.data?.ok === false && <FailureNotice failure={suspend.data.error} />}
      <SelectField
        label={t('entitlements.suspend.reason')}
        hint={t('entitlements.suspend.hint')}
        value={reason}
        onChange={setReason}
        choices={suspensionReasonSchema.options.map((key) => ({
          key,
          label: t(`entitlements.reason.${key}`),
        }))}
        autoFocus
      />
    </FormDialog>
  );
}
