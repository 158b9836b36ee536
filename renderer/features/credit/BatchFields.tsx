import { topUpReasonSchema } from '../../../shared/domain/credit.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { AmountField } from './AmountField.tsx';
import type { BatchDraft } from './batch-draft.ts';
import { purseName } from './credit-words.ts';
import type { HouseholdCreditChoices } from './NewBatchPart.tsx';
import { PickHouseholds } from './PickHouseholds.tsx';

interface FieldsProps {
  readonly draft: BatchDraft;
  readonly set: (changed: Partial<BatchDraft>) => void;
}

/** Who a batch gives to: by conditions, or one by one. */
export function WhoFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <div className="credit-form">
        <SelectField
          label={t('credit.who')}
          value={draft.who}
          onChange={(who) => set({ who })}
          choices={[
            { key: 'filter', label: t('credit.who.filter') },
            { key: 'hand', label: t('credit.who.hand') },
          ]}
          autoFocus
        />
        {draft.who === 'filter' && <FilterFields draft={draft} set={set} />}
      </div>
      {draft.who === 'hand' && (
        <PickHouseholds picked={draft.picked} onChange={(picked) => set({ picked })} />
      )}
    </>
  );
}

const ALL = 'all';

function FilterFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  const sites = useAnswer('households.sites', {}).data;
  const schemes = useAnswer('schemes.list', {}).data;
  const all = { key: ALL, label: t('credit.who.all') };
  const siteChoices = (sites?.ok === true ? sites.value : []).map(({ siteId, name }) => ({
    key: siteId,
    label: name,
  }));
  const schemeChoices = (schemes?.ok === true ? schemes.value : []).map(({ schemeId, name }) => ({
    key: schemeId,
    label: name,
  }));
  const isReversed = draft.leastSize !== null && draft.mostSize !== null && draft.leastSize > draft.mostSize;
  return (
    <>
      <SelectField<string>
        label={t('credit.who.site')}
        value={draft.siteId ?? ALL}
        onChange={(key) => set({ siteId: siteChoices.find((each) => each.key === key)?.key ?? null })}
        choices={[{ key: ALL, label: t('credit.who.allSites') }, ...siteChoices]}
      />
      <SelectField<string>
        label={t('credit.who.scheme')}
        value={draft.schemeId ?? ALL}
        onChange={(key) => set({ schemeId: schemeChoices.find((each) => each.key === key)?.key ?? null })}
        choices={[all, ...schemeChoices]}
      />
      <div className="field-grid">
        <NumberField
          label={t('credit.who.leastSize')}
          value={draft.leastSize}
          onChange={(leastSize) => set({ leastSize })}
          min={1}
          max={30}
        />
        <NumberField
          label={t('credit.who.mostSize')}
          value={draft.mostSize}
          onChange={(mostSize) => set({ mostSize })}
          problem={isReversed ? t('credit.who.sizes.reversed') : null}
          min={1}
          max={30}
        />
      </div>
      <CheckField
        label={t('credit.who.entitled')}
        value={draft.isEntitled}
        onChange={(isEntitled) => set({ isEntitled })}
      />
      <CheckField
        label={t('credit.who.children')}
        value={draft.hasChildren}
        onChange={(hasChildren) => set({ hasChildren })}
      />
    </>
  );
}

const RULES = ['fixed', 'perMember', 'firstAndFurther'] as const;
const PURSES = ['cents', 'washes'] as const;

/** What each is given, by which rule, who pays and why. */
export function WhatFields({
  draft,
  set,
  choices,
}: FieldsProps & { readonly choices: HouseholdCreditChoices }) {
  const words = useWords();
  const { t, language } = words;
  const unit = draft.purse === 'cents' ? t('credit.in.euro') : t('credit.in.washes');
  // Of a rule by members only the amount for one is held against the most: the whole is, in the preview.
  const rules = draft.rule === 'fixed' ? choices.rules : undefined;
  return (
    <div className="credit-form">
      <SelectField
        label={t('credit.purse')}
        value={draft.purse}
        onChange={(purse) => set({ purse, amount: null, furtherAmount: null })}
        choices={PURSES.map((key) => ({ key, label: purseName(words, key) }))}
      />
      <SelectField
        label={t('credit.rule')}
        value={draft.rule}
        onChange={(rule) => set({ rule })}
        choices={RULES.map((key) => ({ key, label: t(`credit.rule.${key}`) }))}
      />
      <AmountField
        key={`amount ${draft.purse}`}
        label={t(`credit.rule.${draft.rule}.amount`, { unit })}
        purse={draft.purse}
        amount={draft.amount}
        onChange={(amount) => set({ amount })}
        rules={rules}
        isRequired
      />
      {draft.rule === 'firstAndFurther' && (
        <AmountField
          key={`further ${draft.purse}`}
          label={t('credit.rule.further', { unit })}
          purse={draft.purse}
          amount={draft.furtherAmount}
          onChange={(furtherAmount) => set({ furtherAmount })}
          mayBeZero
          isRequired
        />
      )}
      <SelectField
        label={t('credit.programme')}
        isRequired
        value={draft.programmeId}
        onChange={(programmeId) => set({ programmeId })}
        choices={choices.programmes.map((each) => ({ key: each.programmeId, label: each.name[language] }))}
      />
      <SelectField
        label={t('credit.reason')}
        value={draft.reason}
        onChange={(reason) => set({ reason })}
        choices={topUpReasonSchema.options.map((key) => ({ key, label: t(`credit.reason.${key}`) }))}
      />
    </div>
  );
}
