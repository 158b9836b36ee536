import { z } from 'zod';
import { LONGEST_KEPT_DAYS } from './backup-rotation.ts';
import { addMonths, type LocalDate } from './local-date.ts';

/** The reading log may be asked for so long, and is not deleted before (domain facts, section 6). Months. */
export const LEAST_ACCESS_LOG_MONTHS = 6;

/** How long a network keeps what a person then deletes. Months. */
export const retentionRulesSchema = z.strictObject({
  /** After the last thing that happened to a household, once no right of it runs. */
  householdMonths: z.int().min(1).max(120),
  accessLogMonths: z.int().min(LEAST_ACCESS_LOG_MONTHS).max(120),
});
export type RetentionRules = Readonly<z.infer<typeof retentionRulesSchema>>;

/** Two years: who comes back after a year without a right is still known, and nobody is kept for ever. */
export const DEFAULT_RETENTION: RetentionRules = { householdMonths: 24, accessLogMonths: 12 };

/**
 * The classes of data there are. `byPerson`: due after a time, and deleted when somebody says so. `withHousehold`: goes
 * with its household. `kept`: says of nobody whose it is once the household is erased. `rotates`: gone by itself.
 */
export const DATA_CLASSES = [
  { key: 'households', ends: 'byPerson' },
  { key: 'statements', ends: 'withHousehold' },
  { key: 'accessLog', ends: 'byPerson' },
  { key: 'movements', ends: 'kept' },
  { key: 'backups', ends: 'rotates' },
] as const;
export type DataClass = (typeof DATA_CLASSES)[number]['key'];

/** How long a class is kept, in its unit; null where time does not end it. */
export function keptFor(
  dataClass: DataClass,
  rules: RetentionRules,
): { readonly unit: 'months' | 'days'; readonly count: number } | null {
  switch (dataClass) {
    case 'households':
    case 'statements':
      return { unit: 'months', count: rules.householdMonths };
    case 'accessLog':
      return { unit: 'months', count: rules.accessLogMonths };
    case 'movements':
      return null;
    case 'backups':
      return { unit: 'days', count: LONGEST_KEPT_DAYS };
  }
}

/** The day before which what happened last makes a household due. */
export const dueBefore = ({ householdMonths }: RetentionRules, today: LocalDate): LocalDate =>
  addMonths(today, -householdMonths);

/** Whole days that entries of the reading log stay: no month is longer, and none is let go early. */
export const accessLogDays = ({ accessLogMonths }: RetentionRules): number => accessLogMonths * 31 + 14;
