import { daysBetween, type LocalDate, localDateAt } from './local-date.ts';

/** Days without an operation after which a PC's date is not believed without being asked about. */
const QUIET_DAYS = 7;

/**
 * The PC's day in Europe/Rome, or that of the last operation where the clock stands before it or more than 7
 * days after it and nobody was there to say which is right. Used where nobody can be asked: backups, restores.
 */
export function believableDay(utcMs: number, lastBusinessOn: LocalDate | null): LocalDate {
  const today = localDateAt(utcMs);
  if (lastBusinessOn === null) return today;
  const quietDays = daysBetween(lastBusinessOn, today);
  return quietDays < 0 || quietDays > QUIET_DAYS ? lastBusinessOn : today;
}
