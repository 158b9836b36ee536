import type { SchemeId } from './ids.ts';
import { addDays, type LocalDate } from './local-date.ts';
import type { Scheme } from './scheme.ts';
import { type Period, type RuledPeriod, ruledPeriodOn } from './scheme-period.ts';

/** A period that was given, and by which version of which scheme; without one where that was not yet noted. */
export type PostedPeriod = Period & {
  readonly schemeId: SchemeId | null;
  readonly schemeAppliesFrom: LocalDate | null;
};

/** The newest period that was given and begins on a day or before it, and the first that begins after it. */
export type PostedAround = { readonly upTo: PostedPeriod | null; readonly after: PostedPeriod | null };

/**
 * The period that holds a day for which nothing was given. Where the scheme's own would reach into one that was given
 * by other rules, it is cut short at that one: no day is given twice. One that was given by the same scheme and lies
 * inside it has become longer, as one budget does whose right is prolonged: it is the same period, and the same
 * account.
 */
export function ungivenPeriodOn(
  versions: readonly Scheme[],
  right: Period,
  day: LocalDate,
  { upTo: before, after }: PostedAround,
): RuledPeriod | null {
  const ruled = ruledPeriodOn(versions, day, right);
  if (ruled === null) return null;
  const { scheme, period } = ruled;
  const endsOn =
    after !== null && after.startsOn <= period.endsOn ? addDays(after.startsOn, -1) : period.endsOn;
  if (before === null || before.endsOn < period.startsOn) return { scheme, period: { ...period, endsOn } };
  const isSame = before.schemeId === scheme.schemeId && before.startsOn >= period.startsOn;
  return { scheme, period: { startsOn: isSame ? before.startsOn : addDays(before.endsOn, 1), endsOn } };
}

/** The version whose figures a period was given by; null where it was another scheme's, or is not known. */
export const versionThatGave = (
  versions: readonly Scheme[],
  { schemeId, schemeAppliesFrom }: PostedPeriod,
): Scheme | null =>
  versions.find((each) => each.schemeId === schemeId && each.appliesFrom === schemeAppliesFrom) ?? null;
