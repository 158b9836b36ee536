import { type AdjustablePurse, type CreditRules, judgeTopUp } from '../../../shared/domain/credit.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { amountToTyped, amountWords, decimalsOf, typedToAmount } from './credit-words.ts';

/** Wide enough that the field hands on what was typed and the rule says what is wrong with it. */
const ANY_FIGURE = 999_999_999;

/** An amount of one purse: euro as `12,50`, washes and points as whole numbers. Null while nothing readable is typed. */
export function AmountField(props: {
  readonly label: string;
  readonly purse: AdjustablePurse;
  readonly amount: number | null;
  readonly onChange: (amount: number | null) => void;
  /** The most that a site gives at a time, where there is one. */
  readonly rules?: CreditRules | undefined;
  /** Where nothing is an answer too. */
  readonly mayBeZero?: boolean | undefined;
  readonly onSubmit?: (() => void) | undefined;
  readonly isRequired?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
}) {
  const words = useWords();
  const { t } = words;
  const { purse, amount, rules } = props;
  const problem = (): string | null => {
    if (amount === null) return null;
    if (props.mayBeZero === true && amount === 0) return null;
    if (amount <= 0) return t('credit.amount.notPositive');
    if (rules === undefined || (purse !== 'cents' && purse !== 'washes')) return null;
    const judged = judgeTopUp(rules, purse, amount);
    if (judged.ok || judged.error.type !== 'AmountTooLarge') return null;
    const { most, unit } = judged.error;
    return t('credit.tooLarge', {
      most: amountWords(words, unit, most),
      amount: amountWords(words, unit, amount),
    });
  };
  return (
    <NumberField
      label={props.label}
      value={amount === null ? null : amountToTyped(purse, amount)}
      onChange={(typed) => props.onChange(typed === null ? null : typedToAmount(purse, typed))}
      min={-ANY_FIGURE}
      max={ANY_FIGURE}
      decimals={decimalsOf(purse)}
      problem={problem()}
      onSubmit={props.onSubmit}
      isRequired={props.isRequired}
      autoFocus={props.autoFocus}
    />
  );
}
