import { addDays, addMonths, type LocalDate, monthStart } from '../../../shared/domain/local-date.ts';
import type { Language } from '../../i18n/messages.ts';

export type Month = { readonly startsOn: LocalDate; readonly endsOn: LocalDate };

/** Three years: what lies before is asked for so seldom that the whole list would only be in the way. */
const LISTED_MONTHS = 36;

/** The months to choose from, this one first. */
export const monthsUpTo = (today: LocalDate): Month[] =>
  Array.from({ length: LISTED_MONTHS }, (_, back) => {
    const startsOn = addMonths(monthStart(today), -back);
    return { startsOn, endsOn: addDays(addMonths(startsOn, 1), -1) };
  });

/** `novembre 2026`. */
export const monthName = (language: Language, { startsOn }: Month): string =>
  new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(startsOn),
  );
