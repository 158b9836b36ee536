import type {
  LastSale,
  ReturnOfSale,
  SaleCustomer,
  SaleDetail,
  SaleDetailLine,
  SaleElsewhere,
  SaleOfDay,
  SalePrint,
  SaleState,
} from '../../shared/contract/sales-contract.ts';
import type { OperationId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { receiptNumber } from '../../shared/domain/receipt.ts';
import { NO_TENDERS, sumTenders } from '../../shared/domain/tenders.ts';
import type { Db } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { findOperator, findSite } from '../database/network.ts';
import { listPrintJobsOfOperation } from '../database/print-jobs.ts';
import { findProduct } from '../database/products.ts';
import { readSaleReceipt, receiptNumberOf } from '../database/sale-receipt.ts';
import {
  type LoggedReturn,
  type LoggedSale,
  listOwnDevices,
  listReturns,
  returnedByLine,
  type SaleRow,
} from '../database/sales.ts';
import { findMembership } from '../database/sync.ts';
import { periodEndedOn } from './return-period.ts';

/**
 * Where a sale has to be taken back, when it cannot be here: at the site that made it, and where there is no hub, at the
 * counter that did, which alone knows all that came back of it.
 */
export function findElsewhere(db: Db, { operation, body }: LoggedSale, siteId: SiteId): SaleElsewhere | null {
  const isThisSite = body.siteId === siteId;
  const hasHub = findMembership(db) !== null;
  if (isThisSite && (hasHub || listOwnDevices(db).has(operation.deviceId))) return null;
  const siteName = findSite(db, body.siteId)?.name ?? '?';
  return { type: 'SaleElsewhere', siteName, isThisSite };
}

/** A row of the day's list. */
export const toSaleOfDay = (row: SaleRow, siteShort: string): SaleOfDay => ({
  saleId: row.saleId,
  number: receiptNumber(siteShort, row.seq),
  occurredAt: row.occurredAt,
  customer:
    row.householdId === null ? { kind: 'occasional' } : { kind: 'household', displayName: row.displayName },
  pieces: row.pieces,
  returnedPieces: row.returnedPieces,
  totalPoints: row.totalPoints,
  returnedPoints: row.returnedPoints,
  totalCents: row.totalCents,
  returnedCents: row.returnedCents,
  state: stateOf(row.pieces, row.returnedPieces),
});

export function readSaleDetail(
  db: Db,
  sale: LoggedSale,
  siteId: SiteId,
  today: LocalDate,
  mayGiveToCurrentPeriod: boolean,
): SaleDetail {
  const { operation, body } = sale;
  const { beneficiary } = body;
  const returns = listReturns(db, operation.id);
  const operator =
    operation.operatorId === undefined ? null : findOperator(db, body.siteId, operation.operatorId);
  return {
    saleId: operation.id,
    number: receiptNumberOf(db, { siteId: body.siteId, seq: operation.seq }),
    on: operation.businessOn,
    occurredAt: operation.occurredAt,
    operatorName: operator?.displayName ?? '?',
    customer: customerOf(db, sale),
    lines: linesOf(db, sale, returns),
    pieces: body.totals.pieces,
    price: body.totals.price,
    residual: body.residual ?? null,
    state: stateOf(body.totals.pieces, piecesReturned(db, operation.id)),
    returns: returns.map((returned) => toReturnOfSale(db, sale, returned)),
    isCharged: beneficiary.kind === 'household',
    periodEndedOn: beneficiary.kind === 'household' ? periodEndedOn(db, beneficiary, today) : null,
    mayGiveToCurrentPeriod,
    elsewhere: findElsewhere(db, sale, siteId),
    receipt: readSaleReceipt(db, sale, false),
    print: findPrint(db, operation.id),
  };
}

export function readLastSale(db: Db, sale: LoggedSale): LastSale {
  const { id, occurredAt } = sale.operation;
  return {
    saleId: id,
    receipt: readSaleReceipt(db, sale, false),
    occurredAt,
    state: stateOf(sale.body.totals.pieces, piecesReturned(db, id)),
    print: findPrint(db, id),
  };
}

function linesOf(db: Db, { body }: LoggedSale, returns: readonly LoggedReturn[]): SaleDetailLine[] {
  const returned = returns.flatMap((each) => each.body.lines);
  return body.lines.map(({ line, productId, quantity, price }) => {
    const ofLine = returned.filter((each) => each.line === line);
    return {
      line,
      name: findProduct(db, productId)?.name ?? '?',
      quantity,
      returnedQuantity: ofLine.reduce((sum, each) => sum + each.quantity, 0),
      price,
      returned: sumTenders(ofLine.map((each) => each.price)),
    };
  });
}

function customerOf(db: Db, { body }: LoggedSale): SaleCustomer {
  const { beneficiary } = body;
  if (beneficiary.kind === 'occasional') return { kind: 'occasional' };
  const household = findHousehold(db, beneficiary.householdId);
  return { kind: 'household', displayName: household?.displayName ?? null };
}

const toReturnOfSale = (db: Db, sale: LoggedSale, { operation, body }: LoggedReturn): ReturnOfSale => ({
  returnId: operation.id,
  number: receiptNumberOf(db, { siteId: sale.body.siteId, seq: operation.seq }),
  on: operation.businessOn,
  occurredAt: operation.occurredAt,
  isVoid: body.isVoid,
  pieces: body.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  given: body.to === undefined ? NO_TENDERS : body.total,
  toCurrentPeriod: body.to?.reason === 'period-ended',
});

function findPrint(db: Db, operationId: OperationId): SalePrint | null {
  const job = listPrintJobsOfOperation(db, operationId).at(-1);
  return job === undefined ? null : { printJobId: job.printJobId, state: job.state, failure: job.failure };
}

const piecesReturned = (db: Db, saleId: OperationId): number =>
  [...returnedByLine(db, saleId).values()].reduce((sum, quantity) => sum + quantity, 0);

function stateOf(pieces: number, returnedPieces: number): SaleState {
  if (returnedPieces === 0) return 'complete';
  return returnedPieces < pieces ? 'partlyReturned' : 'voided';
}
