import { addDays, addMonths, daysBetween, type LocalDate, monthStart } from './local-date.ts';
import { type Scheme, schemeOn } from './scheme.ts';

/** Days of one period, first and last included. */
export type Period = { readonly startsOn: LocalDate; readonly endsOn: LocalDate };

/**
 * The scheme's period that holds a day, for a household whose entitlement is `right`. Law: periods tile the calendar
 * without hole or overlap, before the anchor too; of one budget there is one period, inside the right, and before and
 * after it each day is alone. Periods in months are counted from the anchor and never from the period before, so that
 * one anchored on the 31st returns to the 31st after a shorter month.
 */
export function periodOn({ period }: Pick<Scheme, 'period'>, day: LocalDate, right: Period): Period {
  switch (period.kind) {
    case 'calendarMonth':
      return limitPeriodOn(day);
    case 'days': {
      const anchorOn = period.anchorOn ?? right.startsOn;
      const index = Math.floor(daysBetween(anchorOn, day) / period.days);
      const startsOn = addDays(anchorOn, index * period.days);
      return { startsOn, endsOn: addDays(startsOn, period.days - 1) };
    }
    case 'months': {
      const anchorOn = period.anchorOn ?? right.startsOn;
      const index = Math.floor(monthsBetween(anchorOn, day) / period.months);
      const startsOn = addMonths(anchorOn, index * period.months);
      const endsOn = addDays(addMonths(anchorOn, (index + 1) * period.months), -1);
      return { startsOn, endsOn };
    }
    case 'entitlement':
      return right.startsOn <= day && day <= right.endsOn
        ? { startsOn: right.startsOn, endsOn: right.endsOn }
        : { startsOn: day, endsOn: day };
  }
}

/** A period and the version of the scheme that rules it. */
export type RuledPeriod = { readonly scheme: Scheme; readonly period: Period };

/**
 * The period that holds a day where a scheme has changed in the course of time. `versions` are of one scheme, by
 * `appliesFrom`, oldest first; null where there is none. Law: these periods tile the calendar, and a version never
 * changes a period that has begun before it applies: that one is finished under its own rule, and the new rule's first
 * period begins on the day after.
 */
export function ruledPeriodOn(
  versions: readonly Scheme[],
  day: LocalDate,
  right: Period,
): RuledPeriod | null {
  const scheme = schemeOn(versions, day);
  if (scheme === null) return null;
  const own = { scheme, period: periodOn(scheme, day, right) };
  const earlier = versions.slice(0, versions.indexOf(scheme));
  const before = ruledPeriodOn(earlier, addDays(scheme.appliesFrom, -1), right);
  if (before === null) return own;
  if (before.period.endsOn >= day) return before;
  const { startsOn, endsOn } = own.period;
  return startsOn > before.period.endsOn
    ? own
    : { scheme, period: { startsOn: addDays(before.period.endsOn, 1), endsOn } };
}

/** The period of limits "per month": always the calendar month, whatever the household's scheme. */
export const limitPeriodOn = (day: LocalDate): Period => ({
  startsOn: monthStart(day),
  endsOn: addDays(addMonths(monthStart(day), 1), -1),
});

/**
 * The seven days of a weekly quota that hold a day, counted from the period's first day; the last week ends with the
 * period.
 */
export function weekOn({ startsOn, endsOn }: Period, day: LocalDate): Period {
  const week = Math.floor(daysBetween(startsOn, day) / 7);
  const lastDay = addDays(startsOn, week * 7 + 6);
  return { startsOn: addDays(startsOn, week * 7), endsOn: lastDay < endsOn ? lastDay : endsOn };
}

/** Whole months from the anchor that have begun by `day`: the largest n with `addMonths(anchor, n) <= day`. */
function monthsBetween(anchorOn: LocalDate, day: LocalDate): number {
  const months = monthIndex(day) - monthIndex(anchorOn);
  return addMonths(anchorOn, months) <= day ? months : months - 1;
}

const monthIndex = (day: LocalDate): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
