import { maskCardNumber } from '../../shared/domain/card-number.ts';
import type { ProductId } from '../../shared/domain/ids.ts';
import type { PaperLanguage } from '../../shared/domain/paper-language.ts';
import {
  type Receipt,
  receiptNumber,
  receiptTimeAt,
  secondLanguageFor,
} from '../../shared/domain/receipt.ts';
import { assert } from '../../shared/domain/result.ts';
import { pointsOfTenders } from '../../shared/domain/tenders.ts';
import { hasSecondLanguage } from '../../shared/domain/till-rules.ts';
import { type Db, query } from './database.ts';
import { findCard, findHousehold } from './households.ts';
import { findNetwork, findOperator, findSite, tillRulesOf } from './network.ts';
import { findProduct, listLimitNames } from './products.ts';
import type { LoggedReturn, LoggedSale } from './sales.ts';

/** What a receipt is made from. */
export type SaleOnPaper = Pick<LoggedSale, 'operation' | 'body'>;

const findPeriodEndSql = query<readonly [number, string], { endsOn: string }>(
  'findAllowancePeriodEnd',
  `SELECT period_ends_on AS endsOn FROM allowance
   WHERE household = ? AND purse = 'points' AND period_starts_on = ? LIMIT 1`,
);

/**
 * The receipt of a sale as data, put together from its body and from what names are today. Never stored: the sale
 * is what counts. `isReprint` marks a copy. `products` are those that the caller has at hand: a sale that is being completed
 * has just priced them.
 */
export function readSaleReceipt(
  db: Db,
  sale: SaleOnPaper,
  isReprint: boolean,
  products: ReadonlyMap<ProductId, { readonly name: string }> = new Map(),
): Receipt {
  const { body } = sale;
  const frame = readFrame(db, sale, sale.operation);
  const limitNames = new Map(listLimitNames(db).map(({ limitId, name }) => [limitId, name.it]));
  return {
    ...frame,
    kind: 'sale',
    reprint: isReprint,
    originalNumber: null,
    lines: body.lines.map((line) => ({
      name: products.get(line.productId)?.name ?? productName(db, line.productId),
      quantity: line.quantity,
      grams: line.grams === undefined ? null : line.grams * line.quantity,
      points: pointsOfTenders(line.price),
      cents: line.price.cents,
    })),
    total: body.totals.price,
    residual: body.residual ?? null,
    limitsLeft: body.limitsLeft.map(({ limitId, left, allowed }) => ({
      name: limitNames.get(limitId) ?? limitId,
      left,
      allowed,
    })),
    validUntil: readValidUntil(db, sale),
    messages: [],
  };
}

/** The receipt of a return or a void: what came back, what it gives back, and of which sale. */
export function readReturnReceipt(
  db: Db,
  sale: SaleOnPaper,
  returned: Pick<LoggedReturn, 'operation' | 'body'>,
  isReprint: boolean,
): Receipt {
  const { body } = returned;
  const soldByLine = new Map(sale.body.lines.map((line) => [line.line, line]));
  return {
    ...readFrame(db, sale, returned.operation),
    kind: body.isVoid ? 'void' : 'return',
    reprint: isReprint,
    originalNumber: receiptNumberOf(db, { siteId: sale.body.siteId, seq: sale.operation.seq }),
    lines: body.lines.map(({ line, productId, quantity, price }) => {
      const grams = soldByLine.get(line)?.grams;
      return {
        name: productName(db, productId),
        quantity,
        grams: grams === undefined ? null : grams * quantity,
        points: pointsOfTenders(price),
        cents: price.cents,
      };
    }),
    total: body.total,
    // The balance is not part of a return: other sales may have moved it since.
    residual: null,
    limitsLeft: [],
    validUntil: null,
    messages: [],
  };
}

/** What the receipts of a sale have in common, whatever they are of: where, when, who, for whom. */
function readFrame(db: Db, sale: SaleOnPaper, operation: LoggedSale['operation']) {
  const { siteId } = sale.body;
  const network = findNetwork(db);
  const site = findSite(db, siteId);
  assert(network !== null && site !== null, 'a sale was made in a network, at a site');
  const { household, secondLanguage } = readBeneficiary(db, sale);
  const operator = operation.operatorId === undefined ? null : findOperator(db, siteId, operation.operatorId);
  return {
    language: 'it' as const,
    secondLanguage,
    demo: network.isDemo,
    networkName: network.name,
    siteName: site.name,
    number: receiptNumber(site.shortName, operation.seq),
    on: operation.businessOn,
    time: receiptTimeAt(operation.occurredAt),
    operatorName: operator?.displayName ?? '?',
    beneficiary: household,
  };
}

function readBeneficiary(
  db: Db,
  { body }: SaleOnPaper,
): { household: Receipt['beneficiary']; secondLanguage: PaperLanguage | null } {
  const { beneficiary } = body;
  if (beneficiary.kind === 'occasional') {
    return { household: { type: 'occasional', headcount: beneficiary.headcount }, secondLanguage: null };
  }
  const household = findHousehold(db, beneficiary.householdId);
  const second = secondLanguageFor(household?.preferredLanguage ?? null);
  const card = beneficiary.cardId === undefined ? null : findCard(db, beneficiary.cardId);
  return {
    household: {
      type: 'household',
      displayName: household?.displayName ?? '?',
      maskedCard: card === null ? null : maskCardNumber(card.cardNumber),
    },
    secondLanguage: second !== null && hasSecondLanguage(tillRulesOf(db, body.siteId)) ? second : null,
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
