import { z } from 'zod';
import type { EntitlementObstacle } from '../domain/entitlement-plan.ts';
import {
  type EntitlementOverrideReason,
  entitlementOverrideReasonSchema,
  type SuspensionReason,
  suspensionReasonSchema,
} from '../domain/entitlement-reason.ts';
import {
  type EntitlementId,
  entitlementIdSchema,
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  type SchemeId,
  schemeIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { type Isee, iseeSchema } from '../domain/isee.ts';
import { type LocalDate, localDateSchema } from '../domain/local-date.ts';
import type { Scheme } from '../domain/scheme.ts';
import type { HouseholdFacts } from '../domain/scheme-allowance.ts';
import type { Period } from '../domain/scheme-period.ts';
import type { SwitchRefusal } from '../domain/scheme-switch.ts';
import { command } from './command.ts';
import type { EntitlementView, HouseholdUnknown } from './households-contract.ts';

type EntitlementUnknown = { readonly type: 'EntitlementUnknown' };
type SchemeUnknown = { readonly type: 'SchemeUnknown' };
/** What stands against the days of a right, one rule at a time, or that this operator may not set it aside. */
type DaysRefused =
  | { readonly type: 'EndsBeforeStart' }
  | EntitlementObstacle
  | { readonly type: 'OverrideNotAllowed' };

const editors = ['office', 'socialWorker'] as const;
const entitlement = z.strictObject({
  operationId: operationIdSchema,
  householdId: householdIdSchema,
  entitlementId: entitlementIdSchema,
});
const days = {
  startsOn: localDateSchema,
  endsOn: localDateSchema,
  /** Sets aside the rules that stand against these days, and says why. */
  override: entitlementOverrideReasonSchema.optional(),
};

/** A right as the office sees it. The reason is one of its own organisation's, or null. */
export type EntitlementDetail = EntitlementView & { readonly suspensionReason: SuspensionReason | null };

/** What a next right starts from, every part of it to be changed by who grants it. */
export type EntitlementProposal = {
  readonly schemeId: SchemeId | null;
  readonly startsOn: LocalDate;
  /** For how long: its last day is the one before the same day so many months later. */
  readonly months: number;
  /** The compulsory pause before it, where the scheme prescribes one. */
  readonly pause: Period | null;
  /** Renewals that the scheme allows, where they are used up. */
  readonly renewalsUsedUp: number | null;
};

/** One act on the rights or the means of a household, as its office reads it back. */
export type EntitlementAct = {
  readonly operationId: OperationId;
  readonly type: string;
  readonly occurredAt: number;
  readonly operatorName: string | null;
  readonly schemeName: string | null;
  readonly days: Period | null;
  readonly reason: SuspensionReason | EntitlementOverrideReason | null;
  readonly isee: Isee | null;
};

export type EntitlementsView = {
  readonly householdId: HouseholdId;
  readonly displayName: string | null;
  readonly size: number;
  /** Newest first. */
  readonly entitlements: readonly EntitlementDetail[];
  /** As this organisation's offices saw it last, expired or not. */
  readonly isee: Isee | null;
  readonly proposal: EntitlementProposal;
  /** Whether this operator may set aside a rule with a reason. */
  readonly mayOverride: boolean;
  /** What the points of the household depend on, as known here today. */
  readonly facts: HouseholdFacts;
  /** Newest first. */
  readonly history: readonly EntitlementAct[];
};

/** A right of which another scheme is to take the place, from its first day to its last. */
const schemeSwitch = z.strictObject({
  householdId: householdIdSchema,
  entitlementId: entitlementIdSchema,
  schemeId: schemeIdSchema,
  startsOn: localDateSchema,
  endsOn: localDateSchema,
});
type SwitchRefused = HouseholdUnknown | EntitlementUnknown | SchemeUnknown | SwitchRefusal;

/** What changes where another scheme takes the place of a right's. */
export type SchemeSwitchPreview = {
  readonly oldEndsOn: LocalDate;
  /** The points of the old scheme's last period can be spent up to here. */
  readonly keptUntil: LocalDate;
  /** What the new scheme gives first; null where its right ends before it gives anything. */
  readonly first: { readonly scheme: Scheme; readonly period: Period } | null;
};

/** Days ahead that the list of what is about to end looks; -30 lists what ended in the 30 days before. */
export const EXPIRY_DAYS = [7, 30, 60, -30] as const;

const expirySchema = z.strictObject({
  days: z.literal(EXPIRY_DAYS),
  /** Of the households that usually go there; of all where null. */
  siteId: siteIdSchema.nullable(),
  of: z.enum(['entitlement', 'isee']),
});
export type ExpiryFilter = z.infer<typeof expirySchema>;

/** Columns of the list as a file; the screen gives their headings in its language. */
export const EXPIRING_COLUMNS = [
  'displayName',
  'size',
  'siteName',
  'schemeName',
  'startsOn',
  'endsOn',
  'iseeExpiresOn',
] as const satisfies readonly (keyof ExpiringLine)[];

/** A household whose newest right, or whose ISEE, is about to end. */
export type ExpiringLine = {
  readonly householdId: HouseholdId;
  readonly displayName: string | null;
  readonly size: number;
  readonly siteName: string | null;
  readonly entitlementId: EntitlementId;
  readonly schemeName: string | null;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly isSuspended: boolean;
  readonly iseeExpiresOn: LocalDate | null;
};

export const entitlementsContract = {
  /** A household's rights and means, for its office. Opening them is written to the log of accesses. */
  'entitlements.view': command(editors, z.strictObject({ householdId: householdIdSchema })).returns<
    EntitlementsView,
    HouseholdUnknown
  >(),
  /** What a right under another scheme would start from. */
  'entitlements.propose': command(
    editors,
    z.strictObject({ householdId: householdIdSchema, schemeId: schemeIdSchema }),
  ).returns<EntitlementProposal, HouseholdUnknown | SchemeUnknown>(),
  /** Grants or renews a right. This period's allowance is posted at once where the right holds today. */
  'entitlements.grant': command(editors, entitlement.extend({ schemeId: schemeIdSchema, ...days })).returns<
    null,
    HouseholdUnknown | SchemeUnknown | DaysRefused
  >(),
  /** Gives a right other dates. What was given under the old ones stays given. */
  'entitlements.change': command(editors, entitlement.extend(days)).returns<
    null,
    HouseholdUnknown | EntitlementUnknown | DaysRefused
  >(),
  /** What would change, for who reads it before F9. */
  'entitlements.previewSwitch': command(editors, schemeSwitch).returns<
    SchemeSwitchPreview,
    SwitchRefused | { readonly type: 'EndsBeforeStart' }
  >(),
  /** Ends a running right the day before and grants one under another scheme: one act, from tomorrow at the earliest. */
  'entitlements.switchScheme': command(
    editors,
    schemeSwitch.extend({
      operationId: operationIdSchema,
      newEntitlementId: entitlementIdSchema,
      override: days.override,
    }),
  ).returns<null, SwitchRefused | DaysRefused>(),
  /** Counters see that a right is suspended; why, only the offices of the organisation that did it. */
  'entitlements.suspend': command(editors, entitlement.extend({ reason: suspensionReasonSchema })).returns<
    null,
    HouseholdUnknown | EntitlementUnknown | { readonly type: 'AlreadySuspended' }
  >(),
  'entitlements.resume': command(editors, entitlement).returns<
    null,
    HouseholdUnknown | EntitlementUnknown | { readonly type: 'NotSuspended' }
  >(),
  'entitlements.assessIsee': command(
    editors,
    z.strictObject({ operationId: operationIdSchema, householdId: householdIdSchema, isee: iseeSchema }),
  ).returns<null, HouseholdUnknown>(),
  /** How many households have a right under a scheme, today or later. */
  'entitlements.countUnder': command(editors, z.strictObject({ schemeId: schemeIdSchema })).returns<{
    readonly households: number;
  }>(),
  /** What is about to end and was not renewed, first to end first; the first 1,000. */
  'entitlements.expiring': command(editors, expirySchema).returns<{
    readonly lines: readonly ExpiringLine[];
    readonly count: number;
  }>(),
  /** The same list, whole, for a spreadsheet. */
  'entitlements.expiringCsv': command(
    editors,
    expirySchema.extend({ headings: z.array(z.string().max(60)).length(EXPIRING_COLUMNS.length) }),
  ).returns<{ readonly csv: string }>(),
};
