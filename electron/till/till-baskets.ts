import type { OperationId } from '../../shared/domain/ids.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { type BasketDocument, type BasketRow, findOpenBasket, saveOpenBasket } from '../database/baskets.ts';
import type { Db, Tx } from '../database/database.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';

export const EMPTY_BASKET: BasketDocument = { lines: [], customer: null, lastLineId: null, nextLineId: 1 };

const MAX_UNDO = 50;

/**
 * The one open basket of this counter, kept in the database at each change, so that a crash or a power cut brings it
 * back. What undo takes back lives in memory: after a restart there is nothing to undo.
 */
export function createTillBaskets(context: ServiceContext) {
  const before = new Map<OperationId, BasketDocument[]>();

  const open = (db: Db, operator: SignedIn): BasketRow =>
    findOpenBasket(db) ?? {
      basketId: operationIdSchema.parse(context.newId()),
      operatorId: operator.operatorId,
      note: '',
      document: EMPTY_BASKET,
      updatedAt: context.now(),
    };

  const save = (tx: Tx, basket: BasketRow, operator: SignedIn): BasketRow => {
    const saved = { ...basket, operatorId: operator.operatorId, updatedAt: context.now() };
    saveOpenBasket(tx, saved);
    return saved;
  };

  return {
    open,
    /** Opens a basket that stays the same until it is completed: its id becomes the sale's. */
    current: (operator: SignedIn): BasketRow => {
      const found = findOpenBasket(context.db);
      if (found !== null) return found;
      return context.inTransaction((tx) => save(tx, open(tx, operator), operator));
    },
    /** Keeps a changed basket and what it was before. */
    change: (tx: Tx, basket: BasketRow, document: BasketDocument, operator: SignedIn): BasketRow => {
      const saved = save(tx, { ...basket, document }, operator);
      tx.afterCommit(() => {
        const stack = before.get(basket.basketId) ?? [];
        before.clear(); // only the open basket can be undone
        before.set(basket.basketId, [...stack, basket.document].slice(-MAX_UNDO));
      });
      return saved;
    },
    canUndo: (basketId: OperationId): boolean => (before.get(basketId)?.length ?? 0) > 0,
    undo: (tx: Tx, basket: BasketRow, operator: SignedIn): BasketRow => {
      const stack = before.get(basket.basketId) ?? [];
      const document = stack.at(-1);
      if (document === undefined) return basket;
      tx.afterCommit(() => before.set(basket.basketId, stack.slice(0, -1)));
      // Numbers of lines are never given twice within a basket.
      const nextLineId = Math.max(document.nextLineId, basket.document.nextLineId);
      return save(tx, { ...basket, document: { ...document, nextLineId } }, operator);
    },
    save,
    forget: () => before.clear(),
  };
}
