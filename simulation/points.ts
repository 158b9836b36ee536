import { type AccountName, householdAccount } from '../shared/domain/account.ts';
import type { HouseholdId, SchemeId } from '../shared/domain/ids.ts';
import { type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import { type Scheme, USUAL_SCHEME } from '../shared/domain/scheme.ts';

/** What two people are given a month, in points: of two records of one household too. */
export const POINTS_OF_TWO = 40;

/** How the network of a history gives points. */
export type Terms = Pick<Scheme, 'carryOver' | 'postDaysAhead'>;

export const pointsScheme = (schemeId: SchemeId, terms: Terms): Scheme => ({
  ...USUAL_SCHEME,
  schemeId,
  name: 'Punti spesa',
  appliesFrom: localDateSchema.parse('2026-01-01'),
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'firstAndFurther', firstPoints: 30, furtherPoints: POINTS_OF_TWO - 30 },
  ...terms,
});

/** Longer than any history. */
export const RIGHT = {
  startsOn: localDateSchema.parse('2026-11-01'),
  endsOn: localDateSchema.parse('2027-04-30'),
};

/** First days of the months of all histories: each begins in the first, and some end in the second. */
export const MONTHS = [RIGHT.startsOn, localDateSchema.parse('2026-12-01')] as const;

/** What a household pays with in the histories. */
export const accountsOf = (householdId: HouseholdId): AccountName[] => [
  householdAccount(householdId, 'cents'),
  ...MONTHS.map((startsOn: LocalDate) => householdAccount(householdId, 'points', startsOn)),
];
