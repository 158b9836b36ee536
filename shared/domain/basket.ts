import { z } from 'zod';
import { type BestBefore, bestBeforeSchema } from './best-before.ts';
import type { BabyAgeMonths } from './category.ts';
import type { Entitlement, EntitlementError } from './entitlement.ts';
import {
  type CategoryId,
  type LimitId,
  operatorIdSchema,
  type ProductId,
  type ProgrammeId,
  productIdSchema,
} from './ids.ts';
import type { Limit } from './limit.ts';
import { type LocalDate, type LocalMonth, localDateSchema } from './local-date.ts';
import type { Points } from './points.ts';
import type { Result } from './result.ts';
import { type Residuals, type Tender, type Tenders, tenderSchema } from './tenders.ts';
import { overrideReasonSchema, type TillRules } from './till-rules.ts';

/** Most lines of one basket, so that a sale stays well under the 64 KiB of an operation's body. */
export const MAX_BASKET_LINES = 150;

/** Who overrode a refusal and why. */
export const overrideSchema = z.strictObject({ reason: overrideReasonSchema, operatorId: operatorIdSchema });
export type Override = z.infer<typeof overrideSchema>;

/** Why people without a household are helped. */
export const occasionalReasonSchema = z.enum([
  'emergency',
  'awaiting-entitlement',
  'passing-through',
  'other',
]);
export type OccasionalReason = z.infer<typeof occasionalReasonSchema>;

/**
 * One line of a basket: 1 to 999 pieces of one product. `lineId` stays the same while the basket is open
 * and becomes the line's number in the sale. `grams` and `priceCents` come from an in-store label and are
 * those of **one piece**; a weighed line is one piece unless the operator says otherwise. `tender` is what the
 * operator chose for the line; absent, it is paid in points.
 */
export const basketLineSchema = z.strictObject({
  lineId: z.int().min(1).max(100_000),
  productId: productIdSchema,
  quantity: z.int().min(1).max(999),
  grams: z.int().min(1).max(999_999).optional(),
  priceCents: z.int().min(0).max(999_999).optional(),
  bestBefore: bestBeforeSchema.optional(),
  useBy: localDateSchema.optional(),
  lot: z.string().trim().min(1).max(40).optional(),
  override: overrideSchema.optional(),
  tender: tenderSchema.optional(),
});
export type BasketLine = z.infer<typeof basketLineSchema>;

/** What the till needs to know of a product. `points: null` takes the category's price. */
export type CatalogueProduct = {
  readonly productId: ProductId;
  readonly name: string;
  readonly ean?: string | undefined;
  readonly categoryId: CategoryId;
  readonly pricing:
    | { readonly kind: 'each'; readonly points: Points | null }
    | { readonly kind: 'byWeight'; readonly pointsPerKilogram: Points };
  /** Of one piece, or of one kilogram where it is weighed; absent where it is paid in points only. */
  readonly euroCents?: number | undefined;
  /** Limits that the product itself names, besides those of its category. */
  readonly limitIds?: readonly LimitId[] | undefined;
  readonly active: boolean;
  /** Added on the spot at a till and still to be completed by the office. */
  readonly toComplete: boolean;
};

/** What pricing reads of a category (`category.ts`). */
export type BasketCategory = {
  readonly categoryId: CategoryId;
  readonly points: Points;
  readonly babyAgeMonths?: BabyAgeMonths | undefined;
  readonly notGiven?: true | undefined;
  readonly bestBeforeToleranceDays?: number | undefined;
};

/** The card that opened the basket. Null where the household was searched for: a forgotten card. */
export type BasketCard =
  | null
  | {
      readonly state: 'active';
      /** Last day on which it can be used. */
      readonly expiresOn?: LocalDate | undefined;
      /** A card for goods for babies alone; absent is for all goods. */
      readonly use?: 'all' | 'baby' | undefined;
    }
  | { readonly state: 'blocked'; readonly reason: string }
  | { readonly state: 'replaced' };

/** For whom the goods are: a household, or people without one (occasional or emergency help). */
export type Customer = HouseholdCustomer | OccasionalCustomer;

export type HouseholdCustomer = {
  readonly kind: 'household';
  readonly size: number;
  readonly childBirthMonths: readonly LocalMonth[];
  readonly card: BasketCard;
  readonly entitlement: Result<Entitlement, EntitlementError>;
  /** Points left in the account of the current period. */
  readonly residualPoints: number;
  /** Whether the period's points, which the hub gives, have not arrived at this counter yet. */
  readonly isAllowanceAwaited: boolean;
  /** Points left of the period's allowance for baby goods; null where its scheme gives none. */
  readonly residualBabyPoints: number | null;
  /** Prepaid euro cents; null where the household never had any. */
  readonly residualCents: number | null;
  /** Null where the scheme has no weekly quota. */
  readonly week: SpendingWeek | null;
  /** Units already taken this month, by limit; absent is none. */
  readonly usedByLimit: ReadonlyMap<LimitId, number>;
};

/** Points that may be spent in one week of the period, and what was spent in it. Baby points do not count. */
export type SpendingWeek = {
  readonly quotaPoints: number;
  readonly usedPoints: number;
  /** First day of the week after, or of the next period where that comes sooner. */
  readonly nextStartsOn: LocalDate;
};

/**
 * No account is charged and limits per visit hold for the headcount. Ages are not known, so goods for
 * babies are left to the operator, who needs the right to help people without a household.
 */
export type OccasionalCustomer = {
  readonly kind: 'occasional';
  readonly headcount: number;
  readonly programmeId: ProgrammeId;
  readonly reason: OccasionalReason;
};

export type BasketInput = {
  readonly lines: readonly BasketLine[];
  /** Overrides what is refused for the household itself: points, entitlement, card. Never goods. */
  readonly override?: Override | undefined;
  /** Null until a card is scanned. */
  readonly customer: Customer | null;
  readonly products: ReadonlyMap<ProductId, CatalogueProduct>;
  readonly categories: ReadonlyMap<CategoryId, BasketCategory>;
  readonly limits: readonly Limit[];
  readonly rules: TillRules;
  readonly businessOn: LocalDate;
};

type OnLine = { readonly lineId: number; readonly productId: ProductId };

/** Why a basket cannot be completed as it is: which goods, what is missing, in whole points, units, days. */
export type RefusalCause =
  | { readonly type: 'EmptyBasket' }
  | { readonly type: 'TooManyLines'; readonly most: number }
  | { readonly type: 'NoCustomer' }
  | { readonly type: 'InsufficientPoints'; readonly missingPoints: number }
  /** Prepaid euro never goes below zero, and there is no cash beside it: nobody can override this. */
  | { readonly type: 'InsufficientCents'; readonly missingCents: number }
  | {
      readonly type: 'WeeklyQuotaExceeded';
      readonly quotaPoints: number;
      /** Points that could still be spent this week, before this basket. */
      readonly leftPoints: number;
      readonly excessPoints: number;
      readonly nextStartsOn: LocalDate;
    }
  | {
      readonly type: 'LimitReached';
      readonly limitId: LimitId;
      /** Lines that count against the limit and are not overridden, in the basket's order. */
      readonly lineIds: readonly number[];
      /** The product of the line with which the limit was passed. */
      readonly productId: ProductId;
      readonly allowed: number;
      /** Units taken before this basket. */
      readonly used: number;
      /** Units too many in this basket. */
      readonly excess: number;
    }
  | (OnLine & { readonly type: 'NoChildOfAge'; readonly fromMonths: number; readonly toMonths: number })
  | EntitlementError
  | { readonly type: 'CardBlocked'; readonly reason: string }
  | { readonly type: 'CardReplaced' }
  | { readonly type: 'CardExpired'; readonly expiredOn: LocalDate }
  /** The card is for goods for babies, and this is none. */
  | (OnLine & { readonly type: 'CardForBabyGoodsOnly' })
  | (OnLine & { readonly type: 'ProductUnknown' })
  | (OnLine & { readonly type: 'PriceUnknown'; readonly cause: PriceUnknownCause })
  | (OnLine & { readonly type: 'ProductWithdrawn' })
  | (OnLine & { readonly type: 'NotGiven' })
  | (OnLine & { readonly type: 'PastUseBy'; readonly useBy: LocalDate })
  | (OnLine & {
      readonly type: 'PastBestBefore';
      readonly bestBefore: BestBefore;
      readonly daysPast: number;
      readonly toleranceDays: number;
    });

/** A weighed product without its weight, a category that is not in the catalogue, a price past any sense. */
export type PriceUnknownCause = 'NoWeight' | 'NoCategory' | 'OutOfRange';

export type Refusal = RefusalCause & {
  /** Whether an operator with the right may override it at this site. */
  readonly overridable: boolean;
};

/** A refusal before the site's rules are asked, with the override that would answer it. */
export type Judged = { readonly cause: RefusalCause; readonly override: Override | undefined };

/** A refusal that somebody overrode: what is recorded with the sale. */
export type RecordedOverride = Override & { readonly refusal: Refusal };

/** What the operator should see, and nothing stops. */
export type BasketAlert =
  | { readonly type: 'PointsLow'; readonly residualPoints: number }
  /** There are no points yet of this period: they come from the hub by themselves. */
  | { readonly type: 'AllowanceAwaited' }
  | { readonly type: 'EntitlementEndsSoon'; readonly endsOn: LocalDate; readonly daysLeft: number }
  | (OnLine & {
      readonly type: 'BestBeforePassed';
      readonly bestBefore: BestBefore;
      readonly daysPast: number;
      readonly toleranceDays: number;
    })
  | (OnLine & { readonly type: 'ProductToComplete' });

export type PricedLine = {
  readonly lineId: number;
  readonly productId: ProductId;
  /** Null where the product is not in the catalogue. */
  readonly categoryId: CategoryId | null;
  readonly quantity: number;
  /** What the line is paid with. */
  readonly tender: Tender;
  /** Why it could not be paid with the other one: null where the operator may choose. */
  readonly tenderIsFixed: 'no-euro-price' | 'no-points' | null;
  /** Whole points of one piece. */
  readonly unitPoints: Points;
  /** Euro cents of one piece; null where it has no euro price. */
  readonly unitCents: number | null;
  /** Whether it is for babies, so that the allowance for baby goods pays first. */
  readonly isForBabies: boolean;
  /** The whole line: pieces times the price of one, by the purse that pays. */
  readonly price: Tenders;
  /** The household's limits per month that this line counts against, to be posted with the sale. */
  readonly limitIds: readonly LimitId[];
  /** Refusals about this line that nobody overrode. */
  readonly problems: readonly Refusal['type'][];
};

export type LimitUse = {
  readonly limitId: LimitId;
  readonly per: Limit['per'];
  readonly allowed: number;
  readonly usedBefore: number;
  readonly inBasket: number;
  /** Never below zero. */
  readonly left: number;
};

/** The whole picture of a basket for the screen, and what a sale is made of. */
export type PricedBasket = {
  readonly lines: readonly PricedLine[];
  /** What the goods cost, by purse: the sum of the lines. */
  readonly price: Tenders;
  /** What a household pays: `price`; nothing for people without a household. */
  readonly charged: Tenders;
  /** Null for people without a household. Below zero after while something is missing. */
  readonly residual: Residuals | null;
  /** Limits that the basket touches. */
  readonly limits: readonly LimitUse[];
  /** Empty exactly when the basket may be completed. */
  readonly refusals: readonly Refusal[];
  readonly overrides: readonly RecordedOverride[];
  readonly alerts: readonly BasketAlert[];
};
