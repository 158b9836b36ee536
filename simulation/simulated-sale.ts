import { type Db, query } from '../electron/database/database.ts';
import {
  type LoggedSale,
  listReturns,
  type ReturnBody,
  returnedByLine,
  type SaleBody,
} from '../electron/database/sales.ts';
import { idFromBytes } from '../electron/database/uuid-bytes.ts';
import { type AccountName, householdAccount } from '../shared/domain/account.ts';
import {
  categoryIdSchema,
  type HouseholdId,
  type OperationId,
  productIdSchema,
  type SiteId,
} from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { totalsOf } from '../shared/domain/sale.ts';
import { everythingLeft, returnLines } from '../shared/domain/sale-postings.ts';
import { sumTenders } from '../shared/domain/tenders.ts';
import type { Random } from './random.ts';

const PIECES = 3;
const monthStartsOn = localDateSchema.parse('2026-11-01');
const PERIODS = { pointsPeriodStartsOn: monthStartsOn, limitPeriodStartsOn: monthStartsOn };
const productId = productIdSchema.parse('019a0000-0000-7000-8000-000000000020');

/** What a sale is paid with. */
export type Tender = 'cents' | 'points';

/** The account that pays it. */
export const payingAccount = (householdId: HouseholdId, tender: Tender): AccountName =>
  householdAccount(householdId, tender, tender === 'points' ? monthStartsOn : undefined);

/** Three pieces of one kind, paid in prepaid cents or in points. */
export function saleBody(siteId: SiteId, householdId: HouseholdId, amount: number, tender: Tender): SaleBody {
  const price = { points: 0, babyPoints: 0, cents: 0, [tender]: amount };
  const categoryId = categoryIdSchema.parse('pasta');
  const lines = [{ line: 1, productId, categoryId, quantity: PIECES, price, limitIds: [] }];
  return {
    siteId,
    beneficiary: { kind: 'household', householdId, foundBy: 'search', size: 2, ...PERIODS },
    lines,
    totals: totalsOf(lines, true),
    limitsLeft: [],
    overrides: [],
  };
}

/** Some pieces or all that are left; null where all of it has come back, as far as the counter knows. */
export function returnBody(db: Db, sale: LoggedSale, pieces: number): ReturnBody | null {
  const { body } = sale;
  const before = returnedByLine(db, sale.operation.id);
  const left = everythingLeft(body.lines, before).map(({ line, quantity }) => ({
    line,
    quantity: Math.min(quantity, pieces),
  }));
  const lines = returnLines(body.lines, before, left);
  if (!lines.ok) return null;
  assert(body.beneficiary.kind === 'household', 'every sale here is to a household');
  const { householdId } = body.beneficiary;
  const total = sumTenders(lines.value.map(({ price }) => price));
  const to = { householdId, ...PERIODS };
  return { siteId: body.siteId, isVoid: false, reason: 'mistake', to, lines: lines.value, total };
}

/** What a counter knows to take a sale back, in the order that it learned of it. */
export const knownReturns = (db: Db, saleId: OperationId): OperationId[] =>
  listReturns(db, saleId).map(({ operation }) => operation.id);

const listSalesSql = query<readonly [string], { id: Uint8Array }>(
  'listSimulatedSales',
  'SELECT operation.id AS id FROM sale JOIN operation USING (n) WHERE site_id = ? ORDER BY n DESC LIMIT 3',
);

/** One of the last sales of a site that are here, whichever till made it; null where there is none. */
export function anySale(db: Db, siteId: SiteId, random: Random): OperationId | null {
  const ids = db.all(listSalesSql, siteId).map(({ id }) => idFromBytes(id));
  return ids.length === 0 ? null : random.pick(ids);
}
