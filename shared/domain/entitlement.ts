import { z } from 'zod';
import { entitlementIdSchema, schemeIdSchema } from './ids.ts';
import { addDays, addMonths, type LocalDate, localDateSchema } from './local-date.ts';
import { err, ok, type Result } from './result.ts';

/**
 * A household's right to shop under a points scheme, from its first day to its last, both included. It
 * carries no reason: a counter sees dates and state only (design, section 5).
 */
export const entitlementSchema = z
  .strictObject({
    entitlementId: entitlementIdSchema,
    schemeId: schemeIdSchema,
    startsOn: localDateSchema,
    endsOn: localDateSchema,
    state: z.enum(['active', 'suspended']),
  })
  .refine(({ startsOn, endsOn }) => startsOn <= endsOn, 'an entitlement ends on or after its first day');
export type Entitlement = z.infer<typeof entitlementSchema>;

/**
 * The entitlement that holds on a day. Where several do, the one that ends last; an active one always wins
 * over a suspended one. Where none does, the answer that helps most at the counter: suspended now, then
 * one that is still to start, then the last that expired.
 */
export function entitlementOn(
  entitlements: readonly Entitlement[],
  businessOn: LocalDate,
): Result<Entitlement, EntitlementError> {
  const current = entitlements.filter((each) => each.startsOn <= businessOn && businessOn <= each.endsOn);
  const active = current
    .filter((each) => each.state === 'active')
    .sort(byLastDay)
    .at(-1);
  if (active) return ok(active);
  if (current.length > 0) return err({ type: 'EntitlementSuspended' });

  const future = entitlements.filter((each) => each.startsOn > businessOn);
  const [startsOn] = future
    .filter((each) => each.state === 'active')
    .map((each) => each.startsOn)
    .sort();
  if (startsOn) return err({ type: 'EntitlementNotStarted', startsOn });
  if (future.length > 0) return err({ type: 'EntitlementSuspended' });

  const endedOn = [...entitlements].sort(byLastDay).at(-1)?.endsOn;
  return err(endedOn ? { type: 'EntitlementExpired', endedOn } : { type: 'NoEntitlement' });
}

export type EntitlementError =
  | { type: 'NoEntitlement' }
  | { type: 'EntitlementNotStarted'; startsOn: LocalDate }
  /** `pausedUntil`: the last day of the compulsory pause that its scheme prescribes, while it goes on. */
  | { type: 'EntitlementExpired'; endedOn: LocalDate; pausedUntil?: LocalDate }
  | { type: 'EntitlementSuspended' };

/** Months that an entitlement is proposed for, where the office says nothing else (domain facts, section 2). */
export const USUAL_MONTHS = 6;

/** Last day proposed for an entitlement that starts on a day: the one before the same day six months later. */
export const usualEndOf = (startsOn: LocalDate): LocalDate => addDays(addMonths(startsOn, USUAL_MONTHS), -1);

/** First day proposed for a renewal: the day after the last one ends, today where it has ended or there is none. */
export function renewalStart(entitlements: readonly Entitlement[], today: LocalDate): LocalDate {
  const endsOn = [...entitlements].sort(byLastDay).at(-1)?.endsOn;
  return endsOn === undefined || endsOn < today ? today : addDays(endsOn, 1);
}

const byLastDay = (a: Entitlement, b: Entitlement): number => {
  if (a.endsOn === b.endsOn) return a.entitlementId < b.entitlementId ? -1 : 1;
  return a.endsOn < b.endsOn ? -1 : 1;
};
