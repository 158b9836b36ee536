import { z } from 'zod';
import { schemeIdSchema } from './ids.ts';
import { type LocalDate, localDateSchema } from './local-date.ts';
import { type Scheme, USUAL_SCHEME } from './scheme.ts';

const allowancePoints = z.int().min(0).max(100_000);

/** A points scheme as `scheme.set@1` had it: a period and points by size, without versions. Never changed. */
export const schemeV1Schema = z.strictObject({
  schemeId: schemeIdSchema,
  name: z.string().trim().min(1).max(80),
  period: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('calendarMonth') }),
    z.strictObject({ kind: z.literal('days'), days: z.int().min(1).max(366), anchorOn: localDateSchema }),
    z.strictObject({ kind: z.literal('months'), months: z.int().min(1).max(60), anchorOn: localDateSchema }),
  ]),
  allowance: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('firstAndFurther'),
      firstPoints: allowancePoints,
      furtherPoints: z.int().min(0).max(9_000),
    }),
    z.strictObject({ kind: z.literal('bySize'), pointsBySize: z.array(allowancePoints).min(1).max(20) }),
  ]),
});
export type SchemeV1 = z.infer<typeof schemeV1Schema>;

/** Reads a version 1 as a version 2 that applies from the day on which it was recorded, with what was usual then. */
export const schemeFromV1 = (scheme: SchemeV1, appliesFrom: LocalDate): Scheme => ({
  ...USUAL_SCHEME,
  ...scheme,
  appliesFrom,
});
