import { useState } from 'react';
import type { HouseholdOfficeView } from '../../../shared/contract/households-contract.ts';
import { usualEndOf } from '../../../shared/domain/entitlement.ts';
import {
  entitlementIdSchema,
  type HouseholdId,
  operationIdSchema,
  type SchemeId,
} from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { allowanceOf, periodOn } from '../../../shared/domain/scheme.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

/** Grants or renews a right: a scheme and two days, six months proposed. */
export function EntitlementDialog(props: {
  readonly householdId: HouseholdId;
  readonly size: number;
  readonly proposal: HouseholdOfficeView['proposal'];
  readonly onClose: (said: string | null) => void;
}) {
  const { t, points } = useWords();
  const schemes = useAnswer('schemes.list', {});
  const grant = useCommand('entitlements.grant');
  const [ids] = useState(() => ({
    operationId: operationIdSchema.parse(newId()),
    entitlementId: entitlementIdSchema.parse(newId()),
  }));
  const [chosen, setChosen] = useState<SchemeId | null>(props.proposal.schemeId);
  const [startsOn, setStartsOn] = useState<LocalDate | null>(props.proposal.startsOn);
  const [endsOn, setEndsOn] = useState<LocalDate | null>(usualEndOf(props.proposal.startsOn));
  const list = schemes.data?.ok ? schemes.data.value : [];
  const scheme = list.find(({ schemeId }) => schemeId === chosen) ?? list[0];
  const isReversed = startsOn !== null && endsOn !== null && endsOn < startsOn;
  const isReady = scheme !== undefined && startsOn !== null && endsOn !== null && !isReversed;
  const close = () => props.onClose(null);
  const save = async () => {
    if (!isReady) return;
    const { householdId } = props;
    const answer = await grant.mutateAsync({
      ...ids,
      householdId,
      schemeId: scheme.schemeId,
      startsOn,
      endsOn,
    });
    if (answer.ok) props.onClose(t('households.entitlement.said.granted'));
  };
  const period = scheme === undefined || startsOn === null ? null : periodOn(scheme, startsOn);
  return (
    <Dialog
      title={t('households.entitlement.title')}
      size="wide"
      onClose={close}
      actions={
        <>
          <ActionButton
            label={t('households.form.save')}
            shortcut="F9"
            tone="primary"
            isDisabled={!isReady}
            isBusy={grant.isPending}
            onPress={() => void save()}
          />
          <CancelButton onPress={close} />
        </>
      }
    >
      {grant.data?.ok === false && <FailureNotice failure={grant.data.error} />}
      {schemes.data?.ok && list.length === 0 && (
        <Notice tone="warning" title={t('households.entitlement.noSchemes')} />
      )}
      <SelectField
        label={t('households.entitlement.scheme')}
        value={scheme?.schemeId ?? null}
        onChange={setChosen}
        choices={list.map(({ schemeId, name }) => ({ key: schemeId, label: name }))}
        autoFocus
      />
      <div className="columns">
        <DateField
          label={t('households.entitlement.startsOn')}
          value={startsOn}
          onChange={(day) => {
            setStartsOn(day);
            if (day !== null) setEndsOn(usualEndOf(day));
          }}
        />
        <DateField
          label={t('households.entitlement.endsOn')}
          value={endsOn}
          onChange={setEndsOn}
          onSubmit={() => void save()}
          problem={isReversed ? t('errors.EndsBeforeStart') : null}
        />
      </div>
      {scheme !== undefined && period !== null && (
        <p role="status">
          {t('households.entitlement.gives', {
            points: points(allowanceOf(scheme, props.size)),
            from: formatDate(period.startsOn),
            to: formatDate(period.endsOn),
          })}
        </p>
      )}
    </Dialog>
  );
}
