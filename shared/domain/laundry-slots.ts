import { z } from 'zod';
import { addDays, type LocalDate, localDateSchema } from './local-date.ts';

/** Minutes since midnight on the wall clock of Europe/Rome: 870 is 14:30. 1440 is the end of the day. */
const minuteOfDay = z.int().min(0).max(1440);

const openingSchema = z
  .strictObject({ from: minuteOfDay, to: minuteOfDay })
  .refine(({ from, to }) => from < to, 'opening ends after it begins');
export type Opening = z.infer<typeof openingSchema>;

/** Opening hours of one day of the week, morning first, apart from each other. */
const dayOpeningsSchema = z
  .array(openingSchema)
  .max(4)
  .refine(
    (openings) => openings.every(({ from }, index) => index === 0 || (openings[index - 1]?.to ?? 0) <= from),
    'openings of a day follow each other',
  );

/**
 * When a laundry is open and how it is cut into slots of two or three hours (domain facts, section 4). A slot
 * is named by day and wall-clock minute, so that the night of the clock change has no slot twice and none
 * missing: what is agreed at a desk is what the clock on the wall says.
 */
export const laundryHoursSchema = z.strictObject({
  /** Monday first, seven of them. */
  openings: z.array(dayOpeningsSchema).length(7),
  slotMinutes: z.int().min(15).max(480),
  /** Days when it stays closed. */
  closures: z.array(localDateSchema).max(400),
});
export type LaundryHours = z.infer<typeof laundryHoursSchema>;

/** One slot of a day: minutes of the wall clock, the end not included. */
export const slotSchema = z
  .strictObject({ on: localDateSchema, from: minuteOfDay, to: minuteOfDay })
  .refine(({ from, to }) => from < to, 'a slot ends after it begins');
export type Slot = z.infer<typeof slotSchema>;

/**
 * The slots of a day in order. Laws: none overlaps another; each lies inside an opening; what is left of an
 * opening that is shorter than a slot is no slot; a closed day has none.
 */
export function slotsOn(hours: LaundryHours, on: LocalDate): Slot[] {
  if (hours.closures.includes(on)) return [];
  const slots: Slot[] = [];
  for (const { from, to } of hours.openings[weekdayOf(on)] ?? []) {
    for (let start = from; start + hours.slotMinutes <= to; start += hours.slotMinutes) {
      slots.push({ on, from: start, to: start + hours.slotMinutes });
    }
  }
  return slots;
}

/** The slot of a day that holds a minute of its wall clock; null between slots and when closed. */
export const slotAt = (hours: LaundryHours, on: LocalDate, minute: number): Slot | null =>
  slotsOn(hours, on).find(({ from, to }) => from <= minute && minute < to) ?? null;

/** Whether two slots share a minute of the wall clock. */
export const slotsOverlap = (a: Slot, b: Slot): boolean => a.on === b.on && a.from < b.to && b.from < a.to;

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: LocalDate): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7; // a day of the calendar has one weekday, whatever the zone
}

/** The Monday of a day's week: weekly caps are counted from it. */
export const weekStart = (day: LocalDate): LocalDate => addDays(day, -weekdayOf(day));

const romeClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** What the wall clock of Europe/Rome shows at an instant in UTC milliseconds, as minutes since midnight. */
export function wallMinuteAt(utcMs: number): number {
  const [hours, minutes] = romeClock.format(utcMs).split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/**
 * When the wall clock of Europe/Rome last shows a minute of a day, UTC milliseconds: the second time in the hour that comes
 * twice; for a minute that the clock jumps over, the moment of the jump. Law: a later minute is never earlier.
 */
export function wallInstant(on: LocalDate, minute: number): number {
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number);
  const asIfUtc = Date.UTC(year, month - 1, day, 0, minute);
  const winter = asIfUtc - MS_PER_HOUR;
  const summer = asIfUtc - 2 * MS_PER_HOUR;
  const isShownAt = (utcMs: number) => wallMinuteAt(utcMs) === minute % 1440;
  if (isShownAt(winter)) return winter;
  if (isShownAt(summer)) return summer;
  let jump = summer;
  while (wallMinuteAt(jump) < minute) jump += MS_PER_MINUTE; // at most the hour that is skipped
  return jump;
}

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
