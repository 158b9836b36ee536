import { z } from 'zod';
import { occasionalReasonSchema } from '../domain/basket.ts';
import {
  cardIdSchema,
  householdIdSchema,
  limitIdSchema,
  operatorIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { returnedLineSchema, saleLinesSchema, saleTotalsSchema } from '../domain/sale.ts';
import { returnPostings, salePostings } from '../domain/sale-postings.ts';
import { residualsSchema, tendersSchema } from '../domain/tenders.ts';
import { overridableRefusalSchema, overrideReasonSchema } from '../domain/till-rules.ts';
import { byRoles, defineKind, siteStream } from './kind.ts';

/** Who the goods went to: a household by id only, or people helped without one. */
export const saleBeneficiarySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('household'),
    householdId: householdIdSchema,
    /** How the basket found its household: a forgotten card is searched for. */
    foundBy: z.enum(['card', 'health-card', 'search']),
    cardId: cardIdSchema.optional(),
    /** Members when the sale was made: what limits and allowance went by. */
    size: z.int().min(1).max(30),
    pointsPeriodStartsOn: localDateSchema,
    limitPeriodStartsOn: localDateSchema,
    /** First day of the week, where the scheme lets only so many points be spent in one. */
    weekStartsOn: localDateSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('occasional'),
    headcount: z.int().min(1).max(99),
    programmeId: programmeIdSchema,
    reason: occasionalReasonSchema,
  }),
]);
export type SaleBeneficiary = z.infer<typeof saleBeneficiarySchema>;

/**
 * Goods left the shop: a fact, never refused later. Lines, totals, what each purse paid and kept, what was
 * overridden and what the limits said are all in it, so that it can be read and printed again as it was.
 */
export const saleCompleted = defineKind({
  type: 'sale.completed',
  version: 2,
  body: z.strictObject({
    siteId: siteIdSchema,
    beneficiary: saleBeneficiarySchema,
    lines: saleLinesSchema,
    totals: saleTotalsSchema,
    /** Of each purse of the household; absent for people without one. */
    residual: residualsSchema.optional(),
    limitsLeft: z
      .array(z.strictObject({ limitId: limitIdSchema, left: z.int().min(0), allowed: z.int().min(0) }))
      .max(50),
    overrides: z
      .array(
        z.strictObject({
          refusal: overridableRefusalSchema,
          /** Of goods: the line; absent where it was about the household. */
          line: z.int().min(1).optional(),
          reason: overrideReasonSchema,
          operatorId: operatorIdSchema,
        }),
      )
      .max(400),
  }),
  writers: byRoles('cashier', 'office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: ({ siteId, beneficiary, lines }) =>
    beneficiary.kind === 'household' ? salePostings({ siteId, ...beneficiary, lines }) : [],
});

/** Why goods came back. Codes only, as in every body that is not personal. */
export const returnReasonSchema = z.enum(['mistake', 'goods-returned', 'goods-faulty', 'other']);
export type ReturnReason = z.infer<typeof returnReasonSchema>;

/** To whom and to which period a return gives back; absent for people without a household. */
export const returnToSchema = z.strictObject({
  householdId: householdIdSchema,
  pointsPeriodStartsOn: localDateSchema,
  limitPeriodStartsOn: localDateSchema,
  /** The week in which the points were spent, to which they go back. */
  weekStartsOn: localDateSchema.optional(),
  /** Why the points go to another period than they came from, where they do. */
  reason: z.enum(['period-ended']).optional(),
});

/**
 * Pieces of a sale came back, some of them or all (a whole-sale void). The envelope's `reversesId` names the
 * sale. What each line gives back to each purse, and its uses, are those that the sale took, split by the cumulative
 * floor rule.
 */
export const saleReturned = defineKind({
  type: 'sale.returned',
  version: 2,
  body: z.strictObject({
    siteId: siteIdSchema,
    /** A void takes the whole sale back as if it had not been; a return brings goods back. */
    isVoid: z.boolean(),
    reason: returnReasonSchema,
    to: returnToSchema.optional(),
    lines: z.array(returnedLineSchema).min(1).max(150),
    total: tendersSchema,
  }),
  writers: byRoles('cashier', 'office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: ({ siteId, to, lines }) => (to === undefined ? [] : returnPostings({ siteId, ...to, lines })),
});
