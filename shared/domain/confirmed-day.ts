import { daysBetween, type LocalDate } from './local-date.ts';

/** Days around the last operation in which a day is believed as it is typed. */
const NEAR_DAYS = 31;

/**
 * Whether the day that an operator typed at log-in is more likely a slip of the fingers than today: it is not the PC's,
 * and over a month away from the last operation. Such a day is asked twice, because the points of its month would be
 * given, and its limits counted, in the wrong month.
 */
export const isUnlikelyDay = (day: LocalDate, pcOn: LocalDate, lastOn: LocalDate): boolean =>
  day !== pcOn && Math.abs(daysBetween(lastOn, day)) > NEAR_DAYS;
