import { useState } from 'react';
import { type Role, roleSchema } from '../../../shared/domain/role.ts';
import {
  hasSecondLanguage,
  overridableRefusalSchema,
  type TillRules,
} from '../../../shared/domain/till-rules.ts';
import { sentAndTaken, useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ROLE_WORDS } from '../session/role-names.ts';
import { patternsToText, textToPatterns } from './scale-labels.ts';

const ROLE_RULES = ['overrideRoles', 'occasionalRoles', 'returnToCurrentPeriodRoles'] as const;

/** How this site runs its tills: who decides what, thresholds, minutes before the lock. */
export function TillRulesPart() {
  const answer = useAnswer('administration.tillRules', {});
  return (
    <AnswerView answer={answer.data}>
      {({ siteId, rules }) => <Rules key={siteId} siteId={siteId} saved={rules} />}
    </AnswerView>
  );
}

function Rules(props: { readonly siteId: string; readonly saved: TillRules }) {
  const { t } = useWords();
  const save = useCommand('administration.saveTillRules');
  // What was not touched follows what others save.
  const [edited, setEdited] = useState<Partial<TillRules>>({});
  const [typedLabels, setTypedLabels] = useState<string | null>(null);
  const rules = { ...props.saved, ...edited };
  const scaleLabels = typedLabels ?? patternsToText(props.saved.inStorePatterns);
  const [isHistoryOpen, setIsHistoryOpen] = useState(false);
  const patterns = textToPatterns(scaleLabels);
  const isChanged = meaningOf(rules) !== meaningOf(props.saved);
  const sent = sentAndTaken(save);
  const isSaved = sent !== undefined && meaningOf(sent.rules) === meaningOf(rules);
  usePageLeaving({ isChanged: (isChanged && !isSaved) || !patterns.ok, isSaving: save.isPending });
  const change = (part: Partial<TillRules>) => setEdited((before) => ({ ...before, ...part }));
  return (
    <>
      <div className="administration__scroll">
        <div className="administration__form">
          {ROLE_RULES.map((rule) => (
            <Checks
              key={rule}
              label={t(`administration.rule.${rule}`)}
              choices={roleSchema.options.filter((role) => role !== 'admin')}
              wordOf={(role) => t(ROLE_WORDS[role])}
              value={rules[rule]}
              onChange={(roles: Role[]) => change({ [rule]: roles })}
            />
          ))}
          <Checks
            label={t('administration.rule.overridable')}
            choices={overridableRefusalSchema.options}
            wordOf={(refusal) => t(`administration.refusal.${refusal}`)}
            value={rules.overridable}
            onChange={(overridable) => change({ overridable })}
          />
          <CheckField
            label={t('administration.rule.bestBeforeTolerance')}
            hint={t('administration.rule.bestBeforeTolerance.hint')}
            value={rules.bestBeforeTolerance}
            onChange={(bestBeforeTolerance) => change({ bestBeforeTolerance })}
          />
          <CheckField
            label={t('administration.rule.receiptWords')}
            hint={t('administration.rule.receiptWords.hint')}
            value={hasSecondLanguage(rules)}
            onChange={(isOn) => change({ receiptWords: isOn ? 'household' : 'italian' })}
          />
          <TextField
            label={t('administration.rule.inStorePatterns')}
            hint={t('administration.rule.inStorePatterns.hint')}
            problem={patterns.ok ? null : t('administration.rule.inStorePatterns.problem', patterns.error)}
            value={scaleLabels}
            onChange={(text) => {
              setTypedLabels(text);
              const read = textToPatterns(text);
              if (read.ok) change({ inStorePatterns: read.value });
            }}
            isLong
          />
          <div className="field-grid">
            <NumberField
              label={t('administration.rule.lowPointsThreshold')}
              value={rules.lowPointsThreshold}
              onChange={(value) => change({ lowPointsThreshold: value ?? rules.lowPointsThreshold })}
              max={100_000}
            />
            <NumberField
              label={t('administration.rule.entitlementAlertDays')}
              value={rules.entitlementAlertDays}
              onChange={(value) => change({ entitlementAlertDays: value ?? rules.entitlementAlertDays })}
              max={90}
            />
            <NumberField
              label={t('administration.rule.lockAfterMinutes')}
              value={rules.lockAfterMinutes}
              onChange={(value) => change({ lockAfterMinutes: value ?? rules.lockAfterMinutes })}
              min={1}
              max={120}
            />
          </div>
        </div>
      </div>
      {save.data?.ok === false && <FailureNotice failure={save.data.error} />}
      {save.data?.ok === true && !isChanged && <Notice tone="ok" title={t('administration.saved')} />}
      <div className="actions-in-row">
        <ActionButton
          label={t('administration.save')}
          shortcut="F9"
          tone="primary"
          isDisabled={!isChanged || !patterns.ok}
          isBusy={save.isPending}
          onPress={() => save.mutate({ rules })}
        />
        <ActionButton label={t('ui.history')} shortcut="F8" onPress={() => setIsHistoryOpen(true)} />
      </div>
      {isHistoryOpen && (
        <HistoryDialog
          subject={`till-rules:${props.siteId}`}
          title={t('administration.tillRules')}
          onClose={() => setIsHistoryOpen(false)}
        />
      )}
    </>
  );
}

/** Alike where two say the same: in which order roles were ticked says nothing. */
const meaningOf = (rules: TillRules): string =>
  JSON.stringify({
    ...rules,
    receiptWords: hasSecondLanguage(rules),
    overrideRoles: rules.overrideRoles.toSorted(),
    occasionalRoles: rules.occasionalRoles.toSorted(),
    returnToCurrentPeriodRoles: rules.returnToCurrentPeriodRoles.toSorted(),
    overridable: rules.overridable.toSorted(),
  });

function Checks<Choice extends string>(props: {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly wordOf: (choice: Choice) => string;
  readonly value: readonly Choice[];
  readonly onChange: (value: Choice[]) => void;
}) {
  return (
    <fieldset className="administration__roles">
      <legend>{props.label}</legend>
      <div className="administration__checks">
        {props.choices.map((choice) => (
          <CheckField
            key={choice}
            label={props.wordOf(choice)}
            value={props.value.includes(choice)}
            onChange={(isOn) =>
              props.onChange(isOn ? [...props.value, choice] : props.value.filter((each) => each !== choice))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
