import { z } from 'zod';

/** Why a right was suspended. Codes only; they stay with the organisation's offices, no till ever sees them. */
export const suspensionReasonSchema = z.enum([
  'documents-missing',
  'circumstances-changed',
  'moved-away',
  'not-seen',
  'rules-broken',
  'asked-for',
  'other',
]);
export type SuspensionReason = z.infer<typeof suspensionReasonSchema>;

/** Why a right was given although a rule stood against it: a compulsory pause, another right on the same days. */
export const entitlementOverrideReasonSchema = z.enum([
  'urgent-need',
  'social-worker-agreed',
  'new-member',
  'system-mistake',
  'other',
]);
export type EntitlementOverrideReason = z.infer<typeof entitlementOverrideReasonSchema>;
