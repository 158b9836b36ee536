import { type CapBySize, cyclesAllowed, type LaundryRules } from './laundry-rules.ts';
import { weekStart } from './laundry-slots.ts';
import { addDays, addMonths, type LocalDate, monthStart } from './local-date.ts';

/** What a household has used of a cap and may still use. `left` is never below zero. */
export type CapUse = {
  readonly per: 'week' | 'month';
  readonly used: number;
  readonly allowed: number;
  readonly left: number;
  /** First day of the next week or month, when it counts from nothing again. */
  readonly renewsOn: LocalDate;
};

/**
 * Caps of a household of `size` people on a day (found: 12 cycles in 30 days; domain facts, section 4). A cap that the
 * rules do not state is not in the list. Law: a cycle may be started without a reason exactly while each has one left.
 */
export function capsOn(
  rules: Pick<LaundryRules, 'weeklyCap' | 'monthlyCap'>,
  size: number,
  used: { readonly week: number; readonly month: number },
  today: LocalDate,
): CapUse[] {
  const capOf = (per: CapUse['per'], cap: CapBySize, count: number, renewsOn: LocalDate): CapUse[] => {
    const allowed = cyclesAllowed(cap, size);
    if (allowed === null) return [];
    return [{ per, used: count, allowed, left: Math.max(0, allowed - count), renewsOn }];
  };
  return [
    ...capOf('week', rules.weeklyCap, used.week, addDays(weekStart(today), 7)),
    ...capOf('month', rules.monthlyCap, used.month, addMonths(monthStart(today), 1)),
  ];
}
