import { daysBetween, type LocalDate } from './local-date.ts';

/** Days with a backup of their own, and weeks (from Monday) with one, that are kept (design, section 6). */
export const KEPT_DAYS = 7;
export const KEPT_WEEKS = 4;

/** After this many days erased data is gone from every backup. */
export const LONGEST_KEPT_DAYS = KEPT_WEEKS * 7;

/** A backup as far as its keeping goes. */
export type DatedBackup = {
  readonly name: string;
  readonly takenOn: LocalDate;
  /** Orders backups of one day. */
  readonly takenAt: number;
  /** Taken before a migration: the one way back from a bad update, so no later one of the day replaces it. */
  readonly isBeforeMigration: boolean;
};

/**
 * Names of the backups to delete: what is neither the newest of one of the last 7 days that have one, nor the
 * newest of one of the last 4 weeks that have one, nor younger than 28 days and taken before a migration. What
 * is older than 28 days goes in any case. Law: the newest backup is always kept.
 */
export function chooseOutdatedBackups(backups: readonly DatedBackup[], today: LocalDate): string[] {
  const newestFirst = backups.toSorted(
    // The day of the trade first: the PC's clock may have been wrong when one was taken.
    (a, b) => daysBetween(a.takenOn, b.takenOn) || b.takenAt - a.takenAt,
  );
  const kept = new Set(newestFirst.slice(0, 1));
  const recent = newestFirst.filter(({ takenOn }) => daysBetween(takenOn, today) < LONGEST_KEPT_DAYS);
  for (const each of newestOfEach(recent, KEPT_DAYS, ({ takenOn }) => takenOn)) kept.add(each);
  for (const each of newestOfEach(recent, KEPT_WEEKS, ({ takenOn }) => weekOf(takenOn))) kept.add(each);
  for (const each of recent) if (each.isBeforeMigration) kept.add(each);
  return newestFirst.filter((each) => !kept.has(each)).map(({ name }) => name);
}

function newestOfEach(
  newestFirst: readonly DatedBackup[],
  count: number,
  periodOf: (backup: DatedBackup) => string | number,
): DatedBackup[] {
  const newest = new Map<string | number, DatedBackup>();
  for (const backup of newestFirst) {
    const period = periodOf(backup);
    if (!newest.has(period)) newest.set(period, backup);
  }
  return [...newest.values()].slice(0, count);
}

const A_MONDAY = '2024-01-01' as LocalDate; // a day of the calendar

const weekOf = (day: LocalDate): number => Math.floor(daysBetween(A_MONDAY, day) / 7);
