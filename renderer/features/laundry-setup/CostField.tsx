import type { WashCost } from '../../../shared/domain/laundry-machine.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

/** A price in washes or in euro, as it is typed; `amount` null while it is none. */
export type CostDraft = { readonly unit: WashCost['unit']; readonly amount: number | null };

/** What something costs: whole washes, or euro with cents. */
export function CostField(props: {
  readonly label: string;
  readonly cost: CostDraft;
  readonly onChange: (cost: CostDraft) => void;
}) {
  const { t } = useWords();
  const { cost, onChange } = props;
  const isEuro = cost.unit === 'cents';
  return (
    <div className="cost-field">
      <SelectField
        label={t('laundrySetup.cost.unit', { of: props.label })}
        value={cost.unit}
        onChange={(unit) => onChange({ unit, amount: unit === cost.unit ? cost.amount : null })}
        choices={[
          { key: 'washes', label: t('laundrySetup.cost.washes') },
          { key: 'cents', label: t('laundrySetup.cost.cents') },
        ]}
      />
      <NumberField
        key={cost.unit}
        label={props.label}
        value={cost.amount === null ? null : isEuro ? cost.amount / 100 : cost.amount}
        onChange={(amount) =>
          onChange({ ...cost, amount: amount === null ? null : isEuro ? Math.round(amount * 100) : amount })
        }
        decimals={isEuro ? 2 : 0}
        max={isEuro ? 100 : 20}
      />
    </div>
  );
}
