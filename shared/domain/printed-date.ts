import { z } from 'zod';
import { type LocalDate, localDateSchema, localMonthSchema } from './local-date.ts';

/**
 * A date as it is printed on a package, with the precision it has: a best-before date (TMC) may be day/month/year, month/year or
 * the year alone (regulation (EU) 1169/2011, annex X). The precision is kept, never filled in.
 */
export const printedDateSchema = z.discriminatedUnion('precision', [
  z.strictObject({ precision: z.literal('day'), on: localDateSchema }),
  z.strictObject({ precision: z.literal('month'), month: localMonthSchema }),
  z.strictObject({ precision: z.literal('year'), year: z.int().min(1900).max(2999) }),
]);
export type PrintedDate = z.infer<typeof printedDateSchema>;

/** The last day that a printed date covers: a month or a year means the end of it. */
export function lastDayOf(printed: PrintedDate): LocalDate {
  switch (printed.precision) {
    case 'day':
      return printed.on;
    case 'month': {
      const [year, month] = printed.month.split('-').map(Number) as [number, number]; // the schema fixes two parts
      return localDateSchema.parse(new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10));
    }
    case 'year':
      return localDateSchema.parse(`${printed.year}-12-31`);
  }
}
