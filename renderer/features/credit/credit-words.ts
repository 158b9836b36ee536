import type { Unit } from '../../../shared/domain/account.ts';
import type { AdjustablePurse, CreditPurse } from '../../../shared/domain/credit.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { isMessageId } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

/** An amount in its unit: `12,50 €`, `3 lavaggi`, `24 punti`. */
export function amountWords({ t, points }: Words, unit: Unit, amount: number): string {
  switch (unit) {
    case 'cents':
      return formatEuro(amount);
    case 'washes':
      return t('credit.washes.count', { washes: amount });
    case 'points':
      return points(amount);
    case 'uses':
      return formatCount(amount);
  }
}

/** A change in its unit, with its sign: `+12,50 €`, `−3 lavaggi`. The real minus sign lines up and is read aloud. */
export const changeWords = (words: Words, unit: Unit, amount: number): string =>
  `${amount < 0 ? '−' : '+'}${amountWords(words, unit, Math.abs(amount))}`;

/** Digits after the comma in which amounts of a purse are typed. */
export const decimalsOf = (purse: AdjustablePurse): number => (purse === 'cents' ? 2 : 0);

/** What was typed, in units of the purse: 12,50 euro are 1250 cents. */
export const typedToAmount = (purse: AdjustablePurse, typed: number): number =>
  purse === 'cents' ? Math.round(typed * 100) : typed;

/** The other way round, for a field that begins with a value. */
export const amountToTyped = (purse: AdjustablePurse, amount: number): number =>
  purse === 'cents' ? amount / 100 : amount;

export const purseName = ({ t }: Words, purse: CreditPurse | AdjustablePurse): string =>
  t(`credit.purse.${purse}`);

/** The purse of a movement, which a newer version may have made: then its own name. */
export function purseWords({ t }: Words, purse: string): string {
  const id = `credit.purse.${purse}`;
  return isMessageId(id) ? t(id) : purse;
}
