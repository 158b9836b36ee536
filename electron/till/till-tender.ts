import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Tender } from '../../shared/domain/tenders.ts';
import type { BasketDocument } from '../database/baskets.ts';
import type { PricedTill } from './till-view.ts';

/**
 * The basket with one line, or with every line that lets itself be chosen, paid in one tender. Overrides of goods stay:
 * what pays for them changes nothing about them.
 */
export function withTender(
  document: BasketDocument,
  lineId: number | undefined,
  tender: Tender,
  price: (document: BasketDocument) => PricedTill,
): Result<BasketDocument, TenderFailure> {
  if (lineId !== undefined && !document.lines.some((line) => line.lineId === lineId)) {
    return err({ type: 'LineGone' });
  }
  const free = new Set(
    price(document)
      .priced.lines.filter(({ tenderIsFixed }) => tenderIsFixed === null)
      .map((line) => line.lineId),
  );
  if (lineId === undefined ? free.size === 0 : !free.has(lineId)) return err({ type: 'NoChoice' });
  const lines = document.lines.map((line) => {
    const isMeant = free.has(line.lineId) && (lineId === undefined || line.lineId === lineId);
    if (!isMeant) return line;
    const { tender: _before, ...rest } = line;
    return tender === 'points' ? rest : { ...rest, tender };
  });
  return ok({ ...document, lines, lastLineId: lineId ?? document.lastLineId });
}

export type TenderFailure = { readonly type: 'LineGone' } | { readonly type: 'NoChoice' };
