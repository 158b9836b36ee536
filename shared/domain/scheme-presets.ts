import { type Scheme, USUAL_SCHEME } from './scheme.ts';

/** A scheme without what makes it a network's own. */
export type SchemePreset = {
  readonly key: string;
  readonly scheme: Omit<Scheme, 'schemeId' | 'appliesFrom'>;
};

const months = (firstMonths: number, renewalMonths = firstMonths): Pick<Scheme, 'validity'> => ({
  validity: { firstMonths, renewalMonths },
});

/** Fixed so that all households of a network begin their 28 days together. A Monday; the office changes it. */
const someMonday = '2026-01-05' as NonNullable<Extract<Scheme['period'], { kind: 'days' }>['anchorOn']>; // a day of the calendar

/**
 * The points schemes found in the field (domain facts, section 2), to start from. Figures that the sources do not
 * tell, such as the bonuses of Ragusa and the bands of Alessandria, are plausible ones and stand in brackets in the
 * comment.
 */
export const schemePresets: readonly SchemePreset[] = [
  {
    // 120 points and 40 for each further member, every 28 days, lost if unspent.
    key: 'settimo',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Settimo Torinese',
      period: { kind: 'days', days: 28, anchorOn: someMonday },
      allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
    },
  },
  {
    // 400, 700, 900, then rising (by 150) by the month.
    key: 'fiorenzuola',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Fiorenzuola',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'bySize', pointsBySize: [400, 700, 900, 1_050, 1_200, 1_350] },
    },
  },
  {
    // 30 to 80 by size, by the month; valid for 3 months, then a compulsory suspension (of one month).
    key: 'prato',
    scheme: {
      ...USUAL_SCHEME,
      ...months(3),
      name: 'Prato',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'bySize', pointsBySize: [30, 40, 50, 60, 70, 80] },
      pause: { after: 'each', length: 1, unit: 'months' },
    },
  },
  {
    // Up to 150 by ISEE and members, by the month, at most 6 months. (Bands at 3,000, 6,000 and 7,500 euro.)
    key: 'alessandria',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Alessandria',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 50, furtherPoints: 15 },
      iseeBands: [
        { band: 1, label: 'A', upToCents: 300_000, bonusPoints: 40, bonusPointsPerMember: 0 },
        { band: 2, label: 'B', upToCents: 600_000, bonusPoints: 20, bonusPointsPerMember: 0 },
        {
          band: 3,
          label: 'C',
          upToCents: 750_000,
          over67UpToCents: 900_000,
          bonusPoints: 0,
          bonusPointsPerMember: 0,
        },
      ],
      mostPoints: 150,
      validity: { firstMonths: 6, renewalMonths: 6, mostRenewals: 0 },
    },
  },
  {
    // 300 and 50 for each member, for 12 months, renewable for 6: one budget each.
    key: 'rozzano',
    scheme: {
      ...USUAL_SCHEME,
      ...months(12, 6),
      name: 'Rozzano',
      period: { kind: 'entitlement' },
      allowance: { kind: 'firstAndFurther', firstPoints: 350, furtherPoints: 50 },
    },
  },
  {
    // 300 in all, one budget for 6 months.
    key: 'roma-iii',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Roma III',
      period: { kind: 'entitlement' },
      allowance: { kind: 'firstAndFurther', firstPoints: 300, furtherPoints: 0 },
    },
  },
  {
    // By composition (100 and 30), a bonus for minors (10) and for children under 3 (20 more), by the month.
    key: 'ragusa-milano',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Ragusa, Milano',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 30 },
      ageBonuses: [
        { fromMonths: 0, underMonths: 216, pointsPerPerson: 10 },
        { fromMonths: 0, underMonths: 36, pointsPerPerson: 20 },
      ],
    },
  },
  {
    // More per head for households of one and two (100 and 90 each, then 70, 60 ...), by the month.
    key: 'riccione',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Riccione',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'bySize', pointsBySize: [100, 180, 210, 240, 275, 300] },
    },
  },
  {
    // A month's points (100 and 40) of which each week may spend a quarter.
    key: 'caritas-weekly',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Caritas',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 40 },
      weeklyQuota: { kind: 'share', percent: 25 },
    },
  },
  {
    // By composition (150 and 50) by the month (from the card's first day); the card is valid for 6 months.
    key: 'aosta',
    scheme: {
      ...USUAL_SCHEME,
      name: 'Aosta',
      period: { kind: 'months', months: 1 },
      allowance: { kind: 'firstAndFurther', firstPoints: 150, furtherPoints: 50 },
    },
  },
];
