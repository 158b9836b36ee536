import { z } from 'zod';

/**
 * A calendar day of the trade, `YYYY-MM-DD` in Europe/Rome. Compared as text. Days and months of every
 * rule are these: 2026-03-31T22:30Z is 1 April.
 */
export const localDateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => dayNumber(text) !== null, 'not a day of the calendar')
  .brand<'LocalDate'>();
export type LocalDate = z.infer<typeof localDateSchema>;

const DAY_SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar, as `localDateSchema` has it. */
export const isLocalDate = (text: string): text is LocalDate =>
  DAY_SHAPE.test(text) && dayNumber(text) !== null;

/** A month, `YYYY-MM`: the least that is kept of a child's birth. */
export const localMonthSchema = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .brand<'LocalMonth'>();
export type LocalMonth = z.infer<typeof localMonthSchema>;

const MS_PER_DAY = 86_400_000;

const romeDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Rome',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Up to here the day in Europe/Rome has a year of four digits, as every day of the trade. */
export const LAST_DATED_MS = Date.UTC(9999, 11, 31);

/** The day in Europe/Rome at an instant in UTC milliseconds. */
export const localDateAt = (utcMs: number): LocalDate => romeDay.format(utcMs) as LocalDate; // en-CA prints YYYY-MM-DD

/** Whole days from one day to another, negative backwards. Law: `addDays(a, daysBetween(a, b)) === b`. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => toDayNumber(to) - toDayNumber(from);

export function addDays(day: LocalDate, days: number): LocalDate {
  return new Date((toDayNumber(day) + days) * MS_PER_DAY).toISOString().slice(0, 10) as LocalDate; // ISO text of UTC midnight
}

/** The same day `months` later, or the last day of that month where it has no such day. */
export function addMonths(day: LocalDate, months: number): LocalDate {
  const [year, month, date] = partsOf(day);
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  const lastDate = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate();
  return `${pad(toYear, 4)}-${pad(toMonth, 2)}-${pad(Math.min(date, lastDate), 2)}` as LocalDate; // built from parts in range
}

/** First day of the month of a day. */
export const monthStart = (day: LocalDate): LocalDate => `${day.slice(0, 7)}-01` as LocalDate; // a month always has a first day

/** Whole months lived by a child born in `birthMonth`, on `day`: 0 in the month of birth. */
export function ageInMonths(birthMonth: LocalMonth, day: LocalDate): number {
  const [birthYear, birth] = birthMonth.split('-').map(Number) as [number, number]; // the schema fixes two parts
  const [year, month] = partsOf(day);
  return (year - birthYear) * 12 + (month - birth);
}

function partsOf(day: string): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

/** Without a `Date` and its text: every line and every account with a date in it passes here. */
function dayNumber(text: string): number | null {
  // Refinements also run on text that failed the pattern, where the parts may be no numbers.
  if (text.length !== 10) return null;
  const [year, month, date] = partsOf(text);
  // `Date.UTC` reads years below 100 as 19xx.
  const isInCalendar =
    year >= 100 && month >= 1 && month <= 12 && date >= 1 && date <= lastDateOf(year, month);
  return isInCalendar ? Date.UTC(year, month - 1, date) / MS_PER_DAY : null;
}

const LAST_DATES = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lastDateOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (LAST_DATES[month - 1] ?? 0);
}

function toDayNumber(day: LocalDate): number {
  const number = dayNumber(day);
  if (number === null) throw new Error('Assertion failed: a LocalDate is a day of the calendar');
  return number;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
