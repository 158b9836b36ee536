import { z } from 'zod';
import { schemeIdSchema } from './ids.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  type LocalDate,
  localDateSchema,
  monthStart,
} from './local-date.ts';
import { type Points, toPoints } from './points.ts';

const allowancePoints = z.int().min(0).max(100_000);

/**
 * A points scheme: what one period gives to a household by its size, and how long a period is. Unspent
 * points end with their period (no carry-over is the norm, domain facts, section 2).
 */
export const schemeSchema = z.strictObject({
  schemeId: schemeIdSchema,
  name: z.string().trim().min(1).max(80),
  period: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('calendarMonth') }),
    z.strictObject({ kind: z.literal('days'), days: z.int().min(1).max(366), anchorOn: localDateSchema }),
    z.strictObject({ kind: z.literal('months'), months: z.int().min(1).max(60), anchorOn: localDateSchema }),
  ]),
  allowance: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('firstAndFurther'),
      firstPoints: allowancePoints,
      furtherPoints: z.int().min(0).max(9_000),
    }),
    z.strictObject({ kind: z.literal('bySize'), pointsBySize: z.array(allowancePoints).min(1).max(20) }),
  ]),
});
export type Scheme = z.infer<typeof schemeSchema>;

/** Days of one period, first and last included. */
export type Period = { readonly startsOn: LocalDate; readonly endsOn: LocalDate };

/**
 * Points that one period gives to a household of `size` people, 1 to 99. `firstAndFurther` is Settimo
 * Torinese (120 and 40 each further); `bySize` is Fiorenzuola (400, 700, 900 ...), where the last figure
 * holds for every larger household.
 */
export function allowanceOf(scheme: Pick<Scheme, 'allowance'>, size: number): Points {
  const { allowance } = scheme;
  if (allowance.kind === 'firstAndFurther') {
    return toPoints(allowance.firstPoints + allowance.furtherPoints * (size - 1));
  }
  return toPoints(allowance.pointsBySize[size - 1] ?? allowance.pointsBySize.at(-1) ?? 0);
}

/**
 * The scheme's period that holds a day. Law: periods tile the calendar without hole or overlap, before the
 * anchor too. Periods in months are counted from the anchor and never from the period before, so that one
 * anchored on the 31st returns to the 31st after a shorter month.
 */
export function periodOn(scheme: Pick<Scheme, 'period'>, day: LocalDate): Period {
  const { period } = scheme;
  switch (period.kind) {
    case 'calendarMonth':
      return calendarMonthOn(day);
    case 'days': {
      const index = Math.floor(daysBetween(period.anchorOn, day) / period.days);
      const startsOn = addDays(period.anchorOn, index * period.days);
      return { startsOn, endsOn: addDays(startsOn, period.days - 1) };
    }
    case 'months': {
      const index = Math.floor(monthsBetween(period.anchorOn, day) / period.months);
      const startsOn = addMonths(period.anchorOn, index * period.months);
      const endsOn = addDays(addMonths(period.anchorOn, (index + 1) * period.months), -1);
      return { startsOn, endsOn };
    }
  }
}

/** The period of limits "per month": always the calendar month, whatever the household's scheme. */
export const limitPeriodOn = (day: LocalDate): Period => calendarMonthOn(day);

const calendarMonthOn = (day: LocalDate): Period => ({
  startsOn: monthStart(day),
  endsOn: addDays(addMonths(monthStart(day), 1), -1),
});

/** Whole months from the anchor that have begun by `day`: the largest n with `addMonths(anchor, n) <= day`. */
function monthsBetween(anchorOn: LocalDate, day: LocalDate): number {
  const months = monthIndex(day) - monthIndex(anchorOn);
  return addMonths(anchorOn, months) <= day ? months : months - 1;
}

const monthIndex = (day: LocalDate): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
