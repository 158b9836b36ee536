import type { FlaggedAct } from '../../../shared/contract/flagged-act.ts';
import type { Words } from '../../i18n/words.ts';
import { amountWords } from '../credit/credit-words.ts';
import { familyOf } from './kind-family.ts';

/** Which act: `Scontrino EMP-1204`, or what sort of act where it has no paper. */
export function actWords({ t }: Words, { type, receipt }: Pick<FlaggedAct, 'type' | 'receipt'>): string {
  return receipt === null ? t(`sync.net.kind.${familyOf(type)}`) : t('sync.flag.receipt', { receipt });
}

/** What happened: `spesa di 12 punti senza copertura`. */
export const takenWords = (words: Words, { taken }: Pick<FlaggedAct, 'taken'>): string =>
  taken
    .map(({ unit, amount, reason }) =>
      words.t(`sync.flag.why.${reason}`, { amount: amountWords(words, unit, amount) }),
    )
    .join('; ');
