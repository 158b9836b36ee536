import { z } from 'zod';
import { addDays, addMonths, type LocalDate, localDateSchema } from './local-date.ts';

const monthSchema = z
  .string()
  .regex(/^20\d{2}-(0[1-9]|1[0-2])$/)
  .brand<'LocalMonth'>();

const yearSchema = z
  .string()
  .regex(/^20\d{2}$/)
  .brand<'LocalYear'>();

/**
 * A best-before date (TMC) with the precision it is printed with: `2026-11-30`, `2026-11` or `2026`. Goods
 * past it may still be given, unlike those past their use-by date (law 166/2016 art. 4).
 */
export const bestBeforeSchema = z.union([localDateSchema, monthSchema, yearSchema]);
export type BestBefore = z.infer<typeof bestBeforeSchema>;

/** The last day that a best-before date covers: the end of the month or year where that is all it says. */
export function lastDayOf(bestBefore: BestBefore): LocalDate {
  if (bestBefore.length === 4) return `${bestBefore}-12-31` as LocalDate; // every year has this day
  if (bestBefore.length === 10) return bestBefore as LocalDate; // the only one of the three with ten characters
  return addDays(addMonths(`${bestBefore}-01` as LocalDate, 1), -1); // every month has a first day
}
