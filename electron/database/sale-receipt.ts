import { maskCardNumber } from '../../shared/domain/card-number.ts';
import type { ProductId } from '../../shared/domain/ids.ts';
import {
  type Receipt,
  type ReceiptLanguage,
  receiptNumber,
  receiptTimeAt,
} from '../../shared/domain/receipt.ts';
import { assert } from '../../shared/domain/result.ts';
import { type Db, query } from './database.ts';
import { findCard, findHousehold } from './households.ts';
import { findNetwork, findOperator, findSite } from './network.ts';
import { findProduct, listLimits } from './products.ts';
import type { LoggedSale } from './sales.ts';

/** What a receipt is made from. */
export type SaleOnPaper = Pick<LoggedSale, 'operation' | 'body'>;

const findPeriodEndSql = query<readonly [number, string], { endsOn: string }>(
  'findAllowancePeriodEnd',
  `SELECT period_ends_on AS endsOn FROM allowance
   WHERE household = ? AND purse = 'points' AND period_starts_on = ? LIMIT 1`,
);

/**
 * The receipt of a sale as data, put together from its body and from what names are today. Never stored: the sale
 * is what counts. `isReprint` marks a copy.
 */
export function readSaleReceipt(db: Db, sale: SaleOnPaper, isReprint: boolean): Receipt {
  const { operation, body } = sale;
  const network = findNetwork(db);
  const site = findSite(db, body.siteId);
  assert(network !== null && site !== null, 'a sale was made in a network, at a site');
  const { household, language } = readBeneficiary(db, sale);
  const operator =
    operation.operatorId === undefined ? null : findOperator(db, body.siteId, operation.operatorId);
  const limitNames = new Map(listLimits(db).map(({ limitId, name }) => [limitId, name[language]]));
  return {
    language,
    kind: 'sale',
    demo: network.isDemo,
    reprint: isReprint,
    networkName: network.name,
    siteName: site.name,
    number: receiptNumber(site.shortName, operation.seq),
    originalNumber: null,
    on: operation.businessOn,
    time: receiptTimeAt(operation.occurredAt),
    operatorName: operator?.displayName ?? '?',
    beneficiary: household,
    lines: body.lines.map((line) => ({
      name: productName(db, line.productId),
      quantity: line.quantity,
      grams: line.grams === undefined ? null : line.grams * line.quantity,
      points: line.points,
    })),
    totalPoints: body.totals.totalPoints,
    residual:
      body.residual === undefined
        ? null
        : { beforePoints: body.residual.beforePoints, afterPoints: body.residual.afterPoints },
    limitsLeft: body.limitsLeft.map(({ limitId, left, allowed }) => ({
      name: limitNames.get(limitId) ?? limitId,
      left,
      allowed,
    })),
    validUntil: readValidUntil(db, sale),
    messages: [],
  };
}

function readBeneficiary(
  db: Db,
  { body }: SaleOnPaper,
): { household: Receipt['beneficiary']; language: ReceiptLanguage } {
  const { beneficiary } = body;
  if (beneficiary.kind === 'occasional') {
    return { household: { type: 'occasional', headcount: beneficiary.headcount }, language: 'it' };
  }
  const household = findHousehold(db, beneficiary.householdId);
  const card = beneficiary.cardId === undefined ? null : findCard(db, beneficiary.cardId);
  return {
    household: {
      type: 'household',
      displayName: household?.displayName ?? '?',
      maskedCard: card === null ? null : maskCardNumber(card.cardNumber),
    },
    // Receipts speak Italian and English; a household that prefers another language gets Italian.
    language: household?.preferredLanguage === 'en' ? 'en' : 'it',
  };
}

function readValidUntil(db: Db, { body }: SaleOnPaper): Receipt['validUntil'] {
  const { beneficiary } = body;
  if (beneficiary.kind === 'occasional') return null;
  const household = findHousehold(db, beneficiary.householdId);
  if (household === null) return null;
  const row = db.one(findPeriodEndSql, household.household, beneficiary.pointsPeriodStartsOn);
  return (row?.endsOn ?? null) as Receipt['validUntil']; // a LocalDate when it was posted
}

const productName = (db: Db, productId: ProductId): string => findProduct(db, productId)?.name ?? '?';

/** What the paper of a return names: the receipt it takes back. */
export const receiptNumberOf = (
  db: Db,
  sale: { siteId: LoggedSale['body']['siteId']; seq: number },
): string => {
  const site = findSite(db, sale.siteId);
  assert(site !== null, 'a sale was made at a site');
  return receiptNumber(site.shortName, sale.seq);
};
