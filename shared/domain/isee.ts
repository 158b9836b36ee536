import { z } from 'zod';
import { type LocalDate, localDateSchema } from './local-date.ts';

/** Bands that a scheme may name, 1 for the households that have least. */
export const MOST_ISEE_BANDS = 20;

/** Cents: a hundred million euro is more than any attestation says. */
const MOST_VALUE_CENTS = 10_000_000_000;

export const iseeBandSchema = z.int().min(1).max(MOST_ISEE_BANDS);

/**
 * What an office saw of a household's means: the band of its ISEE as the points scheme numbers them, or a certificate of
 * indigence in its stead, and the last day on which it counts. The value in cents is optional: the band is
 * what rules ask for. It never leaves the organisation's own offices (design, section 5).
 */
export const iseeSchema = z
  .strictObject({
    band: iseeBandSchema.nullable(),
    certificate: z.literal('indigence').optional(),
    valueCents: z.int().min(0).max(MOST_VALUE_CENTS).optional(),
    expiresOn: localDateSchema,
  })
  .refine(
    ({ band, certificate }) => (band === null) === (certificate !== undefined),
    'means are shown by a band or by a certificate of indigence',
  );
export type Isee = z.infer<typeof iseeSchema>;

/** The band that a certificate of indigence stands for: that of the households that have least. */
const BAND_OF_CERTIFICATE = 1;

/** The band that counts on a day; null once it has expired. A certificate of indigence counts as the first band. */
export const iseeBandOn = (
  { band, expiresOn }: Pick<Isee, 'band' | 'expiresOn'>,
  day: LocalDate,
): number | null => (expiresOn < day ? null : (band ?? BAND_OF_CERTIFICATE));

/** Last day of an ISEE made on a day: 31 December of its year (DPCM 159/2013, article 10). */
export const usualIseeEnd = (day: LocalDate): LocalDate => `${day.slice(0, 4)}-12-31` as LocalDate; // every year has this day
