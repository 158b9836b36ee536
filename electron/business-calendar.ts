import { daysBetween, type LocalDate, localDateAt } from '../shared/domain/local-date.ts';

/** Which day it is for the trade. */
export type BusinessCalendar = {
  /** Today in Europe/Rome by this PC, plus the correction that an operator gave in this run. */
  readonly today: () => LocalDate;
  /** Today as the PC's clock alone has it. */
  readonly pcToday: () => LocalDate;
  /**
   * The operator says which day it is: the PC's date is corrected by whole days until the next start, or until somebody
   * sets the PC's clock right, which the correction would put wrong again.
   */
  readonly confirm: (today: LocalDate) => void;
  /** Whether an operator has said the day while the PC's clock stood at this day. */
  readonly isConfirmed: () => boolean;
};

const MS_PER_DAY = 86_400_000;

/** More than a clock drifts or is put right by in a day's work, less than a change of the date. */
const CLOCK_WAS_SET_MS = MS_PER_DAY / 2;

/** `monotonic`: milliseconds of a clock that nobody can set. */
export function createBusinessCalendar(
  now: () => number,
  monotonic: () => number = () => performance.now(),
): BusinessCalendar {
  let confirmed: { correctionDays: number; at: number; monotonicAt: number } | null = null;

  /** What was confirmed, while the PC's clock goes on from where it stood then. */
  const standing = () => {
    if (confirmed === null) return null;
    const drift = now() - confirmed.at - (monotonic() - confirmed.monotonicAt);
    return Math.abs(drift) < CLOCK_WAS_SET_MS ? confirmed : null;
  };
  return {
    today: () => localDateAt(now() + (standing()?.correctionDays ?? 0) * MS_PER_DAY),
    pcToday: () => localDateAt(now()),
    confirm: (today) => {
      const at = now();
      confirmed = { correctionDays: daysBetween(localDateAt(at), today), at, monotonicAt: monotonic() };
    },
    // A clock that was set after the confirmation, or a day that has gone by, is asked about again.
    isConfirmed: () => {
      const stands = standing();
      return stands !== null && Math.abs(now() - stands.at) < MS_PER_DAY;
    },
  };
}
