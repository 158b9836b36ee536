import { householdAccount, purseOfLimit, siteAccount, type Unit } from './account.ts';
import type { HouseholdId, LimitId, SiteId } from './ids.ts';
import type { LocalDate } from './local-date.ts';
import type { Cover, Posting } from './posting.ts';
import { err, ok, type Result } from './result.ts';
import type { ReturnedLine, SaleLine } from './sale.ts';

/** Where a sale to a household is charged: the first days of its points period and of its limits' month. */
export type ChargedTo = {
  readonly siteId: SiteId;
  readonly householdId: HouseholdId;
  readonly pointsPeriodStartsOn: LocalDate;
  readonly limitPeriodStartsOn: LocalDate;
};

type ChargedLine = Pick<ReturnedLine, 'quantity' | 'points' | 'limitIds'>;

/**
 * Postings of a sale to a household: its points go to the site's sales, and each piece that counts against
 * a limit per month is one `use`. Law: they sum to zero per unit. Sales to people without a household post
 * nothing.
 */
export function salePostings(
  to: ChargedTo & { readonly lines: readonly ChargedLine[]; readonly cover?: Cover | undefined },
): Posting[] {
  return linePostings(to, to.lines, 1, to.cover);
}

/**
 * Postings of a void or of a partial return: the sale's, the other way round, for what comes back. The
 * periods are those that the value returns to, as a rule the sale's own; where its points period has ended,
 * who may can name the current one. Law: returns that add up to the whole sale leave every account as it
 * was before the sale.
 */
export function returnPostings(to: ChargedTo & { readonly lines: readonly ChargedLine[] }): Posting[] {
  return linePostings(to, to.lines, -1, undefined);
}

/** What is asked back of one line of a sale: a number of pieces. */
export type ReturnRequest = { readonly line: number; readonly quantity: number };

/**
 * What goes back when pieces of a sale return. `returnedBefore` are the pieces of each line that earlier
 * returns took. Law: whatever the sequence of returns, each piece returns once at most, and once all have,
 * the points given back are exactly those paid.
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
    const points = pointsReturned(sold, before, quantity);
    const { productId, limitIds } = sold;
    returned.push({ line, productId, quantity, points, limitIds: [...limitIds] });
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
 * The points of some pieces of a line by the **cumulative floor rule**: the first k of n pieces are worth
 * `floor(points * k / n)` together, and pieces that return after `before` others are worth the difference.
 * Law: however a line is split, the parts add up to its points, each at most one point from its share.
 */
export function pointsReturned(
  sold: Pick<SaleLine, 'points' | 'quantity'>,
  before: number,
  quantity: number,
): number {
  const ofFirst = (pieces: number) => Math.floor((sold.points * pieces) / sold.quantity);
  return ofFirst(before + quantity) - ofFirst(before);
}

function linePostings(
  to: ChargedTo,
  lines: readonly ChargedLine[],
  sign: 1 | -1,
  cover: Cover | undefined,
): Posting[] {
  const { siteId, householdId, pointsPeriodStartsOn, limitPeriodStartsOn } = to;
  const points = sign * lines.reduce((sum, line) => sum + line.points, 0);
  const postings: Posting[] = [];
  const move = (account: Posting['account'], counter: Posting['account'], unit: Unit, amount: number) => {
    if (amount === 0) return;
    postings.push({ account, unit, amount, ...(cover && unit === 'points' ? { cover } : {}) });
    postings.push({ account: counter, unit, amount: -amount });
  };

  const pointsAccount = householdAccount(householdId, 'points', pointsPeriodStartsOn);
  move(pointsAccount, siteAccount(siteId, 'sales'), 'points', -points);
  for (const [limitId, pieces] of piecesByLimit(lines)) {
    const useAccount = householdAccount(householdId, purseOfLimit(limitId), limitPeriodStartsOn);
    move(useAccount, siteAccount(siteId, `uses-${limitId}`), 'uses', sign * pieces);
  }
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
