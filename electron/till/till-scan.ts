import type { ScanOutcome } from '../../shared/contract/till-contract.ts';
import { classifyScan, type ScannedCode } from '../../shared/domain/barcode.ts';
import { type BasketLine, MAX_BASKET_LINES } from '../../shared/domain/basket.ts';
import type { BestBefore } from '../../shared/domain/best-before.ts';
import type { ProductId } from '../../shared/domain/ids.ts';
import type { InStorePattern } from '../../shared/domain/in-store-code.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { lastDayOf, type PrintedDate } from '../../shared/domain/printed-date.ts';
import type { BasketCustomer, BasketDocument } from '../database/baskets.ts';
import { findCardOwner } from '../database/card-owner.ts';
import type { Db } from '../database/database.ts';
import { findProductByCode } from '../database/products.ts';

/** What goes into a line beside its number: from a scan, a tile or a search. */
export type NewLine = Omit<BasketLine, 'lineId' | 'quantity'> & { readonly quantity?: number };

export type Scanned =
  | { readonly type: 'line'; readonly line: NewLine }
  | { readonly type: 'customer'; readonly customer: BasketCustomer }
  | { readonly type: 'nothing'; readonly outcome: ScanOutcome };

/** Finds out what a scanned text is here: goods, somebody's card, or nothing this counter knows. */
export function readScan(
  db: Db,
  text: string,
  today: LocalDate,
  inStorePatterns: readonly InStorePattern[],
): Scanned {
  const code = classifyScan(text, { inStorePatterns, today });
  switch (code.type) {
    case 'ean':
      return readProduct(db, code.ean, {});
    case 'gs1':
      return readProduct(db, code.ean, {
        ...(code.lot === undefined ? {} : { lot: code.lot }),
        ...(code.bestBefore === undefined ? {} : { bestBefore: toBestBefore(code.bestBefore) }),
        ...(code.useBy === undefined ? {} : { useBy: lastDayOf(code.useBy) }),
      });
    case 'inStore':
      return readInStore(db, code);
    case 'card': {
      const owner = findCardOwner(db, code);
      if (owner === null || owner.cardId === null)
        return { type: 'nothing', outcome: { type: 'unknownCard' } };
      const { householdId, cardId } = owner;
      return { type: 'customer', customer: { kind: 'household', householdId, cardId, foundBy: 'card' } };
    }
    case 'codiceFiscale': {
      const owner = findCardOwner(db, code);
      if (owner === null) return { type: 'nothing', outcome: { type: 'unknownHealthCard' } };
      const { householdId } = owner;
      return { type: 'customer', customer: { kind: 'household', householdId, foundBy: 'health-card' } };
    }
    case 'laundryTag':
      return { type: 'nothing', outcome: { type: 'unreadable', reason: 'UnknownShape' } };
    case 'unreadable':
      return { type: 'nothing', outcome: { type: 'unreadable', reason: code.reason } };
  }
}

function readProduct(db: Db, code: string, marks: Pick<NewLine, 'lot' | 'bestBefore' | 'useBy'>): Scanned {
  const product = findProductByCode(db, code);
  if (product === null) return { type: 'nothing', outcome: { type: 'unknownCode', code } };
  return { type: 'line', line: { productId: product.productId, ...marks } };
}

function readInStore(db: Db, code: Extract<ScannedCode, { type: 'inStore' }>): Scanned {
  // A catalogue that holds the whole code as a product goes first.
  const whole = findProductByCode(db, code.ean);
  if (whole !== null) return { type: 'line', line: { productId: whole.productId } };
  const item = findProductByCode(db, code.itemCode);
  const measure = 'grams' in code ? { grams: code.grams } : { priceCents: code.priceCents };
  if (item === null) {
    return { type: 'nothing', outcome: { type: 'unknownItemCode', code: code.itemCode, ...measure } };
  }
  return { type: 'line', line: { productId: item.productId, ...measure } };
}

/** Keeps the precision that is printed: a day, a month, a year. */
function toBestBefore(printed: PrintedDate): BestBefore {
  switch (printed.precision) {
    case 'day':
      return printed.on;
    case 'month':
      return printed.month as string as BestBefore; // GS1's century rule gives months of this century
    case 'year':
      return `${printed.year}` as BestBefore; // as above
  }
}

/**
 * Puts goods into a basket: one more piece on the line of the same goods, marks and all, else a new line. Null where the
 * basket is full. What comes from a scale is always a line of its own: each piece has its weight.
 */
export function addLine(document: BasketDocument, added: NewLine): BasketDocument | null {
  const { quantity = 1, ...goods } = added;
  const isWeighed = goods.grams !== undefined || goods.priceCents !== undefined;
  const same = isWeighed ? undefined : document.lines.find((line) => isSameGoods(line, goods));
  if (same !== undefined && same.quantity + quantity <= 999) {
    const lines = document.lines.map((line) =>
      line === same ? { ...line, quantity: line.quantity + quantity } : line,
    );
    return { ...document, lines, lastLineId: same.lineId };
  }
  if (document.lines.length >= MAX_BASKET_LINES) return null;
  const lineId = document.nextLineId;
  return {
    ...document,
    lines: [...document.lines, { ...goods, lineId, quantity }],
    lastLineId: lineId,
    nextLineId: lineId + 1,
  };
}

const isSameGoods = (
  line: BasketLine,
  goods: { productId: ProductId } & Omit<NewLine, 'productId'>,
): boolean =>
  line.productId === goods.productId &&
  line.lot === goods.lot &&
  line.bestBefore === goods.bestBefore &&
  line.useBy === goods.useBy &&
  line.grams === undefined &&
  line.priceCents === undefined &&
  line.override === undefined;
