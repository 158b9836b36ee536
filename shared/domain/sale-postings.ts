import { householdAccount, purseOfLimit, siteAccount, unitOfPurse } from './account.ts';
import type { HouseholdId, LimitId, SiteId } from './ids.ts';
import { WEEKLY_POINTS } from './limit.ts';
import type { LocalDate } from './local-date.ts';
import type { Cover, Posting } from './posting.ts';
import { err, ok, type Result } from './result.ts';
import type { ReturnedLine, SaleLine } from './sale.ts';
import { PURSE_OF_TENDER, sumTenders, TENDERS, type Tenders } from './tenders.ts';

/**
 * Where a sale to a household is charged: the first days of its points period and of its limits' month, and of the
 * week where its scheme has a weekly quota.
 */
export type ChargedTo = {
  readonly siteId: SiteId;
  readonly householdId: HouseholdId;
  readonly pointsPeriodStartsOn: LocalDate;
  readonly limitPeriodStartsOn: LocalDate;
  readonly weekStartsOn?: LocalDate | undefined;
};

type ChargedLine = Pick<ReturnedLine, 'quantity' | 'price' | 'limitIds'>;

/**
 * Postings of a sale to a household: what each purse pays goes to the site's sales, each piece that counts against
 * a limit per month is one `use`, and so is each point of a week with a quota. Law: they sum to zero per unit. Sales
 * to people without a household post nothing.
 */
export function salePostings(
  to: ChargedTo & { readonly lines: readonly ChargedLine[]; readonly cover?: Cover | undefined },
): Posting[] {
  return linePostings(to, to.lines, 1, to.cover);
}

/**
 * Postings of a void or of a partial return: the sale's, the other way round, for what comes back. The
 * periods are those that the value returns to, as a rule the sale's own; where its points period has ended,
 * who may can name the current one. Prepaid euro has no period and goes back where it came from, whenever. Law:
 * returns that add up to the whole sale leave every account as it was before the sale.
 */
export function returnPostings(to: ChargedTo & { readonly lines: readonly ChargedLine[] }): Posting[] {
  return linePostings(to, to.lines, -1, undefined);
}

/** What is asked back of one line of a sale: a number of pieces. */
export type ReturnRequest = { readonly line: number; readonly quantity: number };

/**
 * What goes back when pieces of a sale return. `returnedBefore` are the pieces of each line that earlier
 * returns took. Law: whatever the sequence of returns, each piece returns once at most, and once all have,
 * each purse was given back exactly what it paid.
 */
export function returnLines(
  saleLines: readonly SaleLine[],
  returnedBefore: ReadonlyMap<number, number>,
  requests: readonly ReturnRequest[],
): Result<ReturnedLine[], ReturnError> {
  const returned: ReturnedLine[] = [];
  const seen = new Set<number>();
  for (const { line, quantity } of requests) {
    const sold = saleLines.find((each) => each.line === line);
    if (!sold || seen.has(line)) return err({ type: 'LineNotInSale', line });
    seen.add(line);
    const before = returnedBefore.get(line) ?? 0;
    const leftQuantity = sold.quantity - before;
    if (quantity > leftQuantity) return err({ type: 'ReturnTooLarge', line, leftQuantity });
    const price = tendersReturned(sold, before, quantity);
    const { productId, limitIds } = sold;
    returned.push({ line, productId, quantity, price, limitIds: [...limitIds] });
  }
  return returned.length === 0 ? err({ type: 'NothingToReturn' }) : ok(returned);
}

export type ReturnError =
  | { type: 'NothingToReturn' }
  /** Not a line of this sale, or named twice in one return. */
  | { type: 'LineNotInSale'; line: number }
  | { type: 'ReturnTooLarge'; line: number; leftQuantity: number };

/** Every piece of a sale that has not come back yet: what a whole-sale void asks for. */
export function everythingLeft(
  saleLines: readonly SaleLine[],
  returnedBefore: ReadonlyMap<number, number>,
): ReturnRequest[] {
  return saleLines
    .map(({ line, quantity }) => ({ line, quantity: quantity - (returnedBefore.get(line) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/**
 * What some pieces of a line give back to each purse by the **cumulative floor rule**: the first k of n pieces are
 * worth `floor(paid * k / n)` of that purse together, and pieces that return after `before` others are worth the
 * difference. Law: however a line is split, the parts add up to what each purse paid, each at most one unit from its
 * share of it.
 */
export function tendersReturned(
  { price, quantity: pieces }: Pick<SaleLine, 'price' | 'quantity'>,
  before: number,
  quantity: number,
): Tenders {
  const share = (paid: number): number => {
    const ofFirst = (first: number) => Math.floor((paid * first) / pieces);
    return ofFirst(before + quantity) - ofFirst(before);
  };
  return { points: share(price.points), babyPoints: share(price.babyPoints), cents: share(price.cents) };
}

function linePostings(
  to: ChargedTo,
  lines: readonly ChargedLine[],
  sign: 1 | -1,
  cover: Cover | undefined,
): Posting[] {
  const { siteId, householdId, limitPeriodStartsOn, weekStartsOn } = to;
  const paid = sumTenders(lines.map(({ price }) => price));
  const postings: Posting[] = [];
  for (const tender of TENDERS) {
    if (paid[tender] === 0) continue;
    const purse = PURSE_OF_TENDER[tender];
    const periodStartsOn = purse === 'cents' ? undefined : to.pointsPeriodStartsOn;
    const amount = sign * paid[tender];
    const unit = unitOfPurse(purse);
    const account = householdAccount(householdId, purse, periodStartsOn);
    postings.push({ account, unit, amount: -amount, ...(cover === undefined ? {} : { cover }) });
    postings.push({ account: siteAccount(siteId, 'sales'), unit, amount });
  }
  const use = (limitId: LimitId, periodStartsOn: LocalDate, uses: number) => {
    if (uses === 0) return;
    const account = householdAccount(householdId, purseOfLimit(limitId), periodStartsOn);
    postings.push({ account, unit: 'uses', amount: sign * uses });
    postings.push({ account: siteAccount(siteId, `uses-${limitId}`), unit: 'uses', amount: -sign * uses });
  };
  for (const [limitId, pieces] of piecesByLimit(lines)) use(limitId, limitPeriodStartsOn, pieces);
  if (weekStartsOn !== undefined) use(WEEKLY_POINTS, weekStartsOn, paid.points);
  return postings;
}

/** In the order of the limits' names, so that a body has one list of postings whoever computes it. */
function piecesByLimit(lines: readonly ChargedLine[]): [LimitId, number][] {
  const pieces = new Map<LimitId, number>();
  for (const { limitIds, quantity } of lines) {
    for (const limitId of limitIds) pieces.set(limitId, (pieces.get(limitId) ?? 0) + quantity);
  }
  return [...pieces].sort(([a], [b]) => (a < b ? -1 : 1));
}
