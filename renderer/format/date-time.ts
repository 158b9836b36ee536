import { type LocalDate, localDateSchema } from '../../shared/domain/local-date.ts';

const timeInRome = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const dayInRome = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});

/** `2026-04-01` as `01/04/2026`. */
export const formatDate = (day: LocalDate): string => day.split('-').reverse().join('/');

/** The day in Europe/Rome of an instant in UTC milliseconds, as `01/04/2026`. */
export const formatDateAt = (utcMs: number): string => dayInRome.format(utcMs);

/** The time in Europe/Rome of an instant in UTC milliseconds, as `09:05`, 24 hours. */
export const formatTimeAt = (utcMs: number): string => timeInRome.format(utcMs);

/** `01/04/2026 09:05` in Europe/Rome of an instant in UTC milliseconds. */
export const formatDateTimeAt = (utcMs: number): string => `${formatDateAt(utcMs)} ${formatTimeAt(utcMs)}`;

/** An instant that is mostly of today: its time, and before it the day where it is another one. */
export const formatMomentAt = (utcMs: number, nowMs: number): string =>
  formatDateAt(utcMs) === formatDateAt(nowMs) ? formatTimeAt(utcMs) : formatDateTimeAt(utcMs);

/** `2026-04` as `04/2026`. */
export const formatMonth = (month: string): string => month.split('-').reverse().join('/');

/**
 * Reads a day as people write it: `1/4/2026`, `01.04.2026`, `1-4-2026` or `01042026`. The year has four
 * digits, because of two digits a birth date and an expiry date mean different centuries. Null when it is
 * no day of the calendar. Law: `parseDate(formatDate(day)) === day`.
 */
export function parseDate(text: string): LocalDate | null {
  const match =
    /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(text.trim()) ??
    /^(\d{2})(\d{2})(\d{4})$/.exec(text.trim());
  if (match === null) return null;
  const [, day = '', month = '', year = ''] = match;
  const read = localDateSchema.safeParse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return read.success ? read.data : null;
}
