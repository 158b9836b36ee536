import { z } from 'zod';
import { schemeIdSchema } from './ids.ts';
import { iseeBandSchema, MOST_ISEE_BANDS } from './isee.ts';
import { type LocalDate, localDateSchema } from './local-date.ts';

/** Months of a hundred years: the highest age that a bonus can name. */
const MOST_MONTHS_OF_AGE = 1_200;
const MOST_CENTS = 100_000_000;

const somePoints = z.int().min(0).max(100_000);
const ageMonths = z.int().min(0).max(MOST_MONTHS_OF_AGE);

/**
 * How long a period is. Without `anchorOn` periods are counted from the first day of the household's entitlement.
 * `entitlement` is one budget: a single period from the first day of the right to its last (Roma III).
 */
const periodRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('calendarMonth') }),
  z.strictObject({
    kind: z.literal('days'),
    days: z.int().min(1).max(366),
    anchorOn: localDateSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('months'),
    months: z.int().min(1).max(60),
    anchorOn: localDateSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('entitlement') }),
]);

/**
 * Points by the number of people: a figure for the first and one for each further, or a table whose last figure goes
 * on.
 */
const allowanceRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('firstAndFurther'),
    firstPoints: somePoints,
    furtherPoints: z.int().min(0).max(9_000),
  }),
  z.strictObject({ kind: z.literal('bySize'), pointsBySize: z.array(somePoints).min(1).max(20) }),
]);

/** Points for each person of an age; the upper age is not included, and absent where there is none. */
const ageBonusSchema = z
  .strictObject({
    fromMonths: ageMonths,
    underMonths: ageMonths.optional(),
    pointsPerPerson: somePoints,
  })
  .refine(({ fromMonths, underMonths }) => underMonths === undefined || fromMonths < underMonths);

/**
 * A band of ISEE, its highest value in cents (absent: no upper limit), other highest values where one is over 67 or comes
 * back for a further access, and what it adds to the household's points.
 */
const iseeRuleSchema = z.strictObject({
  band: iseeBandSchema,
  label: z.string().trim().min(1).max(60),
  upToCents: z.int().min(0).max(MOST_CENTS).optional(),
  over67UpToCents: z.int().min(0).max(MOST_CENTS).optional(),
  renewalUpToCents: z.int().min(0).max(MOST_CENTS).optional(),
  bonusPoints: somePoints,
  bonusPointsPerMember: z.int().min(0).max(9_000),
});
export type IseeRule = z.infer<typeof iseeRuleSchema>;

/** A second purse, for goods of babies only: so many points for each child under an age. */
const babyRuleSchema = z.strictObject({
  pointsPerChild: somePoints,
  underMonths: ageMonths.min(1),
  mostPoints: somePoints.optional(),
});

/** Most points that may be spent in seven days of the period: a figure, or a share of what the period gave. */
const weeklyQuotaSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('points'), points: somePoints.min(1) }),
  z.strictObject({ kind: z.literal('share'), percent: z.int().min(1).max(100) }),
]);

const carryOverSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('capped'), mostPoints: somePoints }),
  z.strictObject({ kind: z.literal('full') }),
]);

const validitySchema = z.strictObject({
  firstMonths: z.int().min(1).max(60),
  renewalMonths: z.int().min(1).max(60),
  /** Absent: as often as needed. */
  mostRenewals: z.int().min(0).max(100).optional(),
});

/** Compulsory time without a right: after each one, or after the last renewal, from where it may begin anew. */
const pauseSchema = z.strictObject({
  after: z.enum(['each', 'lastRenewal']),
  length: z.int().min(1).max(366),
  unit: z.enum(['days', 'months']),
});

const byRisingBand = (bands: readonly IseeRule[]): boolean =>
  bands.every(({ band, upToCents }, index) => {
    const next = bands[index + 1];
    if (next === undefined) return true;
    return (
      band < next.band &&
      upToCents !== undefined &&
      (next.upToCents === undefined || upToCents < next.upToCents)
    );
  });

/**
 * One version of a points scheme: what one period gives to a household, how long a period is, for how long a right is
 * given. Every scheme of the domain facts, section 2, is a value of this (scheme-presets.ts). The version rules the
 * periods that begin on `appliesFrom` or later; periods that have begun keep theirs.
 */
export const schemeSchema = z.strictObject({
  schemeId: schemeIdSchema,
  name: z.string().trim().min(1).max(80),
  appliesFrom: localDateSchema,
  period: periodRuleSchema,
  allowance: allowanceRuleSchema,
  ageBonuses: z.array(ageBonusSchema).max(10),
  /** Bands rise, and so do their highest values; only the last may have none. */
  iseeBands: z
    .array(iseeRuleSchema)
    .max(MOST_ISEE_BANDS)
    .refine(byRisingBand, 'bands rise with their limits'),
  /** Most that one period gives, bonuses included. */
  mostPoints: somePoints.optional(),
  baby: babyRuleSchema.optional(),
  weeklyQuota: weeklyQuotaSchema.optional(),
  /** What is left of both purses when a period ends; none is the norm. */
  carryOver: carryOverSchema,
  validity: validitySchema,
  pause: pauseSchema.optional(),
  /** Days before a period begins on which its points may be there already. */
  postDaysAhead: z.int().min(0).max(31),
  /**
   * When more people are declared in the middle of a period: the next one counts them, or this one gives the difference
   * at once. Nothing is ever taken back when fewer are.
   */
  whenHouseholdGrows: z.enum(['nextPeriod', 'difference']),
});
export type Scheme = z.infer<typeof schemeSchema>;

/**
 * What is usual for what a scheme leaves unsaid: no carry-over, six months and again, no pause, counted at the next
 * period.
 */
export const USUAL_SCHEME: Pick<
  Scheme,
  'ageBonuses' | 'iseeBands' | 'carryOver' | 'validity' | 'postDaysAhead' | 'whenHouseholdGrows'
> = {
  ageBonuses: [],
  iseeBands: [],
  carryOver: { kind: 'none' },
  validity: { firstMonths: 6, renewalMonths: 6 },
  postDaysAhead: 0,
  whenHouseholdGrows: 'nextPeriod',
};

/**
 * The version that holds on a day: the newest that applies by then; before all of them, the first. `versions` are of one
 * scheme, by `appliesFrom`, oldest first. Null where there is none.
 */
export const schemeOn = (versions: readonly Scheme[], day: LocalDate): Scheme | null =>
  versions.findLast(({ appliesFrom }) => appliesFrom <= day) ?? versions[0] ?? null;
