import { z } from 'zod';
import type { Unit } from './account.ts';
import type { HouseholdId, OperationId } from './ids.ts';
import { err, ok, type Result } from './result.ts';

/** Prepaid credit of a household: euro cents, or wash credits. Neither has a period: it stays until it is spent. */
export const creditPurseSchema = z.enum(['cents', 'washes']);
export type CreditPurse = z.infer<typeof creditPurseSchema>;

/** Why credit was given. Codes only: the reason goes into a log that holds no free text. */
export const topUpReasonSchema = z.enum(['first-need', 'emergency', 'periodic', 'personal-plan', 'other']);
export type TopUpReason = z.infer<typeof topUpReasonSchema>;

/** Why a top-up was taken back. */
export const takeBackReasonSchema = z.enum(['mistake', 'not-due', 'other']);
export type TakeBackReason = z.infer<typeof takeBackReasonSchema>;

/** Why an account was put right by hand. */
export const adjustmentReasonSchema = z.enum([
  'recording-mistake',
  'system-mistake',
  'goods-complaint',
  'misuse',
  'household-left',
  'other',
]);
export type AdjustmentReason = z.infer<typeof adjustmentReasonSchema>;

/** The purses that may be adjusted; what counts against a limit is given back by returns only. */
export const adjustablePurseSchema = z.enum(['points', 'points-baby', 'cents', 'washes']);
export type AdjustablePurse = z.infer<typeof adjustablePurseSchema>;

/** Whether the accounts of a purse name a period. */
export const isPeriodPurse = (purse: AdjustablePurse): boolean =>
  purse === 'points' || purse === 'points-baby';

/** The most that a recorded top-up or adjustment can move, in units of its purse, whatever a site's own rules say. */
export const MAX_CREDIT_AMOUNT = 1_000_000;

/**
 * How a site gives credit: the most that one top-up may give, in cents and in wash credits. A slip of the keys ("12500"
 * for "12,50") is stopped here.
 */
export const creditRulesSchema = z.strictObject({
  mostCents: z.int().min(1).max(MAX_CREDIT_AMOUNT),
  mostWashes: z.int().min(1).max(MAX_CREDIT_AMOUNT),
});
export type CreditRules = z.infer<typeof creditRulesSchema>;

/** What holds at a site that has set nothing: 500 euro, 100 washes. */
export const DEFAULT_CREDIT_RULES: CreditRules = { mostCents: 50_000, mostWashes: 100 };

export type AmountRefused =
  | { readonly type: 'AmountNotPositive' }
  | {
      readonly type: 'AmountTooLarge';
      readonly unit: Unit;
      readonly most: number;
      readonly amount: number;
    };

/** Whether one top-up may give this much, in units of its purse. */
export function judgeTopUp(
  rules: CreditRules,
  purse: CreditPurse,
  amount: number,
): Result<null, AmountRefused> {
  if (amount <= 0) return err({ type: 'AmountNotPositive' });
  const most = purse === 'cents' ? rules.mostCents : rules.mostWashes;
  return amount > most ? err({ type: 'AmountTooLarge', unit: purse, most, amount }) : ok(null);
}

/** Households in one part of a batch: their lines fit in a body of 64 KiB with room to spare. */
export const MOST_BATCH_LINES = 500;

/** Never changed: the ids of the top-ups of batches are UUIDs of version 5 of their keys in this namespace. */
export const BATCH_TOP_UPS = '5d1f0a36-2c58-4f0e-9d0b-6a3f2f1c7b84';

/** What a top-up of a batch is once. */
export const keyOfBatchTopUp = (batchId: OperationId, householdId: HouseholdId): string =>
  `${batchId}|${householdId}`;

/** How much each household of a batch is given, in units of the purse: the same, or by its members. */
export const creditRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), amount: z.int() }),
  z.strictObject({ kind: z.literal('perMember'), amount: z.int() }),
  z.strictObject({ kind: z.literal('firstAndFurther'), firstAmount: z.int(), furtherAmount: z.int() }),
]);
export type CreditRule = z.infer<typeof creditRuleSchema>;

/** What a rule gives to a household of `size` members, in units of the purse. */
export function creditByRule(rule: CreditRule, size: number): number {
  switch (rule.kind) {
    case 'fixed':
      return rule.amount;
    case 'perMember':
      return rule.amount * size;
    case 'firstAndFurther':
      return rule.firstAmount + rule.furtherAmount * (size - 1);
  }
}
