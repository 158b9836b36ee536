import { useState } from 'react';
import type { EntitlementDetail, EntitlementsView } from '../../../shared/contract/entitlements-contract.ts';
import type { EntitlementOverrideReason } from '../../../shared/domain/entitlement-reason.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { isObstacle } from './entitlement-words.ts';
import { OverrideField } from './OverrideField.tsx';

/** Other dates for a right that there is: a day typed in its place, and F9. */
export function ChangeDatesDialog(props: {
  readonly view: EntitlementsView;
  readonly right: EntitlementDetail;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const { view, right } = props;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [startsOn, setStart] = useState<LocalDate | null>(right.startsOn);
  const [endsOn, setEnd] = useState<LocalDate | null>(right.endsOn);
  const [reason, setReason] = useState<EntitlementOverrideReason | null>(null);
  const change = useCommand('entitlements.change');
  const failure = change.data?.ok === false ? change.data.error : null;
  const isHeldUp = failure !== null && isObstacle(failure);
  const isReversed = startsOn !== null && endsOn !== null && endsOn < startsOn;
  const isReady = startsOn !== null && endsOn !== null && !isReversed && !(isHeldUp && reason === null);
  const close = () => props.onClose(null);
  const save = async () => {
    if (startsOn === null || endsOn === null || !isReady) return;
    const answer = await change.mutateAsync({
      operationId,
      householdId: view.householdId,
      entitlementId: right.entitlementId,
      startsOn,
      endsOn,
      ...(isHeldUp && reason !== null ? { override: reason } : {}),
    });
    if (answer.ok) {
      const days = { from: formatDate(startsOn), to: formatDate(endsOn) };
      props.onClose(t('entitlements.said.changed', days));
    }
  };
  return (
    <FormDialog
      title={t('entitlements.change.title', { scheme: right.schemeName ?? '' })}
      size="wide"
      onClose={close}
      label={t(isHeldUp ? 'entitlements.saveAnyway' : 'entitlements.save')}
      isDisabled={!isReady}
      isBusy={change.isPending}
      onPress={() => void save()}
    >
      <OverrideField failure={failure} mayOverride={view.mayOverride} reason={reason} onReason={setReason} />
      <div className="columns">
        <DateField label={t('entitlements.startsOn')} value={startsOn} onChange={setStart} />
        <DateField
          label={t('entitlements.endsOn')}
          value={endsOn}
          onChange={setEnd}
          onSubmit={() => void save()}
          problem={isReversed ? t('errors.EndsBeforeStart') : null}
          autoFocus
        />
      </div>
      <p className="soft">{t('entitlements.change.past')}</p>
    </FormDialog>
  );
}
