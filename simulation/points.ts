import type { SchemeId } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { type Scheme, USUAL_SCHEME } from '../shared/domain/scheme.ts';

/** What two people are given a month, in points: of two records of one household too. */
export const POINTS_OF_TWO = 40;

export const pointsScheme = (schemeId: SchemeId): Scheme => ({
  ...USUAL_SCHEME,
  schemeId,
  name: 'Punti spesa',
  appliesFrom: localDateSchema.parse('2026-01-01'),
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'firstAndFurther', firstPoints: 30, furtherPoints: POINTS_OF_TWO - 30 },
});

/** Longer than any history. */
export const RIGHT = {
  startsOn: localDateSchema.parse('2026-11-01'),
  endsOn: localDateSchema.parse('2027-04-30'),
};
