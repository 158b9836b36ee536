import type { Entitlement } from './entitlement.ts';
import { addDays, addMonths, type LocalDate } from './local-date.ts';
import { err, ok, type Result } from './result.ts';
import type { Scheme } from './scheme.ts';

export type ProposedEntitlement = {
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  /** 0 for a first right, 1 for its first renewal. */
  readonly renewal: number;
  /** Set where the first day is later than it could be because a compulsory pause comes before it. */
  readonly pausedUntil: LocalDate | null;
};

type Past = Pick<Entitlement, 'schemeId' | 'startsOn' | 'endsOn'>;

/**
 * The next right that a scheme gives to a household that had these rights under it (others are left aside): from the
 * day after the last one, after the pause where the scheme has one, and never in the past. A proposal: who may, gives
 * other days.
 */
export function proposeEntitlement(
  scheme: Pick<Scheme, 'schemeId' | 'validity' | 'pause'>,
  entitlements: readonly Past[],
  today: LocalDate,
): Result<ProposedEntitlement, { type: 'NoRenewalLeft'; mostRenewals: number }> {
  const { validity, pause } = scheme;
  const cycle = newestCycle(scheme, entitlements);
  const endedOn = lastDayOf(cycle);
  if (endedOn === undefined) {
    return ok({ ...rightFrom(today, validity.firstMonths), renewal: 0, pausedUntil: null });
  }

  const isUsedUp = validity.mostRenewals !== undefined && cycle.length > validity.mostRenewals;
  if (isUsedUp && pause === undefined) {
    return err({ type: 'NoRenewalLeft', mostRenewals: validity.mostRenewals ?? 0 });
  }
  const isPaused = pause !== undefined && (pause.after === 'each' || isUsedUp);
  const mayStartOn = isPaused ? endOfPause(pause, endedOn) : addDays(endedOn, 1);
  const startsOn = mayStartOn < today ? today : mayStartOn;
  // After the pause that follows the last renewal, or where as much time has passed anyway, it begins anew.
  const startsAnew = isUsedUp || hasPausedAfterAll(pause, endedOn, startsOn);
  const months = startsAnew ? validity.firstMonths : validity.renewalMonths;
  return ok({
    ...rightFrom(startsOn, months),
    renewal: startsAnew ? 0 : cycle.length,
    pausedUntil: isPaused && mayStartOn > today ? addDays(mayStartOn, -1) : null,
  });
}

const rightFrom = (startsOn: LocalDate, months: number) => ({
  startsOn,
  endsOn: addDays(addMonths(startsOn, months), -1),
});

const lastDayOf = (rights: readonly Past[]): LocalDate | undefined =>
  rights
    .map(({ endsOn }) => endsOn)
    .sort()
    .at(-1);

const hasPausedAfterAll = (pause: Scheme['pause'], endedOn: LocalDate, startsOn: LocalDate): boolean =>
  pause?.after === 'lastRenewal' && startsOn >= endOfPause(pause, endedOn);

/** First day on which a right may begin after the pause that follows a last day. */
function endOfPause({ unit, length }: NonNullable<Scheme['pause']>, endedOn: LocalDate): LocalDate {
  const pauseStartsOn = addDays(endedOn, 1);
  return unit === 'days' ? addDays(pauseStartsOn, length) : addMonths(pauseStartsOn, length);
}

/**
 * Rights that count as one first and its renewals, oldest first: those since the last time that all renewals were used
 * up or that the pause after them was kept.
 */
function newestCycle(
  { schemeId, validity: { mostRenewals }, pause }: Pick<Scheme, 'schemeId' | 'validity' | 'pause'>,
  entitlements: readonly Past[],
): readonly Past[] {
  let cycle: Past[] = [];
  const ownRights = entitlements
    .filter((each) => each.schemeId === schemeId)
    .sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  for (const right of ownRights) {
    const last = cycle.at(-1);
    const isFull = mostRenewals !== undefined && cycle.length > mostRenewals;
    const hasPaused = last !== undefined && hasPausedAfterAll(pause, last.endsOn, right.startsOn);
    if (hasPaused || (isFull && pause !== undefined)) cycle = [];
    cycle.push(right);
  }
  return cycle;
}
