import { z } from 'zod';
import type { Unit } from '../domain/account.ts';
import type { BilingualName } from '../domain/category.ts';
import { codiceFiscaleSchema } from '../domain/codice-fiscale.ts';
import type { EntitlementError } from '../domain/entitlement.ts';
import type { HouseholdSearchError } from '../domain/household-search.ts';
import {
  type CardId,
  type EntitlementId,
  type HouseholdId,
  householdIdSchema,
  type LimitId,
  type OperationId,
  operationIdSchema,
  type SchemeId,
  type SiteId,
  siteIdSchema,
} from '../domain/ids.ts';
import { type LocalDate, type LocalMonth, localMonthSchema } from '../domain/local-date.ts';
import { personNameSchema } from '../domain/text.ts';
import type { ErasureReason } from '../operations/erasure-operations.ts';
import {
  type CardBlockReason,
  type CardUse,
  type PreferredLanguage,
  preferredLanguageSchema,
} from '../operations/household-operations.ts';
import { command } from './command.ts';

/** Codici fiscali that open one household's basket, at most. */
export const MOST_CODICI_FISCALI = 30;

const detailsSchema = z.strictObject({
  displayName: personNameSchema,
  size: z.int().min(1).max(30),
  childBirthMonths: z.array(localMonthSchema).max(15),
  delegateNames: z.array(personNameSchema).max(6),
  preferredLanguage: preferredLanguageSchema,
  siteId: siteIdSchema,
});
export type HouseholdDetails = z.infer<typeof detailsSchema>;

/** Whole codici fiscali: only their keyed hashes are kept, so they are never shown again. */
const codiciFiscaliSchema = z.array(codiceFiscaleSchema).max(MOST_CODICI_FISCALI);

export type HouseholdState = 'valid' | EntitlementError['type'];

/** One line of a search. */
export type HouseholdHit = {
  readonly householdId: HouseholdId;
  readonly displayName: string | null;
  readonly delegateNames: readonly string[];
  readonly size: number;
  readonly siteName: string | null;
  readonly state: HouseholdState;
};

export type CardView = {
  readonly cardId: CardId;
  readonly maskedNumber: string;
  readonly state: 'active' | 'blocked' | 'expired' | 'replaced';
  readonly blockReason: CardBlockReason | null;
  /** The card that took its place. */
  readonly replacedByMasked: string | null;
  readonly use: CardUse;
  /** The last day on which it opens a basket; null where it has none. */
  readonly expiresOn: LocalDate | null;
  readonly isDelegates: boolean;
  /** The delegate whose it is, where the register is here. */
  readonly personName: string | null;
  readonly printedOn: LocalDate | null;
  /** Null while it lies in a drawer. */
  readonly handedOverOn: LocalDate | null;
  readonly handedOverBy: string | null;
};

export type EntitlementView = {
  readonly entitlementId: EntitlementId;
  readonly schemeId: SchemeId;
  readonly schemeName: string | null;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly state: 'active' | 'suspended';
};

/** A change of one account, in its unit. `periodStartsOn` says which period's points they are. */
export type MovementView = {
  readonly operationId: OperationId;
  readonly account: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly siteName: string | null;
  readonly purse: string;
  readonly unit: Unit;
  readonly amount: number;
  readonly periodStartsOn: LocalDate | null;
};

/** One act on the register, its cards or its entitlements. */
export type HouseholdHistoryEntry = {
  readonly operationId: OperationId;
  readonly type: string;
  readonly occurredAt: number;
  /** Null where the counter itself wrote. */
  readonly operatorName: string | null;
  /** Which of the details it changed. */
  readonly fields: readonly string[];
};

/** What a till may see, and under `office` what an office may (null for anybody else). */
export type HouseholdView = {
  readonly householdId: HouseholdId;
  /** Null once erased, or while its register has not arrived. */
  readonly displayName: string | null;
  readonly delegateNames: readonly string[];
  readonly size: number;
  readonly entitlement: { readonly startsOn: LocalDate; readonly endsOn: LocalDate } | EntitlementError;
  /** Points left in the period of today; null where no entitlement holds. */
  readonly residualPoints: number | null;
  /** The hub gives the points of this period, and they are not here yet: the residual says nothing so far. */
  readonly isAllowanceAwaited: boolean;
  readonly periodEndsOn: LocalDate | null;
  readonly cards: readonly CardView[];
  /** The household that this one was merged into: cards and points are there. */
  readonly mergedInto: MergedHousehold | null;
  /** Nothing personal is kept any more: accounts and movements are what is left. */
  readonly erased: { readonly on: LocalDate; readonly reason: ErasureReason } | null;
  readonly office: HouseholdOfficeView | null;
};

export type HouseholdOfficeView = {
  readonly childBirthMonths: readonly LocalMonth[];
  readonly preferredLanguage: PreferredLanguage;
  readonly siteId: SiteId | null;
  readonly siteName: string | null;
  readonly codiceFiscaleCount: number;
  readonly entitlements: readonly EntitlementView[];
  /** What a new entitlement starts from. */
  readonly proposal: { readonly startsOn: LocalDate; readonly schemeId: SchemeId | null };
  /** Limits per month, as used in the month of today. */
  readonly limits: readonly {
    readonly limitId: LimitId;
    readonly name: BilingualName;
    readonly used: number;
    readonly allowed: number;
  }[];
  /** Those that were merged into this one, with what it takes to take that back. */
  readonly mergedFrom: readonly (MergedHousehold & { readonly mergeId: OperationId })[];
  readonly movements: readonly MovementView[];
  readonly history: readonly HouseholdHistoryEntry[];
};

export type MergedHousehold = { readonly householdId: HouseholdId; readonly displayName: string | null };

export type HouseholdUnknown = { readonly type: 'HouseholdUnknown' };

/** One person's card opens one basket: the household that has this codice fiscale already is named. */
export type CodiceFiscaleTaken = {
  readonly type: 'CodiceFiscaleTaken';
  readonly householdId: HouseholdId;
  readonly displayName: string;
};
type TooManyCodiciFiscali = { readonly type: 'TooManyCodiciFiscali'; readonly most: number };

const readers = ['cashier', 'office', 'socialWorker'] as const;
const editors = ['office', 'socialWorker'] as const;

export const householdsContract = {
  /** By whole card number, whole codice fiscale, or names of which one has three letters; 20 at most. */
  'households.search': command(readers, z.strictObject({ text: z.string().max(80) })).returns<
    { readonly households: readonly HouseholdHit[]; readonly hasMore: boolean },
    HouseholdSearchError
  >(),
  /** Opening a record is written to the log of accesses. */
  'households.view': command(readers, z.strictObject({ householdId: householdIdSchema })).returns<
    HouseholdView,
    HouseholdUnknown
  >(),
  'households.sites': command(editors, z.strictObject({})).returns<
    readonly { readonly siteId: SiteId; readonly name: string }[]
  >(),
  /** Records what differs from what is kept; nothing where nothing does. */
  'households.change': command(
    editors,
    z.strictObject({
      operationId: operationIdSchema,
      householdId: householdIdSchema,
      details: detailsSchema,
      /** Added to those there are. */
      codiciFiscali: codiciFiscaliSchema,
      /** Lets go of those there were before. */
      forgetsCodiciFiscali: z.boolean(),
    }),
  ).returns<null, HouseholdUnknown | CodiceFiscaleTaken | TooManyCodiciFiscali>(),
};
