import { areNoTenders, type Residuals, type Tenders } from '../../shared/domain/tenders.ts';
import type { Words } from '../i18n/words.ts';
import { formatEuro } from './figures.ts';

/** What was paid or given back, purse by purse: `3 punti + 13 punti bimbi + 2,98 €`; `0 punti` where it is nothing. */
export function sayTenders(tenders: Tenders, { t, points }: Words): string {
  if (areNoTenders(tenders)) return points(0);
  return [
    tenders.points === 0 ? null : points(tenders.points),
    tenders.babyPoints === 0 ? null : t('ui.babyPoints', { points: tenders.babyPoints }),
    tenders.cents === 0 ? null : formatEuro(tenders.cents),
  ]
    .filter((part) => part !== null)
    .join(' + ');
}

/** What each purse of the household held after a sale: `101 punti, 0 punti bimbi, 3,10 €`. */
export function sayResiduals({ points, babyPoints, cents }: Residuals, words: Words): string {
  return [
    words.points(points.after),
    babyPoints === undefined ? null : words.t('ui.babyPoints', { points: babyPoints.after }),
    cents === undefined ? null : formatEuro(cents.after),
  ]
    .filter((part) => part !== null)
    .join(', ')
    .replaceAll('-', '−');
}
