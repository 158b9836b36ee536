import { z } from 'zod';
import { type OperationId, operationIdSchema } from '../domain/ids.ts';
import { type LocalDate, localDateSchema } from '../domain/local-date.ts';
import type { PrintFailure, PrintJobId, PrintJobState } from '../domain/print-job.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { ReturnError } from '../domain/sale-postings.ts';
import type { Residuals, Tenders } from '../domain/tenders.ts';
import { returnReasonSchema } from '../operations/sale-operations.ts';
import type { ClaimFailure } from './claim-failure.ts';
import { command } from './command.ts';
import type { CoverFailure } from './cover-failure.ts';

/** `voided`: all of it came back, at once or in parts. */
export type SaleState = 'complete' | 'partlyReturned' | 'voided';

export type SaleCustomer =
  /** Null once the household was erased. */
  { readonly kind: 'household'; readonly displayName: string | null } | { readonly kind: 'occasional' };

export type SaleOfDay = {
  readonly saleId: OperationId;
  readonly number: string;
  readonly occurredAt: number;
  readonly customer: SaleCustomer;
  readonly pieces: number;
  readonly returnedPieces: number;
  readonly totalPoints: number;
  readonly returnedPoints: number;
  readonly totalCents: number;
  readonly returnedCents: number;
  readonly state: SaleState;
};

export type SalesOfDay = {
  readonly on: LocalDate;
  /** Newest first. */
  readonly sales: readonly SaleOfDay[];
  /** Older sales of the day that are not in the list. */
  readonly hasMore: boolean;
  /** Without what came back. */
  readonly figures: {
    readonly sales: number;
    readonly voided: number;
    readonly households: number;
    readonly pieces: number;
    readonly points: number;
    readonly cents: number;
  };
};

/** What became of the newest paper of a sale; null where none was ever asked for. */
export type SalePrint = {
  readonly printJobId: PrintJobId;
  readonly state: PrintJobState;
  readonly failure: PrintFailure | null;
};

export type SaleDetailLine = {
  readonly line: number;
  readonly name: string;
  readonly quantity: number;
  readonly returnedQuantity: number;
  readonly price: Tenders;
  readonly returned: Tenders;
};

export type ReturnOfSale = {
  readonly returnId: OperationId;
  readonly number: string;
  readonly on: LocalDate;
  readonly occurredAt: number;
  readonly isVoid: boolean;
  readonly pieces: number;
  /** Given back to each purse; nothing where nobody had paid. */
  readonly given: Tenders;
  readonly toCurrentPeriod: boolean;
};

export type SaleDetail = {
  readonly saleId: OperationId;
  readonly number: string;
  readonly on: LocalDate;
  readonly occurredAt: number;
  readonly operatorName: string;
  readonly customer: SaleCustomer;
  readonly lines: readonly SaleDetailLine[];
  readonly pieces: number;
  readonly price: Tenders;
  /** Of each purse after the sale; null for people without a household. */
  readonly residual: Residuals | null;
  readonly state: SaleState;
  readonly returns: readonly ReturnOfSale[];
  /** Whether a household paid, so that a return gives back. */
  readonly isCharged: boolean;
  /** Last day of the points period, where it has passed: points that go back there can no longer be spent. */
  readonly periodEndedOn: LocalDate | null;
  /** Whether this operator may give the points of an ended period to the current one. */
  readonly mayGiveToCurrentPeriod: boolean;
  /** Where it has to be returned, when it cannot be here. */
  readonly elsewhere: SaleElsewhere | null;
  readonly receipt: Receipt;
  readonly print: SalePrint | null;
};

export type LastSale = {
  readonly saleId: OperationId;
  readonly receipt: Receipt;
  readonly occurredAt: number;
  readonly state: SaleState;
  readonly print: SalePrint | null;
};

type SaleUnknown = { readonly type: 'SaleUnknown' };

/**
 * Made at another site; or, where there is no hub, at another till of this one (`isThisSite`), which alone knows all that
 * came back of it.
 */
export type SaleElsewhere = {
  readonly type: 'SaleElsewhere';
  readonly siteName: string;
  readonly isThisSite: boolean;
};

export type ReturnFailure =
  | SaleUnknown
  | SaleElsewhere
  | ReturnError
  /**
   * The points came from a period that has ended. Ask again with `toCurrentPeriod`: false lets them go back where they
   * can no longer be spent, true gives them to the current period, for who may.
   */
  | { readonly type: 'PeriodEnded'; readonly endedOn: LocalDate; readonly mayGiveToCurrentPeriod: boolean }
  | { readonly type: 'CurrentPeriodNotAllowed' }
  /** The household has no right today and no period that was given: points would be on an account that nobody spends. */
  | { readonly type: 'NoCurrentPeriod' }
  /** Another till of the site made it, and the hub did not let this one take it back. */
  | ClaimFailure
  | CoverFailure;

export type ReturnedSale = {
  readonly returnId: OperationId;
  readonly receipt: Receipt;
  readonly pieces: number;
  /** Given back to each purse; nothing where nobody had paid. */
  readonly given: Tenders;
  readonly toCurrentPeriod: boolean;
  readonly isPrinting: boolean;
};

const cashiers = ['cashier', 'office'] as const;
const nothing = z.strictObject({});

/** `returnId` is made when the dialog opens: pressing Enter twenty times is one return. */
const returning = {
  returnId: operationIdSchema,
  saleId: operationIdSchema,
  reason: returnReasonSchema,
  toCurrentPeriod: z.boolean().optional(),
};

export const salesContract = {
  /** Sales of this site on a day, today unless said. */
  'sales.today': command(cashiers, z.strictObject({ on: localDateSchema.optional() })).returns<SalesOfDay>(),
  /** The sale that this counter completed last: what the till shows after a restart. */
  'sales.last': command(cashiers, nothing).returns<LastSale | null>(),
  'sales.open': command(cashiers, z.strictObject({ saleId: operationIdSchema })).returns<
    SaleDetail,
    SaleUnknown
  >(),
  /** By the number on a receipt, of the sale or of one of its returns: `EMP-345`, or `345` for one of this counter. */
  'sales.find': command(cashiers, z.strictObject({ number: z.string().max(40) })).returns<
    { readonly saleId: OperationId },
    SaleUnknown | SaleElsewhere | { readonly type: 'NotAReceiptNumber' }
  >(),
  'sales.return': command(
    cashiers,
    z.strictObject({
      ...returning,
      lines: z
        .array(z.strictObject({ line: z.int().min(1).max(100_000), quantity: z.int().min(1).max(999) }))
        .max(150),
    }),
  ).returns<ReturnedSale, ReturnFailure>(),
  /** Takes back everything that is left of a sale. */
  'sales.void': command(cashiers, z.strictObject(returning)).returns<ReturnedSale, ReturnFailure>(),
  /** Prints once more; while a paper of this sale still waits, that one is printed and no second one. */
  'sales.reprint': command(cashiers, z.strictObject({ saleId: operationIdSchema })).returns<
    { readonly isAlreadyWaiting: boolean },
    SaleUnknown | { readonly type: 'NoPrinter' }
  >(),
};
