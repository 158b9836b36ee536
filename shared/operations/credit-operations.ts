import { z } from 'zod';
import { householdAccount, programmeAccount, siteAccount, unitOfPurse } from '../domain/account.ts';
import {
  adjustablePurseSchema,
  adjustmentReasonSchema,
  creditPurseSchema,
  creditRuleSchema,
  creditRulesSchema,
  isPeriodPurse,
  MAX_CREDIT_AMOUNT,
  MOST_BATCH_LINES,
  takeBackReasonSchema,
  topUpReasonSchema,
} from '../domain/credit.ts';
import { householdIdSchema, operationIdSchema, programmeIdSchema, siteIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import type { Posting } from '../domain/posting.ts';
import { byRoles, defineKind, networkStream, siteStream } from './kind.ts';

const amountSchema = z.int().min(1).max(MAX_CREDIT_AMOUNT);

const topUpFields = {
  householdId: householdIdSchema,
  siteId: siteIdSchema,
  programmeId: programmeIdSchema,
  purse: creditPurseSchema,
  /** Euro cents or wash credits, by the purse. */
  amount: amountSchema,
};

/** Moves `amount` into a household's purse, out of what the programme has given. */
const topUpPostings = (
  { householdId, purse, programmeId }: Pick<TopUpBody, 'householdId' | 'purse' | 'programmeId'>,
  amount: number,
): Posting[] => [
  { account: householdAccount(householdId, purse), unit: unitOfPurse(purse), amount },
  { account: programmeAccount(programmeId, 'top-ups'), unit: unitOfPurse(purse), amount: -amount },
];

const topUpBodySchema = z.strictObject({
  ...topUpFields,
  reason: topUpReasonSchema,
  /** The batch that gave it; its id derives from batch and household, so that each is given once. */
  batchId: operationIdSchema.optional(),
});
type TopUpBody = z.infer<typeof topUpBodySchema>;

/** Prepaid credit given to a household, paid for by a programme. */
export const creditToppedUp = defineKind({
  type: 'credit.toppedUp',
  version: 1,
  body: topUpBodySchema,
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: (body) => topUpPostings(body, body.amount),
});

/** Takes one top-up back, wholly: the envelope's `reversesId` names it. */
export const creditTakenBack = defineKind({
  type: 'credit.takenBack',
  version: 1,
  body: z.strictObject({ ...topUpFields, reason: takeBackReasonSchema }),
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: (body) => topUpPostings(body, -body.amount),
});

/** One account put right by hand, with a reason. What it adds comes from the site's adjustments, and goes back to them. */
export const accountAdjusted = defineKind({
  type: 'account.adjusted',
  version: 1,
  body: z
    .strictObject({
      householdId: householdIdSchema,
      siteId: siteIdSchema,
      purse: adjustablePurseSchema,
      /** First day of the period; of purses that have one. */
      periodStartsOn: localDateSchema.optional(),
      amount: z
        .int()
        .min(-MAX_CREDIT_AMOUNT)
        .max(MAX_CREDIT_AMOUNT)
        .refine((amount) => amount !== 0, 'an adjustment moves something'),
      reason: adjustmentReasonSchema,
    })
    .refine(
      ({ purse, periodStartsOn }) => isPeriodPurse(purse) === (periodStartsOn !== undefined),
      'a period is named by the purses that have one',
    ),
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
  postings: ({ householdId, siteId, purse, periodStartsOn, amount }) => [
    { account: householdAccount(householdId, purse, periodStartsOn), unit: unitOfPurse(purse), amount },
    { account: siteAccount(siteId, 'adjustments'), unit: unitOfPurse(purse), amount: -amount },
  ],
});

/**
 * What a batch of top-ups was decided to give, before anything is given: so that after an interruption anybody sees what is
 * left. It moves nothing. Of a large batch there are several, each part with its own lines; the first has the batch's id.
 */
export const creditBatchStarted = defineKind({
  type: 'credit.batchStarted',
  version: 1,
  body: z.strictObject({
    batchId: operationIdSchema,
    siteId: siteIdSchema,
    programmeId: programmeIdSchema,
    purse: creditPurseSchema,
    reason: topUpReasonSchema,
    rule: creditRuleSchema,
    part: z.int().min(1).max(100),
    parts: z.int().min(1).max(100),
    lines: z
      .array(z.strictObject({ householdId: householdIdSchema, amount: amountSchema }))
      .min(1)
      .max(MOST_BATCH_LINES),
  }),
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
});

/** What a batch has not given yet is not to be given any more. */
export const creditBatchClosed = defineKind({
  type: 'credit.batchClosed',
  version: 1,
  body: z.strictObject({ batchId: operationIdSchema, siteId: siteIdSchema }),
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
});

/** A batch that was given up is taken up again: the envelope's `reversesId` names the closing. */
export const creditBatchReopened = defineKind({
  type: 'credit.batchReopened',
  version: 1,
  body: z.strictObject({ batchId: operationIdSchema, siteId: siteIdSchema }),
  writers: byRoles('office', 'admin'),
  stream: (body) => siteStream(body.siteId),
});

export const creditRulesSet = defineKind({
  type: 'credit.rulesSet',
  version: 1,
  body: z.strictObject({ siteId: siteIdSchema, rules: creditRulesSchema }),
  writers: byRoles('office', 'admin'),
  stream: () => networkStream,
  subject: (body) => `credit-rules:${body.siteId}`,
  register: { isDescriptive: true, section: ({ siteId }) => siteId },
});
