import { type LocalDate, monthStart } from '../../../shared/domain/local-date.ts';
import { type Month, monthsUpTo } from './months.ts';

/** What is looked at: a listed month, or days that were typed (null while a field holds no day). */
export type PeriodChoice =
  | { readonly type: 'month'; readonly back: number }
  | { readonly type: 'days'; readonly from: LocalDate | null; readonly to: LocalDate | null };

export type Days = { readonly from: LocalDate; readonly to: LocalDate };

export const thisMonth: PeriodChoice = { type: 'month', back: 0 };

/** Days to begin with when somebody wants to type them: this year up to today. */
export const typedDays = (today: LocalDate): PeriodChoice => ({
  type: 'days',
  from: monthStart(`${today.slice(0, 4)}-01-01` as LocalDate), // the first day of a year is a day
  to: today,
});

/** The days of a choice; null while they are not whole. */
export function daysOf(choice: PeriodChoice, today: LocalDate): Days | null {
  if (choice.type === 'days') {
    const { from, to } = choice;
    return from === null || to === null ? null : { from, to };
  }
  const month: Month | undefined = monthsUpTo(today)[choice.back];
  return month === undefined ? null : { from: month.startsOn, to: month.endsOn };
}
