import type { Unit } from '../../../shared/domain/account.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountWords } from './credit-words.ts';

type Figures = {
  readonly type: string;
  readonly unit?: Unit;
  readonly most?: number;
  readonly amount?: number;
  readonly balance?: number;
  readonly missing?: number;
  readonly displayName?: string;
};

/** Why credit was not given or taken, with its figures in their unit; what has no figures is said as everywhere. */
export function CreditFailure({ failure }: { readonly failure: Figures }) {
  const words = useWords();
  const { t } = words;
  const { unit, most, amount, balance, missing, displayName } = failure;
  if (failure.type === 'AmountTooLarge' && unit !== undefined && most !== undefined && amount !== undefined) {
    const figures = { most: amountWords(words, unit, most), amount: amountWords(words, unit, amount) };
    return (
      <Notice
        tone="problem"
        title={
          displayName === undefined
            ? t('credit.tooLarge', figures)
            : t('credit.tooLarge.household', { ...figures, name: displayName })
        }
      >
        {t('credit.tooLarge.todo')}
      </Notice>
    );
  }
  if (failure.type === 'InsufficientCredit' && unit !== undefined && balance !== undefined) {
    return (
      <Notice
        tone="problem"
        title={t('credit.insufficient', {
          balance: amountWords(words, unit, balance),
          missing: amountWords(words, unit, missing ?? 0),
        })}
      >
        {t('credit.insufficient.todo')}
      </Notice>
    );
  }
  return <FailureNotice failure={failure} />;
}
