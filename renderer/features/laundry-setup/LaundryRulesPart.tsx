import { useState } from 'react';
import type { LaundryRules } from '../../../shared/domain/laundry-rules.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { type CostDraft, CostField } from './CostField.tsx';
import { capToText, textToCap } from './hours-text.ts';
import { RulesActions } from './RulesActions.tsx';
import { useLaundryRules } from './use-laundry-rules.ts';

/** Whole numbers with their bounds, as the schema has them. */
const FIGURES = [
  { field: 'graceMinutes', min: 5, max: 120 },
  { field: 'mostActiveBookings', min: 1, max: 9 },
  { field: 'warnAtNoShows', min: 1, max: 99 },
  { field: 'suspendAtNoShows', min: 1, max: 99 },
  { field: 'noShowDays', min: 1, max: 730 },
  { field: 'forgottenAfterHours', min: 1, max: 720 },
] as const;

type Figure = (typeof FIGURES)[number]['field'];

/** How the desk works: turns, caps, missed turns, detergent. */
export function LaundryRulesPart() {
  const answer = useAnswer('laundrySetup.read', {});
  return <AnswerView answer={answer.data}>{({ rules }) => <Rules saved={rules} />}</AnswerView>;
}

function Rules(props: { readonly saved: LaundryRules }) {
  const { t } = useWords();
  const { saved } = props;
  const form = useLaundryRules(saved);
  const { rules, change } = form;
  const [empty, setEmpty] = useState<ReadonlySet<Figure>>(new Set());
  const [typedWeekly, setWeekly] = useState<string | null>(null);
  const [typedMonthly, setMonthly] = useState<string | null>(null);
  const [typedPrice, setPrice] = useState<CostDraft | null>(null);
  const [isSoldNow, setIsSold] = useState<boolean | null>(null);
  const weekly = typedWeekly ?? capToText(saved.weeklyCap);
  const monthly = typedMonthly ?? capToText(saved.monthlyCap);
  const price: CostDraft = typedPrice ?? saved.detergent ?? { unit: 'cents', amount: null };
  const isSold = isSoldNow ?? saved.detergent !== undefined;
  const weeklyCap = textToCap(weekly);
  const monthlyCap = textToCap(monthly);
  const isReady =
    empty.size === 0 && weeklyCap !== null && monthlyCap !== null && (!isSold || price.amount !== null);
  const { detergent: _before, ...others } = rules;
  const complete: LaundryRules = {
    ...others,
    weeklyCap: weeklyCap ?? [],
    monthlyCap: monthlyCap ?? [],
    ...(isSold && price.amount !== null ? { detergent: { unit: price.unit, amount: price.amount } } : {}),
  };
  const { detergent, ...rest } = saved;
  const before = { ...rest, ...(detergent === undefined ? {} : { detergent }) };
  return (
    <>
      <div className="laundry-setup__scroll">
        <div className="field-grid">
          {FIGURES.map(({ field, min, max }) => (
            <NumberField
              key={field}
              label={t(`laundrySetup.rule.${field}`)}
              value={empty.has(field) ? null : rules[field]}
              onChange={(value) => {
                const without = [...empty].filter((each) => each !== field);
                setEmpty(new Set(value === null ? [...without, field] : without));
                if (value !== null) change({ [field]: value });
              }}
              min={min}
              max={max}
            />
          ))}
          <TextField
            label={t('laundrySetup.rule.weeklyCap')}
            hint={t('laundrySetup.rule.cap.hint')}
            problem={weeklyCap === null ? t('laundrySetup.rule.cap.problem') : null}
            value={weekly}
            onChange={setWeekly}
          />
          <TextField
            label={t('laundrySetup.rule.monthlyCap')}
            hint={t('laundrySetup.rule.cap.hint')}
            problem={monthlyCap === null ? t('laundrySetup.rule.cap.problem') : null}
            value={monthly}
            onChange={setMonthly}
          />
        </div>
        <CheckField
          label={t('laundrySetup.rule.needsEntitlement')}
          hint={t('laundrySetup.rule.needsEntitlement.hint')}
          value={rules.needsEntitlement}
          onChange={(needsEntitlement) => change({ needsEntitlement })}
        />
        <CheckField label={t('laundrySetup.rule.sellsDetergent')} value={isSold} onChange={setIsSold} />
        {isSold && <CostField label={t('laundrySetup.rule.detergent')} cost={price} onChange={setPrice} />}
      </div>
      <RulesActions
        siteId={saved.siteId}
        outcome={form.outcome}
        isReady={isReady}
        isChanged={JSON.stringify(complete) !== JSON.stringify(before)}
        isSaved={form.isSaved(complete)}
        isBusy={form.isBusy}
        onSave={() => form.send(complete)}
      />
    </>
  );
}
