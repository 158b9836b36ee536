import { z } from 'zod';
import type { UnreadableReason } from '../domain/barcode.ts';
import {
  type BasketAlert,
  type LimitUse,
  type OccasionalReason,
  occasionalReasonSchema,
  type Refusal,
} from '../domain/basket.ts';
import type { BestBefore } from '../domain/best-before.ts';
import type { BilingualName } from '../domain/category.ts';
import type { EntitlementError } from '../domain/entitlement.ts';
import {
  type CategoryId,
  categoryIdSchema,
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  operatorIdSchema,
  type ProductId,
  type ProgrammeId,
  productIdSchema,
  programmeIdSchema,
} from '../domain/ids.ts';
import type { LocalDate } from '../domain/local-date.ts';
import type { Receipt } from '../domain/receipt.ts';
import { type Residuals, type Tender, type Tenders, tenderSchema } from '../domain/tenders.ts';
import { noteSchema, productNameSchema } from '../domain/text.ts';
import { overrideReasonSchema } from '../domain/till-rules.ts';
import { command } from './command.ts';
import type { CoverFailure } from './cover-failure.ts';
import { pinSchema } from './session-contract.ts';

/** What the till shows of whom the goods are for: never ISEE, reasons, nationality or notes. */
export type TillCustomer =
  | {
      readonly kind: 'household';
      readonly householdId: HouseholdId;
      readonly displayName: string;
      readonly size: number;
      readonly delegateNames: readonly string[];
      /** Null where the household was searched for. */
      readonly maskedCard: string | null;
      readonly entitlement: { readonly startsOn: LocalDate; readonly endsOn: LocalDate } | EntitlementError;
      /** Last day of the period whose points are shown. */
      readonly periodEndsOn: LocalDate | null;
      /** Ages, in whole months, of the children that goods have rules about. */
      readonly childAgesMonths: readonly number[];
    }
  | {
      readonly kind: 'occasional';
      readonly headcount: number;
      readonly programmeId: ProgrammeId;
      readonly programmeName: BilingualName;
      readonly reason: OccasionalReason;
    };

export type TillLine = {
  readonly lineId: number;
  readonly productId: ProductId;
  readonly name: string;
  readonly categoryName: BilingualName | null;
  readonly quantity: number;
  /** Of one piece, from a scale label. */
  readonly grams?: number;
  readonly priceCents?: number;
  readonly tender: Tender;
  /** Whether the operator may have the line paid in points or in euro. */
  readonly canChooseTender: boolean;
  readonly unitPoints: number;
  /** Euro cents of one piece; null where it has no euro price. */
  readonly unitCents: number | null;
  /** Of the whole line, by the purse that pays. */
  readonly price: Tenders;
  readonly bestBefore?: BestBefore;
  readonly useBy?: LocalDate;
  readonly lot?: string;
  readonly problems: readonly Refusal['type'][];
  readonly isOverridden: boolean;
};

/** The whole till, as the main process has it: the screen draws it and decides nothing. */
export type TillView = {
  /** Becomes the id of the sale: pressing F9 twenty times is one sale. */
  readonly basketId: OperationId;
  readonly customer: TillCustomer | null;
  readonly lines: readonly TillLine[];
  readonly price: Tenders;
  /** Of each purse that the household has; null without a household. */
  readonly residual: Residuals | null;
  readonly limits: readonly (LimitUse & { readonly name: BilingualName })[];
  readonly refusals: readonly Refusal[];
  readonly alerts: readonly BasketAlert[];
  /** Whether this basket's household refusals are overridden, and by whom is in the log. */
  readonly isOverridden: boolean;
  readonly canUndo: boolean;
  readonly parkedCount: number;
  /** What this operator may do; another operator's PIN can stand in for an override. */
  readonly mayOverride: boolean;
  readonly mayHelpOccasional: boolean;
  /** The line touched last, to be shown and to be the one that `*` changes. */
  readonly lastLineId: number | null;
};

export type ScanOutcome =
  | { readonly type: 'lineAdded'; readonly lineId: number }
  | { readonly type: 'customerSet' }
  /** Another household's card: the basket goes on for this one; undo takes it back. */
  | { readonly type: 'customerChanged' }
  | { readonly type: 'unknownCode'; readonly code: string }
  /** A scale label whose item code is no product of the catalogue. */
  | {
      readonly type: 'unknownItemCode';
      readonly code: string;
      readonly grams?: number;
      readonly priceCents?: number;
    }
  | { readonly type: 'unknownCard' }
  | { readonly type: 'unknownHealthCard' }
  | { readonly type: 'basketFull'; readonly most: number }
  | { readonly type: 'unreadable'; readonly reason: UnreadableReason };

export type FoundHousehold = {
  readonly householdId: HouseholdId;
  readonly displayName: string;
  readonly delegateNames: readonly string[];
  readonly size: number;
};

export type FoundProduct = {
  readonly productId: ProductId;
  readonly name: string;
  readonly code: string | null;
  readonly categoryName: BilingualName | null;
  /** For one piece, or for a kilogram where it is weighed. */
  readonly points: number;
  /** Likewise; null where it has no euro price. */
  readonly euroCents: number | null;
  readonly isWeighed: boolean;
};

export type ParkedBasket = {
  readonly basketId: OperationId;
  readonly note: string;
  readonly customerName: string | null;
  readonly pieces: number;
  readonly parkedAt: number;
};

export type CompletedSale = {
  readonly saleId: OperationId;
  readonly receipt: Receipt;
  /** The hub gave no word: what was paid may not be there any more, and the network let it out all the same. */
  readonly isWithoutCover: boolean;
  /** Whether a receipt was given to a printer's queue; never awaited. */
  readonly isPrinting: boolean;
};

type LineGone = { readonly type: 'LineGone' };
type BasketFull = { readonly type: 'BasketFull'; readonly most: number };

export type OverrideFailure =
  | { readonly type: 'OverrideNotAllowed' }
  | { readonly type: 'WrongPin'; readonly waitSeconds: number }
  | { readonly type: 'WaitBeforeNextTry'; readonly waitSeconds: number }
  /** Something was scanned while the PIN was checked: nothing was overridden. */
  | { readonly type: 'BasketChanged' }
  | LineGone;

const cashiers = ['cashier', 'office'] as const;
const nothing = z.strictObject({});
const lineId = z.int().min(1).max(100_000);
const quantity = z.int().min(1).max(999);

export const tillContract = {
  'till.view': command(cashiers, nothing).returns<TillView>(),
  'till.scan': command(cashiers, z.strictObject({ text: z.string().max(500) })).returns<{
    view: TillView;
    outcome: ScanOutcome;
  }>(),
  /** By whole card number, whole codice fiscale, or a surname's first letters, three at least; 20 at most. */
  'till.findHouseholds': command(cashiers, z.strictObject({ text: z.string().trim().max(80) })).returns<
    { readonly households: readonly FoundHousehold[]; readonly hasMore: boolean },
    { readonly type: 'TooFewLetters'; readonly least: number }
  >(),
  'till.setHousehold': command(cashiers, z.strictObject({ householdId: householdIdSchema })).returns<
    TillView,
    { readonly type: 'HouseholdUnknown' }
  >(),
  'till.setOccasional': command(
    cashiers,
    z.strictObject({
      headcount: z.int().min(1).max(99),
      programmeId: programmeIdSchema,
      reason: occasionalReasonSchema,
    }),
  ).returns<TillView, { readonly type: 'OccasionalNotAllowed' } | { readonly type: 'ProgrammeUnknown' }>(),
  'till.programmes': command(cashiers, nothing).returns<
    readonly { readonly programmeId: ProgrammeId; readonly name: BilingualName }[]
  >(),
  'till.findProducts': command(cashiers, z.strictObject({ text: z.string().max(80) })).returns<
    readonly FoundProduct[]
  >(),
  'till.favourites': command(cashiers, nothing).returns<readonly FoundProduct[]>(),
  'till.categories': command(cashiers, nothing).returns<
    readonly { readonly categoryId: CategoryId; readonly name: BilingualName; readonly points: number }[]
  >(),
  'till.addProduct': command(
    cashiers,
    z.strictObject({
      productId: productIdSchema,
      quantity: quantity.optional(),
      grams: z.int().min(1).max(999_999).optional(),
    }),
  ).returns<TillView, { readonly type: 'ProductUnknown' } | BasketFull>(),
  /** Adds an unknown code to the catalogue, for the office to complete, and to the basket. The sale goes on. */
  'till.addUnknown': command(
    cashiers,
    z.strictObject({
      code: z.string().regex(/^\d{4,14}$/),
      name: productNameSchema,
      categoryId: categoryIdSchema,
    }),
  ).returns<TillView, { readonly type: 'CategoryUnknown' } | BasketFull>(),
  'till.setQuantity': command(cashiers, z.strictObject({ lineId, quantity })).returns<TillView, LineGone>(),
  'till.voidLine': command(cashiers, z.strictObject({ lineId })).returns<TillView, LineGone>(),
  /**
   * Has a line, or (no line) every line that lets itself be, paid in points or in prepaid euro. A line whose product has no
   * euro price, or no points, stays as it is and is `NoChoice` when it is asked for alone.
   */
  'till.setTender': command(
    cashiers,
    z.strictObject({ lineId: lineId.optional(), tender: tenderSchema }),
  ).returns<TillView, LineGone | { readonly type: 'NoChoice' }>(),
  'till.undo': command(cashiers, nothing).returns<TillView>(),
  /**
   * Overrides what may be overridden: of one line's goods, or (no line) of the household itself. By the operator
   * who is logged in, or by another who types a PIN for this one act.
   */
  'till.override': command(
    cashiers,
    z.strictObject({
      lineId: lineId.optional(),
      reason: overrideReasonSchema,
      authoriser: z.strictObject({ operatorId: operatorIdSchema, pin: pinSchema }).optional(),
    }),
  ).returns<TillView, OverrideFailure>(),
  /** Operators of this site who may override, for the list beside the PIN. */
  'till.authorisers': command(cashiers, nothing).returns<
    readonly { readonly operatorId: z.infer<typeof operatorIdSchema>; readonly displayName: string }[]
  >(),
  'till.park': command(cashiers, z.strictObject({ note: noteSchema })).returns<
    TillView,
    { readonly type: 'BasketEmpty' } | { readonly type: 'TooManyParked'; readonly most: number }
  >(),
  'till.parked': command(cashiers, nothing).returns<readonly ParkedBasket[]>(),
  /** The open basket, where it holds anything, is parked in its turn. */
  'till.resume': command(cashiers, z.strictObject({ basketId: operationIdSchema })).returns<
    TillView,
    { readonly type: 'BasketGone' }
  >(),
  /** Empties the open basket; undo brings it back. */
  'till.discard': command(cashiers, nothing).returns<TillView>(),
  'till.complete': command(cashiers, z.strictObject({ basketId: operationIdSchema })).returns<
    CompletedSale,
    | { readonly type: 'Refused'; readonly refusals: readonly Refusal[] }
    | { readonly type: 'OccasionalNotAllowed' }
    /** More than one operation may hold: the rest of the basket goes into a second sale. */
    | { readonly type: 'BasketTooLarge' }
    | { readonly type: 'BasketGone' }
    | CoverFailure
  >(),
};
