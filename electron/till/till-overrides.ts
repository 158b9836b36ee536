import type { Override } from '../../shared/domain/basket.ts';
import { canonicalText } from '../../shared/operations/operation.ts';
import type { BasketCustomer, BasketDocument } from '../database/baskets.ts';
import type { PricedTill } from './till-view.ts';

/**
 * The basket with one override more, of a line or of the household, and what its overrides now answer for. Those that
 * it had outgrown are gone: a reason for one thing brings no other back.
 */
export function withOverride(
  document: BasketDocument,
  lineId: number | undefined,
  override: Override,
  price: (document: BasketDocument) => PricedTill,
): BasketDocument {
  const standing = price(document).document;
  const lines = standing.lines.map((line) => (line.lineId === lineId ? { ...line, override } : line));
  const next = lineId === undefined ? { ...standing, override } : { ...standing, lines, lastLineId: lineId };
  return { ...next, cover: price(next).cover };
}

export function withoutOverrides(document: BasketDocument): BasketDocument {
  const { override: _override, cover: _cover, ...rest } = document;
  return { ...rest, lines: rest.lines.map(({ override: _ofLine, ...line }) => line) };
}

/** Another card of the same household is another customer: it may be blocked. */
export const isSameCustomer = (before: BasketCustomer | null, after: BasketCustomer): boolean =>
  before !== null && canonicalText(before) === canonicalText(after);
