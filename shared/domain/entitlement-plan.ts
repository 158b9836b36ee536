import type { Entitlement } from './entitlement.ts';
import { addDays, type LocalDate } from './local-date.ts';
import { err, ok, type Result } from './result.ts';
import type { Period } from './scheme-period.ts';

/** The days that a right is to have; its id tells it from the others of the household. */
export type PlannedEntitlement = Pick<Entitlement, 'entitlementId' | 'startsOn' | 'endsOn'>;

/** A rule that stands against the days of a right. Who may can set it aside with a reason. */
export type EntitlementObstacle =
  /** The household has another right on some of these days. */
  | { readonly type: 'EntitlementOverlaps'; readonly startsOn: LocalDate; readonly endsOn: LocalDate }
  /** Some of these days lie in the pause that the scheme prescribes after a right. */
  | { readonly type: 'CompulsoryPause'; readonly startsOn: LocalDate; readonly endsOn: LocalDate }
  /** The scheme lets a right be renewed so many times only. */
  | { readonly type: 'TooManyRenewals'; readonly most: number };

/** What a scheme asks of the next right of a household; nothing where it sets no such rules. */
export type EntitlementRules = {
  readonly pause: Period | null;
  /** Renewals that the scheme allows, where they are used up. */
  readonly renewalsUsedUp: number | null;
};

/**
 * Whether a right may have the days that are planned for it. Law: a right whose days go no further than they did before is
 * never held up by a rule, so that it can always be shortened.
 */
export function judgeEntitlement(
  entitlements: readonly Entitlement[],
  planned: PlannedEntitlement,
  rules: EntitlementRules,
): Result<readonly EntitlementObstacle[], { readonly type: 'EndsBeforeStart' }> {
  if (planned.endsOn < planned.startsOn) return err({ type: 'EndsBeforeStart' });
  const before = entitlements.find(({ entitlementId }) => entitlementId === planned.entitlementId);
  if (before !== undefined && before.startsOn <= planned.startsOn && planned.endsOn <= before.endsOn) {
    return ok([]);
  }
  const other = entitlements.find(
    (each) => each.entitlementId !== planned.entitlementId && areTogether(each, planned),
  );
  const { pause, renewalsUsedUp } = rules;
  return ok([
    ...(other === undefined
      ? []
      : [{ type: 'EntitlementOverlaps' as const, startsOn: other.startsOn, endsOn: other.endsOn }]),
    ...(pause !== null && areTogether(pause, planned)
      ? [{ type: 'CompulsoryPause' as const, startsOn: pause.startsOn, endsOn: pause.endsOn }]
      : []),
    ...(renewalsUsedUp !== null && before === undefined
      ? [{ type: 'TooManyRenewals' as const, most: renewalsUsedUp }]
      : []),
  ]);
}

/** Whether two stretches of days, first and last included, have a day in common. */
const areTogether = (a: Period, b: Period): boolean => a.startsOn <= b.endsOn && b.startsOn <= a.endsOn;

/** Whether a right that ends comes up within so many days of today; below zero, whether it ended in the days before. */
export const expiryWindow = (today: LocalDate, days: number): { from: LocalDate; to: LocalDate } =>
  days < 0
    ? { from: addDays(today, days), to: addDays(today, -1) }
    : { from: today, to: addDays(today, days) };
