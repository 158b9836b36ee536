import { z } from 'zod';
import type { Unit } from '../domain/account.ts';
import type { BilingualName } from '../domain/category.ts';
import {
  type AdjustablePurse,
  type AmountRefused,
  adjustablePurseSchema,
  adjustmentReasonSchema,
  type CreditPurse,
  type CreditRules,
  creditPurseSchema,
  creditRuleSchema,
  creditRulesSchema,
  type TopUpReason,
  takeBackReasonSchema,
  topUpReasonSchema,
} from '../domain/credit.ts';
import {
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  type ProgrammeId,
  programmeIdSchema,
  schemeIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import type { ClaimFailure } from './claim-failure.ts';
import { command } from './command.ts';
import type { CoverFailure } from './cover-failure.ts';
import type { HouseholdUnknown } from './households-contract.ts';

/** Households that one batch may give to. */
export const MOST_BATCH_HOUSEHOLDS = 5000;

export type ProgrammeUnknown = { readonly type: 'ProgrammeUnknown' };

/** The account has less than is to be taken: `missing` says by how much, in units of the purse. */
export type InsufficientCredit = {
  readonly type: 'InsufficientCredit';
  readonly unit: Unit;
  readonly balance: number;
  readonly missing: number;
};

/** What is left on a household's account after the act, in units of its purse. */
export type BalanceAfter = { readonly balance: number };

export type TopUpView = {
  readonly topUpId: OperationId;
  readonly occurredAt: number;
  readonly purse: CreditPurse;
  readonly amount: number;
  readonly programmeName: BilingualName | null;
  readonly reason: TopUpReason;
  readonly operatorName: string | null;
  readonly isTakenBack: boolean;
};

/** A household's credit; what it was given, newest first, for the office only. */
export type HouseholdCredit = {
  readonly cents: number;
  readonly washes: number;
  /** Purses that an adjustment may change today, with what they hold. */
  readonly adjustable: readonly { readonly purse: AdjustablePurse; readonly balance: number }[];
  readonly topUps: readonly TopUpView[];
};

/** A household whose credit in a batch a rule refuses is named. */
export type BatchAmountRefused = AmountRefused & { readonly displayName?: string };

export type BatchLineView = {
  readonly householdId: HouseholdId;
  readonly displayName: string | null;
  readonly size: number;
  readonly siteName: string | null;
  readonly amount: number;
};

/** A batch of top-ups: what it is to give, and how far it has come. */
export type BatchView = {
  readonly batchId: OperationId;
  readonly startedAt: number;
  readonly operatorName: string | null;
  readonly siteName: string | null;
  readonly programmeName: BilingualName | null;
  readonly purse: CreditPurse;
  readonly reason: TopUpReason;
  readonly households: number;
  readonly totalAmount: number;
  readonly givenHouseholds: number;
  readonly givenAmount: number;
  /** `done`: all given. `closed`: the rest is not to be given. */
  readonly state: 'unfinished' | 'done' | 'closed';
};

type BatchUnknown = { readonly type: 'BatchUnknown' };

const batchWhat = {
  programmeId: programmeIdSchema,
  purse: creditPurseSchema,
  rule: creditRuleSchema,
};

const filterSchema = z.strictObject({
  siteId: siteIdSchema.nullable(),
  schemeId: schemeIdSchema.nullable(),
  /** Only households whose entitlement holds today. */
  isEntitled: z.boolean(),
  leastSize: z.int().min(1).max(30),
  mostSize: z.int().min(1).max(30),
  hasChildren: z.boolean(),
});
export type BatchFilter = z.infer<typeof filterSchema>;

const readers = ['cashier', 'office', 'socialWorker'] as const;
const office = ['office'] as const;

export const creditContract = {
  'credit.choices': command(office, z.strictObject({})).returns<{
    readonly programmes: readonly { readonly programmeId: ProgrammeId; readonly name: BilingualName }[];
    readonly rules: CreditRules;
    /** Of the last top-up given at this counter; null before the first. */
    readonly lastProgrammeId: ProgrammeId | null;
  }>(),
  'credit.saveRules': command(
    office,
    z.strictObject({ operationId: operationIdSchema, rules: creditRulesSchema }),
  ).returns<null>(),
  'credit.ofHousehold': command(readers, z.strictObject({ householdId: householdIdSchema })).returns<
    HouseholdCredit,
    HouseholdUnknown
  >(),
  'credit.topUp': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      householdId: householdIdSchema,
      programmeId: programmeIdSchema,
      purse: creditPurseSchema,
      /** Euro cents, or wash credits. */
      amount: z.int(),
      reason: topUpReasonSchema,
    }),
  ).returns<BalanceAfter, HouseholdUnknown | ProgrammeUnknown | AmountRefused>(),
  /** Takes a whole top-up back, where all of it is still there. */
  'credit.takeBack': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      topUpId: operationIdSchema,
      reason: takeBackReasonSchema,
    }),
  ).returns<
    BalanceAfter,
    | { readonly type: 'TopUpUnknown' }
    | { readonly type: 'AlreadyTakenBack' }
    | InsufficientCredit
    | CoverFailure
    /** Another counter gave it, and the hub did not let this one take it back. */
    | ClaimFailure
  >(),
  /** Adds to an account or takes from it, with a reason. Of points: those of today's period. */
  'credit.adjust': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      householdId: householdIdSchema,
      purse: adjustablePurseSchema,
      amount: z.int(),
      reason: adjustmentReasonSchema,
    }),
  ).returns<
    BalanceAfter,
    | HouseholdUnknown
    | { readonly type: 'AmountIsZero' }
    | Extract<AmountRefused, { readonly type: 'AmountTooLarge' }>
    | InsufficientCredit
    | { readonly type: 'NoPeriodToday' }
    | CoverFailure
  >(),
  /** Who a batch would give to, and how much to each. Records nothing. */
  'credit.previewBatch': command(
    office,
    z.strictObject({
      /** Null: nobody but those picked by hand. */
      filter: filterSchema.nullable(),
      addedIds: z.array(householdIdSchema).max(200),
      ...batchWhat,
    }),
  ).returns<
    {
      readonly lines: readonly BatchLineView[];
      /** The last batch of the same programme and purse: so that a month is not given twice. */
      readonly lastStartedAt: number | null;
    },
    BatchAmountRefused | { readonly type: 'TooManyHouseholds'; readonly most: number }
  >(),
  /** Records what is to be given; `credit.continueBatch` gives it. `totalAmount` is the one that the person has seen. */
  'credit.startBatch': command(
    office,
    z.strictObject({
      batchId: operationIdSchema,
      householdIds: z.array(householdIdSchema).min(1).max(MOST_BATCH_HOUSEHOLDS),
      totalAmount: z.int().min(1),
      reason: topUpReasonSchema,
      ...batchWhat,
    }),
  ).returns<
    null,
    BatchAmountRefused | HouseholdUnknown | ProgrammeUnknown | { readonly type: 'PreviewOutdated' }
  >(),
  /** Gives to the next few households. Called again until nothing is left; stopped by not calling it. */
  'credit.continueBatch': command(office, z.strictObject({ batchId: operationIdSchema })).returns<
    BatchView,
    BatchUnknown
  >(),
  /** What is left is not to be given. What was given stays. */
  'credit.closeBatch': command(
    office,
    z.strictObject({ operationId: operationIdSchema, batchId: operationIdSchema }),
  ).returns<null, BatchUnknown>(),
  /** What was given up is to be given after all: those who have it already are given nothing twice. */
  'credit.reopenBatch': command(
    office,
    z.strictObject({ operationId: operationIdSchema, batchId: operationIdSchema }),
  ).returns<null, BatchUnknown>(),
  /** One batch with its lines, those that are still to be given first. */
  'credit.batch': command(office, z.strictObject({ batchId: operationIdSchema })).returns<
    { readonly batch: BatchView; readonly lines: readonly (BatchLineView & { readonly isGiven: boolean })[] },
    BatchUnknown
  >(),
  'credit.batches': command(office, z.strictObject({})).returns<readonly BatchView[]>(),
};
