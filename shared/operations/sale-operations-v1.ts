import { z } from 'zod';
import { MAX_BASKET_LINES } from '../domain/basket.ts';
import { limitIdSchema, operatorIdSchema, siteIdSchema } from '../domain/ids.ts';
import { returnedLineSchema, saleLineSchema } from '../domain/sale.ts';
import { returnPostings, salePostings } from '../domain/sale-postings.ts';
import { type Tenders, tenderAmountSchema } from '../domain/tenders.ts';
import { overridableRefusalSchema, overrideReasonSchema } from '../domain/till-rules.ts';
import { type BodyOf, byRoles, defineKind, siteStream } from './kind.ts';
import {
  returnReasonSchema,
  returnToSchema,
  saleBeneficiarySchema,
  type saleCompleted,
  type saleReturned,
} from './sale-operations.ts';

/** A line of the first version: whole points, which the household's points paid. */
const saleLineV1Schema = saleLineSchema.omit({ price: true }).extend({ points: tenderAmountSchema });

const saleTotalsV1Schema = z.strictObject({
  totalPoints: tenderAmountSchema,
  chargedPoints: tenderAmountSchema,
  pieces: z.int().min(1).max(149_850),
});

const saleBodyV1Schema = z.strictObject({
  siteId: siteIdSchema,
  beneficiary: saleBeneficiarySchema,
  lines: z
    .array(saleLineV1Schema)
    .min(1)
    .max(MAX_BASKET_LINES)
    .refine((lines) => new Set(lines.map((each) => each.line)).size === lines.length, 'a line number twice'),
  totals: saleTotalsV1Schema,
  residual: z.strictObject({ beforePoints: z.int(), afterPoints: z.int() }).optional(),
  limitsLeft: z
    .array(z.strictObject({ limitId: limitIdSchema, left: z.int().min(0), allowed: z.int().min(0) }))
    .max(50),
  overrides: z
    .array(
      z.strictObject({
        refusal: overridableRefusalSchema,
        line: z.int().min(1).optional(),
        reason: overrideReasonSchema,
        operatorId: operatorIdSchema,
      }),
    )
    .max(400),
});
type SaleBodyV1 = z.infer<typeof saleBodyV1Schema>;

const returnBodyV1Schema = z.strictObject({
  siteId: siteIdSchema,
  isVoid: z.boolean(),
  reason: returnReasonSchema,
  to: returnToSchema.optional(),
  lines: z
    .array(returnedLineSchema.omit({ price: true }).extend({ points: tenderAmountSchema }))
    .min(1)
    .max(MAX_BASKET_LINES),
  totalPoints: z.int().min(0),
});
type ReturnBodyV1 = z.infer<typeof returnBodyV1Schema>;

/** The first version of a sale, from before there were purses beside points. Read, and never written again. */
export const saleCompletedV1 = defineKind({
  type: 'sale.completed',
  version: 1,
  body: saleBodyV1Schema,
  writers: byRoles('cashier', 'office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: (body) => {
    const { siteId, beneficiary, lines } = saleFromV1(body);
    return beneficiary.kind === 'household' ? salePostings({ siteId, ...beneficiary, lines }) : [];
  },
});

/** The first version of a return. Read, and never written again. */
export const saleReturnedV1 = defineKind({
  type: 'sale.returned',
  version: 1,
  body: returnBodyV1Schema,
  writers: byRoles('cashier', 'office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: (body) => {
    const { siteId, to, lines } = returnFromV1(body);
    return to === undefined ? [] : returnPostings({ siteId, ...to, lines });
  },
});

/** A sale of the first version as the second says it. Law: the same postings. */
export const saleFromV1 = (body: SaleBodyV1): BodyOf<typeof saleCompleted> => {
  const { residual, ...rest } = body;
  return {
    ...rest,
    lines: body.lines.map(({ points, ...line }) => ({ ...line, price: inPoints(points) })),
    totals: {
      price: inPoints(body.totals.totalPoints),
      charged: inPoints(body.totals.chargedPoints),
      pieces: body.totals.pieces,
    },
    ...(residual === undefined
      ? {}
      : { residual: { points: { before: residual.beforePoints, after: residual.afterPoints } } }),
  };
};

/** A return of the first version as the second says it. Law: the same postings. */
export const returnFromV1 = ({ totalPoints, ...body }: ReturnBodyV1): BodyOf<typeof saleReturned> => ({
  ...body,
  lines: body.lines.map(({ points, ...line }) => ({ ...line, price: inPoints(points) })),
  total: inPoints(totalPoints),
});

const inPoints = (points: number): Tenders => ({ points, babyPoints: 0, cents: 0 });
