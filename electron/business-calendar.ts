import { daysBetween, type LocalDate, localDateAt } from '../shared/domain/local-date.ts';

/** Which day it is for the trade. */
export type BusinessCalendar = {
  /** Today in Europe/Rome by this PC, plus the correction that an operator gave in this run. */
  readonly today: () => LocalDate;
  /** Today as the PC's clock alone has it. */
  readonly pcToday: () => LocalDate;
  /** The operator says which day it is; until the next start the PC's date is corrected by whole days. */
  readonly confirm: (today: LocalDate) => void;
  /** Whether an operator has said the day while the PC's clock stood at this day. */
  readonly isConfirmed: () => boolean;
};

const MS_PER_DAY = 86_400_000;

export function createBusinessCalendar(now: () => number): BusinessCalendar {
  let correctionDays = 0;
  let confirmedAt: number | null = null;
  return {
    today: () => localDateAt(now() + correctionDays * MS_PER_DAY),
    pcToday: () => localDateAt(now()),
    confirm: (today) => {
      correctionDays = daysBetween(localDateAt(now()), today);
      confirmedAt = now();
    },
    // A clock that jumps by more than a day after the confirmation is asked about again.
    isConfirmed: () => confirmedAt !== null && Math.abs(now() - confirmedAt) < MS_PER_DAY,
  };
}
