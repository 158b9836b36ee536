import type { AllowancePurse } from './allowance-due.ts';
import type { SchemeId } from './ids.ts';
import type { LocalDate } from './local-date.ts';
import type { Period } from './scheme-period.ts';

/** A period that was given and has not ended, of one purse. */
export type LivePeriod = Period & { readonly purse: AllowancePurse; readonly schemeId: SchemeId | null };

/**
 * The periods on whose accounts a household may have points, of both purses, each once and by their first days: its own, and
 * those of households that are one with it, whose points may have come to it. Where a period of its own begins on the same
 * day, it is its own; `hasOwn` knows those that have ended too.
 */
export function joinPeriods(
  own: readonly LivePeriod[],
  others: readonly LivePeriod[],
  hasOwn: (startsOn: LocalDate) => boolean,
): LivePeriod[] {
  const foreign = others.filter(({ startsOn }) => !hasOwn(startsOn));
  return periodsByFirstDay([...foreign, ...own])
    .toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1))
    .flatMap((period): LivePeriod[] => [
      { ...period, purse: 'points' },
      { ...period, purse: 'points-baby' },
    ]);
}

/** Of those that begin on one day the last: of hundreds of households hardly more than a handful is left. */
export const periodsByFirstDay = (periods: readonly LivePeriod[]): LivePeriod[] => [
  ...new Map(periods.map((period) => [period.startsOn, period])).values(),
];

/** What counted against limits longer ago than any month or week counts no more. */
export const USES_DAYS = 31;
