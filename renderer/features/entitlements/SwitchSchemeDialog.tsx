import { useState } from 'react';
import type {
  EntitlementDetail,
  EntitlementsView,
  SchemeSwitchPreview,
} from '../../../shared/contract/entitlements-contract.ts';
import type { EntitlementOverrideReason } from '../../../shared/domain/entitlement-reason.ts';
import { entitlementIdSchema, operationIdSchema, type SchemeId } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import type { Scheme } from '../../../shared/domain/scheme.ts';
import { proposedSwitchDay } from '../../../shared/domain/scheme-switch.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { AllowanceOfPeriod } from '../schemes/AllowancePreview.tsx';
import { useSession } from '../session/session-context.ts';
import { isObstacle } from './entitlement-words.ts';
import { OverrideField } from './OverrideField.tsx';

interface SwitchSchemeDialogProps {
  readonly view: EntitlementsView;
  readonly right: EntitlementDetail;
  /** The words to show once it is done; null where it was left. */
  readonly onClose: (said: string | null) => void;
}

/** Another scheme in the place of the one that runs: which, from which day, what changes, and F9. */
export function SwitchSchemeDialog(props: SwitchSchemeDialogProps) {
  const schemes = useAnswer('schemes.list', {});
  return schemes.data?.ok ? <Switch {...props} schemes={schemes.data.value} /> : null;
}

function Switch(props: SwitchSchemeDialogProps & { readonly schemes: readonly Scheme[] }) {
  const { t } = useWords();
  const { view, right, schemes } = props;
  const form = useSwitchForm(props);
  const command = useCommand('entitlements.switchScheme');
  const failure = command.data?.ok === false ? command.data.error : null;
  const isHeldUp = failure !== null && isObstacle(failure);
  const { wanted, preview, reason } = form;
  const isReady = wanted !== null && preview?.ok === true && !(isHeldUp && reason === null);
  const others = schemes.filter(({ schemeId }) => schemeId !== right.schemeId);
  const save = async () => {
    if (wanted === null || !isReady) return;
    const override = isHeldUp && reason !== null ? { override: reason } : {};
    const answer = await command.mutateAsync({ ...form.ids, ...wanted, ...override });
    if (!answer.ok) return;
    const scheme = schemes.find(({ schemeId }) => schemeId === wanted.schemeId)?.name ?? '';
    const days = { from: formatDate(wanted.startsOn), to: formatDate(wanted.endsOn) };
    props.onClose(t('entitlements.said.switched', { scheme, ...days }));
  };
  return (
    <FormDialog
      title={t('entitlements.switch.title', { name: view.displayName ?? t('households.nameless') })}
      size="wide"
      onClose={() => props.onClose(null)}
      label={t(isHeldUp ? 'entitlements.saveAnyway' : 'entitlements.switch')}
      isDisabled={!isReady}
      isBusy={command.isPending}
      onPress={() => void save()}
    >
      <OverrideField
        failure={failure}
        mayOverride={view.mayOverride}
        reason={reason}
        onReason={form.setReason}
      />
      {others.length === 0 && <Notice tone="warning" title={t('entitlements.switch.noOther')} />}
      <SelectField
        label={t('entitlements.switch.scheme')}
        value={form.schemeId}
        onChange={form.setSchemeId}
        choices={others.map(({ schemeId, name }) => ({ key: schemeId, label: name }))}
        autoFocus
      />
      <SwitchDays form={form} onSubmit={() => void save()} />
      <p className="soft">{t('entitlements.switch.isPast')}</p>
      {preview?.ok === true && <WhatChanges view={view} right={right} preview={preview.value} />}
    </FormDialog>
  );
}

function SwitchDays(props: {
  readonly form: ReturnType<typeof useSwitchForm>;
  readonly onSubmit: () => void;
}) {
  const { t } = useWords();
  const { form } = props;
  const refused = form.preview?.ok === false ? form.preview.error : null;
  const outside =
    refused?.type === 'SwitchOutsideRight'
      ? t('entitlements.switch.outside', { from: formatDate(refused.from), to: formatDate(refused.to) })
      : null;
  const isReversed = refused?.type === 'EndsBeforeStart';
  return (
    <>
      {refused !== null && outside === null && !isReversed && <FailureNotice failure={refused} />}
      <div className="columns">
        <DateField
          label={t('entitlements.startsOn')}
          value={form.startsOn}
          onChange={form.setStart}
          problem={outside}
        />
        <DateField
          label={t('entitlements.endsOn')}
          value={form.endsOn}
          onChange={form.setEnd}
          onSubmit={props.onSubmit}
          problem={isReversed ? t('errors.EndsBeforeStart') : null}
        />
      </div>
    </>
  );
}

/** Until when the old scheme counts, and what the new one gives first, line by line. */
function WhatChanges(props: {
  readonly view: EntitlementsView;
  readonly right: EntitlementDetail;
  readonly preview: SchemeSwitchPreview;
}) {
  const { t } = useWords();
  const { oldEndsOn, keptUntil, first } = props.preview;
  const until = { until: formatDate(keptUntil) };
  return (
    <>
      <Notice
        tone="info"
        title={t('entitlements.switch.kept', {
          scheme: props.right.schemeName ?? '',
          to: formatDate(oldEndsOn),
        })}
      >
        {t('entitlements.switch.kept.text', until)}
      </Notice>
      {first === null ? (
        <Notice tone="warning" title={t('entitlements.switch.none', until)} />
      ) : (
        <AllowanceOfPeriod
          who={t('entitlements.switch.first')}
          scheme={first.scheme}
          facts={props.view.facts}
          period={first.period}
        />
      )}
    </>
  );
}

/** What is in the fields, and what it would change once they are filled. */
function useSwitchForm({
  view,
  right,
  schemes,
}: SwitchSchemeDialogProps & { readonly schemes: readonly Scheme[] }) {
  const { place } = useSession();
  const [ids] = useState(() => ({
    operationId: operationIdSchema.parse(newId()),
    newEntitlementId: entitlementIdSchema.parse(newId()),
  }));
  const running = schemes.find(({ schemeId }) => schemeId === right.schemeId);
  const [schemeId, setSchemeId] = useState<SchemeId | null>(null);
  const [startsOn, setStart] = useState<LocalDate | null>(() =>
    running === undefined ? null : proposedSwitchDay(running, right, place.businessOn),
  );
  const [endsOn, setEnd] = useState<LocalDate | null>(right.endsOn);
  const [reason, setReason] = useState<EntitlementOverrideReason | null>(null);
  const wanted =
    schemeId === null || startsOn === null || endsOn === null
      ? null
      : { householdId: view.householdId, entitlementId: right.entitlementId, schemeId, startsOn, endsOn };
  const asked = wanted ?? {
    householdId: view.householdId,
    entitlementId: right.entitlementId,
    // Never asked for: the query is switched off until all three are there.
    schemeId: right.schemeId,
    startsOn: right.startsOn,
    endsOn: right.endsOn,
  };
  const preview = useAnswer('entitlements.previewSwitch', asked, { isEnabled: wanted !== null });
  return {
    ids,
    wanted,
    preview: wanted === null ? undefined : preview.data,
    schemeId,
    setSchemeId,
    startsOn,
    setStart,
    endsOn,
    setEnd,
    reason,
    setReason,
  };
}
