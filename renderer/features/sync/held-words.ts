import type { Unit } from '../../../shared/domain/account.ts';
import type { Words } from '../../i18n/words.ts';
import { amountWords } from '../credit/credit-words.ts';

type Total = { readonly unit: Unit; readonly amount: number };

/** Points, euro and washes, in this order: `1.240 punti, 85,00 €, 12 lavaggi`; empty where there is nothing. */
export const heldWords = (words: Words, totals: readonly Total[]): string =>
  (['points', 'cents', 'washes'] as const)
    .flatMap((unit) => {
      const amount = totals.reduce((sum, each) => sum + (each.unit === unit ? each.amount : 0), 0);
      return amount === 0 ? [] : [amountWords(words, unit, amount)];
    })
    .join(', ');
