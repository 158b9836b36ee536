import type { Entitlement } from './entitlement.ts';
import type { SchemeId } from './ids.ts';
import { addDays, type LocalDate } from './local-date.ts';
import { err, ok, type Result } from './result.ts';
import type { Scheme } from './scheme.ts';
import { type Period, periodOn } from './scheme-period.ts';

/** Why the scheme of a right cannot be changed from a day on. */
export type SwitchRefusal =
  | { readonly type: 'SameScheme' }
  /** A new right would be an active one, and lift the suspension unsaid. */
  | { readonly type: 'SwitchOfSuspended' }
  /** The right has ended, or ends today: another one is granted instead. */
  | { readonly type: 'NothingLeftToSwitch' }
  | { readonly type: 'SwitchOutsideRight'; readonly from: LocalDate; readonly to: LocalDate };

/**
 * The days that a right keeps when another scheme takes its place from a day on. Law: neither today nor a day before it
 * changes, and the days kept and the days of the new right have none in common.
 */
export function daysKeptBySwitch(
  right: Entitlement,
  to: { readonly schemeId: SchemeId; readonly startsOn: LocalDate },
  today: LocalDate,
): Result<Period, SwitchRefusal> {
  if (right.schemeId === to.schemeId) return err({ type: 'SameScheme' });
  if (right.state === 'suspended') return err({ type: 'SwitchOfSuspended' });
  const from = addDays(right.startsOn > today ? right.startsOn : today, 1);
  if (from > right.endsOn) return err({ type: 'NothingLeftToSwitch' });
  if (to.startsOn < from || to.startsOn > right.endsOn) {
    return err({ type: 'SwitchOutsideRight', from, to: right.endsOn });
  }
  return ok({ startsOn: right.startsOn, endsOn: addDays(to.startsOn, -1) });
}

/**
 * First day proposed for another scheme: the one after the period that runs today, so that it gives its points at once;
 * tomorrow where the right ends within that period.
 */
export function proposedSwitchDay(
  scheme: Pick<Scheme, 'period'>,
  right: Period,
  today: LocalDate,
): LocalDate {
  const next = addDays(periodOn(scheme, today, right).endsOn, 1);
  return next <= right.endsOn ? next : addDays(today, 1);
}
