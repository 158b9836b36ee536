import { useState } from 'react';
import type { EntitlementsView } from '../../../shared/contract/entitlements-contract.ts';
import type { EntitlementOverrideReason } from '../../../shared/domain/entitlement-reason.ts';
import {
  entitlementIdSchema,
  type HouseholdId,
  operationIdSchema,
  type SchemeId,
} from '../../../shared/domain/ids.ts';
import { addDays, addMonths, type LocalDate } from '../../../shared/domain/local-date.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { AllowancePreview } from '../schemes/AllowancePreview.tsx';
import { isObstacle } from './entitlement-words.ts';
import { OverrideField } from './OverrideField.tsx';

interface EntitlementDialogProps {
  readonly householdId: HouseholdId;
  /** The words to show once it is done; null where it was left. */
  readonly onClose: (said: string | null) => void;
}

/** Grants or renews a right: scheme and days are proposed, and F9 alone accepts them. */
export function EntitlementDialog(props: EntitlementDialogProps) {
  const { data } = useAnswer('entitlements.view', { householdId: props.householdId });
  if (data === undefined) return null;
  if (data.ok) return <Grant {...props} view={data.value} />;
  return <Refused failure={data.error} onClose={() => props.onClose(null)} />;
}

function Refused(props: { readonly failure: { readonly type: string }; readonly onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog
      title={t('entitlements.grant.title')}
      onClose={props.onClose}
      actions={<CancelButton onPress={props.onClose} />}
    >
      <FailureNotice failure={props.failure} />
    </Dialog>
  );
}

function Grant(props: EntitlementDialogProps & { readonly view: EntitlementsView }) {
  const { t } = useWords();
  const { view, householdId } = props;
  const schemes = useAnswer('schemes.list', {});
  const grant = useCommand('entitlements.grant');
  const form = useGrantForm(view);
  const list = schemes.data?.ok ? schemes.data.value : [];
  const scheme = list.find(({ schemeId }) => schemeId === form.schemeId);
  const failure = grant.data?.ok === false ? grant.data.error : null;
  const isHeldUp = failure !== null && isObstacle(failure);
  const { startsOn, endsOn, reason } = form;
  const isReversed = startsOn !== null && endsOn !== null && endsOn < startsOn;
  const isReady =
    scheme !== undefined &&
    startsOn !== null &&
    endsOn !== null &&
    !isReversed &&
    !(isHeldUp && reason === null);
  const name = view.displayName ?? t('households.nameless');
  const isRenewal = view.entitlements.length > 0;
  const close = () => props.onClose(null);
  const save = async () => {
    if (scheme === undefined || startsOn === null || endsOn === null || !isReady) return;
    const override = isHeldUp && reason !== null ? { override: reason } : {};
    const { schemeId } = scheme;
    const answer = await grant.mutateAsync({
      ...form.ids,
      householdId,
      schemeId,
      startsOn,
      endsOn,
      ...override,
    });
    if (answer.ok) props.onClose(t('entitlements.said.granted', { name, to: formatDate(endsOn) }));
  };
  return (
    <FormDialog
      title={t(isRenewal ? 'entitlements.renew.title' : 'entitlements.grant.title', { name })}
      size="wide"
      onClose={close}
      label={t(
        isHeldUp ? 'entitlements.saveAnyway' : isRenewal ? 'entitlements.renew' : 'entitlements.grant',
      )}
      isDisabled={!isReady}
      isBusy={grant.isPending}
      onPress={() => void save()}
    >
      <OverrideField
        failure={failure}
        mayOverride={view.mayOverride}
        reason={reason}
        onReason={form.setReason}
      />
      {schemes.data?.ok && list.length === 0 && <Notice tone="warning" title={t('entitlements.noSchemes')} />}
      <SelectField
        label={t('entitlements.scheme')}
        value={form.schemeId}
        onChange={form.setScheme}
        choices={list.map(({ schemeId, name }) => ({ key: schemeId, label: name }))}
        autoFocus
      />
      <div className="columns">
        <DateField label={t('entitlements.startsOn')} value={startsOn} onChange={form.setStart} />
        <DateField
          label={t('entitlements.endsOn')}
          value={endsOn}
          onChange={form.setEnd}
          onSubmit={() => void save()}
          problem={isReversed ? t('errors.EndsBeforeStart') : null}
        />
      </div>
      {form.pause !== null && (
        <Notice
          tone="info"
          title={t('entitlements.pause', {
            from: formatDate(form.pause.startsOn),
            to: formatDate(form.pause.endsOn),
          })}
        />
      )}
      {scheme !== undefined && startsOn !== null && endsOn !== null && !isReversed && (
        <AllowancePreview scheme={scheme} facts={view.facts} right={{ startsOn, endsOn }} day={startsOn} />
      )}
    </FormDialog>
  );
}

/** What is in the fields: as proposed for the chosen scheme until somebody types another day. */
function useGrantForm(view: EntitlementsView) {
  const [ids] = useState(() => ({
    operationId: operationIdSchema.parse(newId()),
    entitlementId: entitlementIdSchema.parse(newId()),
  }));
  const [chosen, setChosen] = useState<SchemeId | null>(null);
  const [typedStart, setTypedStart] = useState<LocalDate | null | undefined>(undefined);
  const [typedEnd, setTypedEnd] = useState<LocalDate | null | undefined>(undefined);
  const [reason, setReason] = useState<EntitlementOverrideReason | null>(null);
  const isOther = chosen !== null && chosen !== view.proposal.schemeId;
  const other = useAnswer(
    'entitlements.propose',
    { householdId: view.householdId, schemeId: chosen ?? NO_SCHEME },
    { isEnabled: isOther },
  );
  const proposal = isOther && other.data?.ok === true ? other.data.value : view.proposal;
  const startsOn = typedStart === undefined ? proposal.startsOn : typedStart;
  const usualEnd = startsOn === null ? null : addDays(addMonths(startsOn, proposal.months), -1);
  return {
    ids,
    schemeId: chosen ?? view.proposal.schemeId,
    startsOn,
    endsOn: typedEnd === undefined ? usualEnd : typedEnd,
    pause: proposal.pause,
    reason,
    setReason,
    setScheme: (schemeId: SchemeId) => {
      setChosen(schemeId);
      setTypedStart(undefined);
      setTypedEnd(undefined);
    },
    // The last day follows the first one until it is typed itself.
    setStart: setTypedStart,
    setEnd: setTypedEnd,
  };
}

// Never asked for: the query that it would be in is switched off.
const NO_SCHEME = '00000000-0000-7000-8000-000000000000' as SchemeId; // as above
