import type {
  CompletedSale,
  OverrideFailure,
  ParkedBasket,
  TillView,
  tillContract,
} from '../../shared/contract/till-contract.ts';
import { MAX_BASKET_LINES } from '../../shared/domain/basket.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { logAccess } from '../database/access-log.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import {
  type BasketCustomer,
  type BasketDocument,
  type BasketRow,
  countParkedBaskets,
  deleteBasket,
  findOpenBasket,
  findParkedBasket,
  listParkedBaskets,
  parkBasket,
} from '../database/baskets.ts';
import type { Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { headOf } from '../database/merges.ts';
import { findOperator, listOperators, listProgrammes } from '../database/network.ts';
import { productIdOfCode } from '../database/product-id.ts';
import { findProduct, listFavourites, type ProductRow, searchProducts } from '../database/products.ts';
import { enqueueRollPaper } from '../database/receipt-jobs.ts';
import type { Handlers } from '../handlers.ts';
import { checkPin } from '../keys/check-pin.ts';
import type { SignedIn } from '../session.ts';
import { createActUnderCover } from '../sync/act-under-cover.ts';
import { findHouseholds } from '../till/find-households.ts';
import { toFoundProduct } from '../till/found-product.ts';
import { createTillBaskets, EMPTY_BASKET } from '../till/till-baskets.ts';
import { type CompleteFailure, completeSale, readCompleted } from '../till/till-complete.ts';
import { isSameCustomer, withOverride, withoutOverrides } from '../till/till-overrides.ts';
import { createTillReferenceCache, type TillReference } from '../till/till-reference.ts';
import { addLine, type NewLine, readScan } from '../till/till-scan.ts';
import { withTender } from '../till/till-tender.ts';
import { priceTill, viewTill } from '../till/till-view.ts';
import type { ServiceContext } from './service-context.ts';

const MAX_PARKED = 20;
const FOUND_PRODUCTS = 12;

type Changed = Result<TillView, never>;

/** The till: one open basket, priced by one function, kept at each key. */
export function createTillService(context: ServiceContext): {
  handlers: Handlers<typeof tillContract>;
  /** To be called when categories, limits or rules may have changed. */
  forgetReference: () => void;
} {
  const baskets = createTillBaskets(context);
  const act = createActUnderCover({ ...context, mayUseFloor: true });
  const references = createTillReferenceCache();
  const referenceOf = (operator: SignedIn): TillReference => references.get(context.db, operator.siteId);

  const view = (basket: BasketRow, operator: SignedIn): TillView => {
    const reference = referenceOf(operator);
    const today = context.today();
    return viewTill(context.db, priceTill(context.db, basket.document, reference, today), {
      basketId: basket.basketId,
      operator,
      reference,
      today,
      canUndo: baskets.canUndo(basket.basketId),
      parkedCount: countParkedBaskets(context.db),
    });
  };

  /** Changes the open basket in one transaction; an error leaves it as it was. */
  const change = <E>(
    operator: SignedIn,
    next: (document: BasketDocument, tx: Tx) => Result<BasketDocument, E>,
  ): Result<TillView, E> => {
    const changed = context.inTransaction((tx): Result<BasketRow, E> => {
      const basket = baskets.open(tx, operator);
      const document = next(basket.document, tx);
      if (!document.ok) return document;
      return ok(baskets.change(tx, basket, document.value, operator));
    });
    return changed.ok ? ok(view(changed.value, operator)) : changed;
  };

  const giveAllowance = (tx: Tx, customer: BasketCustomer, operator: SignedIn): void => {
    const household =
      customer.kind === 'household' ? findHousehold(tx, headOf(tx, customer.householdId)) : null;
    if (household !== null) ensureAllowance(context, tx, household, operator.siteId);
  };

  const attach = (
    tx: Tx,
    document: BasketDocument,
    customer: BasketCustomer,
    operator: SignedIn,
  ): BasketDocument => {
    giveAllowance(tx, customer, operator);
    if (customer.kind === 'household') {
      logAccess(tx, {
        readAt: context.now(),
        operatorId: operator.operatorId,
        action: 'household.read',
        subject: `household:${customer.householdId}`,
      });
    }
    // What was given for one household lets nothing pass for another, nor by another card of the same.
    return isSameCustomer(document.customer, customer)
      ? document
      : withoutOverrides({ ...document, customer });
  };

  const addGoods = (operator: SignedIn, line: NewLine) =>
    change(operator, (document) => {
      const added = addLine(document, line);
      return added === null ? err({ type: 'BasketFull', most: MAX_BASKET_LINES } as const) : ok(added);
    });

  const changeLine = (
    operator: SignedIn,
    lineId: number,
    next: (document: BasketDocument) => BasketDocument,
  ) =>
    change(operator, (document) => {
      const isThere = document.lines.some((line) => line.lineId === lineId);
      return isThere ? ok(next(document)) : err({ type: 'LineGone' } as const);
    });

  const toFound = (product: ProductRow, operator: SignedIn) => toFoundProduct(product, referenceOf(operator));

  const handlers: Handlers<typeof tillContract> = {
    'till.view': (caller) => {
      const operator = caller.operator();
      const basket = baskets.current(operator);
      const { customer } = basket.document;
      // A basket that came through the night into a new period gets that period's allowance.
      if (customer?.kind === 'household') {
        context.inTransaction((tx) => attach(tx, basket.document, customer, operator));
      }
      return ok(view(basket, operator));
    },
    'till.scan': (caller, { text }) => {
      const operator = caller.operator();
      const scanned = readScan(
        context.db,
        text,
        context.today(),
        referenceOf(operator).rules.inStorePatterns,
      );
      const unchanged = () => view(baskets.current(operator), operator);
      if (scanned.type === 'nothing') return ok({ view: unchanged(), outcome: scanned.outcome });
      if (scanned.type === 'customer') {
        const before = findOpenBasket(context.db)?.document.customer ?? null;
        const changed: Changed = change(operator, (document, tx) =>
          ok(attach(tx, document, scanned.customer, operator)),
        );
        const isOther =
          before !== null &&
          !(before.kind === 'household' && before.householdId === householdIdOf(scanned.customer));
        const type = isOther ? ('customerChanged' as const) : ('customerSet' as const);
        return changed.ok ? ok({ view: changed.value, outcome: { type } }) : changed;
      }
      const added = addGoods(operator, scanned.line);
      if (!added.ok) {
        return ok({ view: unchanged(), outcome: { type: 'basketFull', most: MAX_BASKET_LINES } as const });
      }
      return ok({
        view: added.value,
        outcome: { type: 'lineAdded', lineId: added.value.lastLineId ?? 0 } as const,
      });
    },
    'till.findHouseholds': (caller, { text }) => {
      const { operatorId } = caller.operator();
      return context.inTransaction((tx) => findHouseholds(tx, text, { operatorId, readAt: context.now() }));
    },
    'till.setHousehold': (caller, { householdId }) => {
      const operator = caller.operator();
      return change(operator, (document, tx) => {
        if (findHousehold(tx, householdId) === null) return err({ type: 'HouseholdUnknown' });
        return ok(attach(tx, document, { kind: 'household', householdId, foundBy: 'search' }, operator));
      });
    },
    'till.setOccasional': (caller, input) => {
      const operator = caller.operator();
      if (!hasAnyRole(operator.roles, referenceOf(operator).rules.occasionalRoles)) {
        return err({ type: 'OccasionalNotAllowed' });
      }
      return change(operator, (document, tx) => {
        const isKnown = listProgrammes(tx).some(
          ({ programmeId, isActive }) => isActive && programmeId === input.programmeId,
        );
        if (!isKnown) return err({ type: 'ProgrammeUnknown' });
        return ok(attach(tx, document, { kind: 'occasional', ...input }, operator));
      });
    },
    'till.programmes': () =>
      ok(
        listProgrammes(context.db)
          .filter(({ isActive }) => isActive)
          .map(({ programmeId, name }) => ({ programmeId, name })),
      ),
    'till.findProducts': (caller, { text }) => {
      const operator = caller.operator();
      return ok(searchProducts(context.db, text, FOUND_PRODUCTS).map((each) => toFound(each, operator)));
    },
    'till.favourites': (caller) => {
      const operator = caller.operator();
      return ok(listFavourites(context.db, operator.siteId).map((each) => toFound(each, operator)));
    },
    'till.categories': (caller) =>
      ok(
        [...referenceOf(caller.operator()).categories.values()].map(({ categoryId, name, points }) => ({
          categoryId,
          name,
          points,
        })),
      ),
    'till.addProduct': (caller, { productId, quantity, grams }) => {
      if (findProduct(context.db, productId) === null) return err({ type: 'ProductUnknown' });
      return addGoods(caller.operator(), {
        productId,
        ...(quantity === undefined ? {} : { quantity }),
        ...(grams === undefined ? {} : { grams }),
      });
    },
    'till.addUnknown': (caller, { code, name, categoryId }) => {
      const operator = caller.operator();
      if (!referenceOf(operator).categories.has(categoryId)) return err({ type: 'CategoryUnknown' });
      const productId = productIdOfCode(code);
      return change(operator, (document, tx) => {
        if (findProduct(tx, productId) === null) {
          context.record(tx, {
            id: operationIdSchema.parse(context.newId()),
            kind: productSet,
            body: { productId, by: 'till', code, name, categoryId },
            operatorId: operator.operatorId,
            businessOn: context.today(),
          });
          tx.afterCommit(() => context.announce({ type: 'changed', topics: ['catalogue'] }));
        }
        const added = addLine(document, { productId });
        return added === null ? err({ type: 'BasketFull', most: MAX_BASKET_LINES }) : ok(added);
      });
    },
    'till.setQuantity': (caller, { lineId, quantity }) =>
      changeLine(caller.operator(), lineId, (document) => ({
        ...document,
        lines: document.lines.map((line) => (line.lineId === lineId ? { ...line, quantity } : line)),
        lastLineId: lineId,
      })),
    'till.voidLine': (caller, { lineId }) =>
      changeLine(caller.operator(), lineId, (document) => {
        const lines = document.lines.filter((line) => line.lineId !== lineId);
        return { ...document, lines, lastLineId: lines.at(-1)?.lineId ?? null };
      }),
    'till.setTender': (caller, { lineId, tender }) => {
      const operator = caller.operator();
      return change(operator, (document, tx) =>
        withTender(document, lineId, tender, (each) =>
          priceTill(tx, each, referenceOf(operator), context.today()),
        ),
      );
    },
    'till.undo': (caller) => {
      const operator = caller.operator();
      return ok(
        view(
          context.inTransaction((tx) => baskets.undo(tx, baskets.open(tx, operator), operator)),
          operator,
        ),
      );
    },
    'till.override': async (caller, { lineId, reason, authoriser }) => {
      const operator = caller.operator();
      const { rules } = referenceOf(operator);
      const { siteId } = operator;
      const seen = JSON.stringify(baskets.current(operator).document);
      const by = authoriser?.operatorId ?? operator.operatorId;
      const roles = authoriser === undefined ? operator.roles : rolesAt(siteId, by);
      if (!hasAnyRole(roles, rules.overrideRoles)) return err({ type: 'OverrideNotAllowed' });
      if (authoriser !== undefined) {
        const checked = await checkPin(context, siteId, authoriser.operatorId, authoriser.pin);
        if (!checked.ok) return checked;
      }
      const override = { reason, operatorId: by };
      return change(operator, (document, tx): Result<BasketDocument, OverrideFailure> => {
        // A scan came while the PIN was computed: what was authorised is not what stands here now.
        if (JSON.stringify(document) !== seen) return err({ type: 'BasketChanged' });
        const isThere = lineId === undefined || document.lines.some((line) => line.lineId === lineId);
        if (!isThere) return err({ type: 'LineGone' });
        const price = (each: BasketDocument) => priceTill(tx, each, referenceOf(operator), context.today());
        return ok(withOverride(document, lineId, override, price));
      });
    },
    'till.authorisers': (caller) => {
      const operator = caller.operator();
      const { overrideRoles } = referenceOf(operator).rules;
      return ok(
        listOperators(context.db, operator.siteId)
          .filter(({ isActive, hasPin, roles }) => isActive && hasPin && hasAnyRole(roles, overrideRoles))
          .map(({ operatorId, displayName }) => ({ operatorId, displayName })),
      );
    },
    'till.park': (caller, { note }) => {
      const operator = caller.operator();
      const parked = context.inTransaction((tx) => park(tx, baskets.open(tx, operator), note));
      return parked.ok ? ok(view(baskets.current(operator), operator)) : parked;
    },
    'till.parked': () => ok(listParkedBaskets(context.db).map(toParked)),
    'till.resume': (caller, { basketId }) => {
      const operator = caller.operator();
      const resumed = context.inTransaction((tx): Result<BasketRow, { type: 'BasketGone' }> => {
        const wanted = findParkedBasket(tx, basketId);
        if (wanted === null) return err({ type: 'BasketGone' });
        const open = findOpenBasket(tx);
        // Only one basket is open at a time: the present one, where it holds anything, is parked instead.
        if (open !== null && isEmpty(open.document)) deleteBasket(tx, open.basketId);
        else if (open !== null) parkBasket(tx, open);
        deleteBasket(tx, basketId);
        const { customer } = wanted.document;
        if (customer !== null) attach(tx, wanted.document, customer, operator);
        // Whoever authorised it did so for that moment.
        const document = withoutOverrides(wanted.document);
        return ok(baskets.save(tx, { ...wanted, note: '', document }, operator));
      });
      return resumed.ok ? ok(view(resumed.value, operator)) : resumed;
    },
    'till.discard': (caller) => change(caller.operator(), () => ok(EMPTY_BASKET)),
    'till.complete': (caller, { basketId }) => complete(caller.operator(), basketId),
  };

  function complete(operator: SignedIn, basketId: BasketRow['basketId']) {
    type Outcome = Result<CompletedSale, CompleteFailure | { type: 'BasketGone' }>;
    return act(basketId, (tx, coverFor): Outcome => {
      const reference = referenceOf(operator);
      const basket = findOpenBasket(tx);
      if (basket?.basketId !== basketId) {
        // Pressed again, or the answer was lost: the sale is there already.
        const before = readCompleted(tx, basketId);
        return before === null ? err({ type: 'BasketGone' }) : ok({ ...before, isPrinting: false });
      }
      // At midnight the period may have changed under an open basket.
      if (basket.document.customer !== null) giveAllowance(tx, basket.document.customer, operator);
      const till = priceTill(tx, basket.document, reference, context.today());
      const completed = completeSale(context, tx, basket, till, reference, operator, coverFor);
      if (!completed.ok) return completed;
      const { receipt, isWithoutCover } = completed.value;
      const isPrinting = enqueueRollPaper(tx, context, {
        operationId: basketId,
        siteId: operator.siteId,
        paper: receipt,
      });
      tx.afterCommit(() => {
        baskets.forget();
        context.announce({ type: 'changed', topics: ['sales', 'households'] });
      });
      return ok({ saleId: basketId, receipt, isWithoutCover, isPrinting });
    });
  }

  function park(tx: Tx, basket: BasketRow, note: string) {
    if (isEmpty(basket.document)) return err({ type: 'BasketEmpty' });
    if (countParkedBaskets(tx) >= MAX_PARKED) return err({ type: 'TooManyParked', most: MAX_PARKED });
    parkBasket(tx, { ...basket, note, updatedAt: context.now() });
    tx.afterCommit(() => baskets.forget());
    return ok(null);
  }

  function toParked({ basketId, note, document, updatedAt }: BasketRow): ParkedBasket {
    const { customer } = document;
    const household = customer?.kind === 'household' ? findHousehold(context.db, customer.householdId) : null;
    const pieces = document.lines.reduce((sum, line) => sum + line.quantity, 0);
    return { basketId, note, customerName: household?.displayName ?? null, pieces, parkedAt: updatedAt };
  }

  function rolesAt(siteId: SignedIn['siteId'], operatorId: SignedIn['operatorId']) {
    const found = findOperator(context.db, siteId, operatorId);
    return found?.isActive === true ? found.roles : [];
  }

  return { handlers, forgetReference: references.forget };
}

const isEmpty = ({ lines, customer }: BasketDocument) => lines.length === 0 && customer === null;

const householdIdOf = (customer: BasketCustomer) =>
  customer.kind === 'household' ? customer.householdId : null;
