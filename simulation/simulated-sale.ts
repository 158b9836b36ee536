import { type Db, query } from '../electron/database/database.ts';
import { claimsToReverse } from '../electron/database/reversal-rights.ts';
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
import type { LocalDate } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { totalsOf } from '../shared/domain/sale.ts';
import { everythingLeft, returnLines } from '../shared/domain/sale-postings.ts';
import { limitPeriodOn } from '../shared/domain/scheme-period.ts';
import { sumTenders } from '../shared/domain/tenders.ts';
import type { Claim } from '../shared/sync/claims.ts';
import type { Random } from './random.ts';

const PIECES = 3;
const productId = productIdSchema.parse('019a0000-0000-7000-8000-000000000020');

/** What a sale is paid with. */
export type Tender = 'cents' | 'points';

export type Sale = {
  readonly type: 'sale';
  readonly householdId: HouseholdId;
  readonly amount: number;
  readonly tender: Tender;
  /** First day of the month whose points it is paid with. */
  readonly monthStartsOn: LocalDate;
};

/** The account that pays it. */
export const payingAccount = ({ householdId, tender, monthStartsOn }: Sale): AccountName =>
  householdAccount(householdId, tender, tender === 'points' ? monthStartsOn : undefined);

/** Three pieces of one kind, paid in prepaid cents or in points. */
export function saleBody(siteId: SiteId, { householdId, amount, tender, monthStartsOn }: Sale): SaleBody {
  const price = { points: 0, babyPoints: 0, cents: 0, [tender]: amount };
  const categoryId = categoryIdSchema.parse('pasta');
  const lines = [{ line: 1, productId, categoryId, quantity: PIECES, price, limitIds: [] }];
  return {
    siteId,
    beneficiary: {
      kind: 'household',
      householdId,
      foundBy: 'search',
      size: 2,
      pointsPeriodStartsOn: monthStartsOn,
      limitPeriodStartsOn: monthStartsOn,
    },
    lines,
    totals: totalsOf(lines, true),
    limitsLeft: [],
    overrides: [],
  };
}

/** So many pieces, or the whole sale as if it had not been. */
export type Pieces = number | 'everything';

/** Where points of a month that has ended go back to. */
export type ReturnTo = 'their own month' | 'this month';

/** Some pieces or all that are left; null where all of it has come back, as far as the counter knows. */
export function returnBody(
  db: Db,
  sale: LoggedSale,
  pieces: Pieces,
  today: LocalDate,
  endedTo: ReturnTo,
): ReturnBody | null {
  const { body } = sale;
  const isVoid = pieces === 'everything';
  const before = returnedByLine(db, sale.operation.id);
  const left = everythingLeft(body.lines, before).map(({ line, quantity }) => ({
    line,
    quantity: isVoid ? quantity : Math.min(quantity, pieces),
  }));
  const lines = returnLines(body.lines, before, left);
  if (!lines.ok) return null;
  assert(body.beneficiary.kind === 'household', 'every sale here is to a household');
  const { householdId, pointsPeriodStartsOn, limitPeriodStartsOn } = body.beneficiary;
  const total = sumTenders(lines.value.map(({ price }) => price));
  const own = { householdId, pointsPeriodStartsOn, limitPeriodStartsOn };
  const monthStartsOn = limitPeriodOn(today).startsOn;
  const isOfBefore = total.points > 0 && pointsPeriodStartsOn < monthStartsOn && endedTo === 'this month';
  const to = isOfBefore
    ? { ...own, pointsPeriodStartsOn: monthStartsOn, reason: 'period-ended' as const }
    : own;
  return { siteId: body.siteId, isVoid, reason: 'mistake', to, lines: lines.value, total };
}

/** What the hub has to be asked before this takes a sale back: of those that take it back too, whatever the counter knows. */
export const claimsToTakeBack = (db: Db, { operation }: LoggedSale, _body: ReturnBody): Claim[] =>
  claimsToReverse(
    db,
    operation,
    listReturns(db, operation.id).map((returned) => returned.operation.id),
  );

const listSalesSql = query<readonly [string], { id: Uint8Array }>(
  'listSimulatedSales',
  'SELECT operation.id AS id FROM sale JOIN operation USING (n) WHERE site_id = ? ORDER BY n DESC LIMIT 3',
);

/** One of the last sales of a site that are here, whichever till made it; null where there is none. */
export function anySale(db: Db, siteId: SiteId, random: Random): OperationId | null {
  const ids = db.all(listSalesSql, siteId).map(({ id }) => idFromBytes(id));
  return ids.length === 0 ? null : random.pick(ids);
}
