import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { type Month, monthName, monthsUpTo } from './months.ts';
import { type PeriodChoice, typedDays } from './period-choice.ts';

const TYPED = 'days';

/** A month of the last three years, or any days. */
export function PeriodField(props: {
  readonly value: PeriodChoice;
  readonly today: LocalDate;
  readonly onChange: (value: PeriodChoice) => void;
  readonly autoFocus?: boolean;
}) {
  const { t, language } = useWords();
  const { value, today } = props;
  const labelOf = (month: Month, back: number): string => {
    const name = monthName(language, month);
    if (back > 1) return name;
    return t(back === 0 ? 'statements.month.this' : 'statements.month.last', { month: name });
  };
  return (
    <div className="period-field">
      <div className="period-field__choice">
        <SelectField
          label={t('statements.period')}
          value={value.type === 'days' ? TYPED : String(value.back)}
          onChange={(key) =>
            props.onChange(key === TYPED ? typedDays(today) : { type: 'month', back: Number(key) })
          }
          choices={[
            ...monthsUpTo(today).map((month, back) => ({ key: String(back), label: labelOf(month, back) })),
            { key: TYPED, label: t('statements.period.days') },
          ]}
          autoFocus={props.autoFocus ?? false}
        />
      </div>
      {value.type === 'days' && (
        <>
          <DateField
            label={t('statements.period.from')}
            value={value.from}
            onChange={(from) => props.onChange({ ...value, from })}
          />
          <DateField
            label={t('statements.period.to')}
            value={value.to}
            onChange={(to) => props.onChange({ ...value, to })}
          />
        </>
      )}
    </div>
  );
}
