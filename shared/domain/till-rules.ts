import { z } from 'zod';
import { defaultInStorePatterns, inStorePatternsSchema } from './in-store-code.ts';
import { OVERRIDE_ROLES, type Role, roleSchema } from './role.ts';

/** Why an operator overrode a refusal. Codes only: the reason goes into a log that holds no free text. */
export const overrideReasonSchema = z.enum([
  'urgent-need',
  'office-agreed',
  'goods-expiring',
  'system-mistake',
  'other',
]);
export type OverrideReason = z.infer<typeof overrideReasonSchema>;

/**
 * Refusals that a site may let its operators override. The others never are: past the use-by date above
 * all (law 166/2016 art. 4), and prepaid euro that is not there.
 */
export const overridableRefusalSchema = z.enum([
  'InsufficientPoints',
  'WeeklyQuotaExceeded',
  'LimitReached',
  'NoChildOfAge',
  'EntitlementNotStarted',
  'EntitlementExpired',
  'EntitlementSuspended',
  'NoEntitlement',
  'CardBlocked',
  'CardReplaced',
  'CardExpired',
  'CardForBabyGoodsOnly',
  'ProductWithdrawn',
  'PastBestBefore',
]);
export type OverridableRefusal = z.infer<typeof overridableRefusalSchema>;

/**
 * `italian`: receipts speak Italian to everybody. `household`: Italian, and beside it the language that the
 * household prefers, where that is another.
 */
export const receiptWordsRuleSchema = z.enum(['italian', 'household']);
export type ReceiptWordsRule = z.infer<typeof receiptWordsRuleSchema>;

/** Whether receipts of this site also speak the household's own language. */
export const hasSecondLanguage = ({ receiptWords }: Pick<TillRules, 'receiptWords'>): boolean =>
  receiptWords !== 'italian';

const rolesSchema = z.array(roleSchema).max(5);

/**
 * How a site runs its tills. Every shop differs, so all of it is configuration (domain facts, opening).
 *
 * - `overrideRoles`: who may override a refusal; `occasionalRoles`: who may help people without a
 *   household; `returnToCurrentPeriodRoles`: who may give back to the current period what was spent in one
 *   that has ended.
 * - `overridable`: which refusals may be overridden at all.
 * - `bestBeforeTolerance`: whether the tolerance of each category counts; without it any day past the
 *   best-before date is refused.
 * - `lowPointsThreshold`: whole points under which the residual is announced as low.
 * - `entitlementAlertDays`: days before the last day of an entitlement from which it is announced.
 * - `inStorePatterns`: how the scales of the shop lay out their labels; the first that fits reads a code.
 * - `receiptWords`: in which languages receipts are written; absent is `household`.
 * - `lockAfterMinutes`: minutes without a key or a scan until the till locks and keeps its basket.
 */
export const tillRulesSchema = z.strictObject({
  overrideRoles: rolesSchema,
  occasionalRoles: rolesSchema,
  returnToCurrentPeriodRoles: rolesSchema,
  overridable: z.array(overridableRefusalSchema).max(14),
  bestBeforeTolerance: z.boolean(),
  lowPointsThreshold: z.int().min(0).max(100_000),
  entitlementAlertDays: z.int().min(0).max(90),
  inStorePatterns: inStorePatternsSchema,
  lockAfterMinutes: z.int().min(1).max(120),
  receiptWords: receiptWordsRuleSchema.optional(),
});
export type TillRules = z.infer<typeof tillRulesSchema>;

const byOffice: Role[] = [...OVERRIDE_ROLES];

/** What holds at a site that has set nothing. */
export const DEFAULT_TILL_RULES: TillRules = {
  overrideRoles: byOffice,
  occasionalRoles: byOffice,
  returnToCurrentPeriodRoles: byOffice,
  overridable: [
    'LimitReached',
    'NoChildOfAge',
    'EntitlementNotStarted',
    'EntitlementExpired',
    'CardExpired',
    'PastBestBefore',
  ],
  bestBeforeTolerance: true,
  lowPointsThreshold: 20,
  entitlementAlertDays: 14,
  inStorePatterns: [...defaultInStorePatterns],
  lockAfterMinutes: 10,
};
