import type {
  catalogueContract,
  ProductEntry,
  ProductFailure,
} from '../../shared/contract/catalogue-contract.ts';
import type { InputOf } from '../../shared/contract/command.ts';
import { classifyScan } from '../../shared/domain/barcode.ts';
import { TO_CLASSIFY } from '../../shared/domain/category.ts';
import { normaliseEan } from '../../shared/domain/ean.ts';
import { type OperatorId, type ProductId, productIdSchema } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import {
  countProducts,
  countProductsOfCategory,
  findCategory,
  listProductsOfCategory,
  listProductsToComplete,
} from '../database/catalogue.ts';
import type { Db, Tx } from '../database/database.ts';
import { findOperation } from '../database/log.ts';
import { tillRulesOf } from '../database/network.ts';
import { productIdOfCode } from '../database/product-id.ts';
import {
  findProduct,
  findProductByCode,
  listLimits,
  type ProductRow,
  searchProducts,
} from '../database/products.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { announceAfter } from './announce-catalogue.ts';
import { toEntry } from './product-entry.ts';

const MOST_FOUND = 50;

type Part = Pick<
  typeof catalogueContract,
  | 'catalogue.search'
  | 'catalogue.counts'
  | 'catalogue.toComplete'
  | 'catalogue.ofCategory'
  | 'catalogue.product'
  | 'catalogue.findCode'
  | 'catalogue.saveProduct'
>;

export function createProductHandlers(context: ServiceContext): Handlers<Part> {
  const { db, inTransaction } = context;
  return {
    'catalogue.search': (_, { text }) => ok(searchProducts(db, text, MOST_FOUND).map(toEntry)),
    'catalogue.counts': () =>
      ok({ ...countProducts(db), toClassify: countProductsOfCategory(db, TO_CLASSIFY) }),
    'catalogue.toComplete': () => ok(listProductsToComplete(db).map(toEntry)),
    'catalogue.ofCategory': (_, { categoryId }) => ok(listProductsOfCategory(db, categoryId).map(toEntry)),
    'catalogue.product': (_, { productId }) => {
      const product = findProduct(db, productId);
      return product === null ? err({ type: 'ProductUnknown' }) : ok(toEntry(product));
    },
    'catalogue.findCode': ({ operator }, { text }) => {
      const { inStorePatterns } = tillRulesOf(db, operator().siteId);
      const scanned = classifyScan(text, { inStorePatterns, today: context.today() });
      if (scanned.type === 'unreadable') return ok(scanned);
      if (scanned.type === 'card' || scanned.type === 'codiceFiscale' || scanned.type === 'laundryTag') {
        return ok({ type: 'notGoods' });
      }
      const codes = scanned.type === 'inStore' ? [scanned.ean, scanned.itemCode] : [scanned.ean];
      const product = codes.map((code) => findProductByCode(db, code)).find((each) => each !== null);
      if (product) return ok({ type: 'product', productId: product.productId });
      return ok({ type: 'newCode', code: codes.at(-1) ?? '' });
    },
    'catalogue.saveProduct': ({ operator }, input) =>
      inTransaction((tx) => saveProduct(context, tx, operator().operatorId, input)),
  };
}

type SaveProduct = InputOf<Part['catalogue.saveProduct']>;
type ProductBody = BodyOf<typeof productSet>;

function saveProduct(
  context: ServiceContext,
  tx: Tx,
  operatorId: OperatorId,
  input: SaveProduct,
): Result<ProductEntry, ProductFailure> {
  const code = readCode(input.code);
  if (!code.ok) return code;
  const { operationId } = input;
  const saved = findOperation(tx, operationId); // pressed twice: the first press did it
  if (saved !== null) {
    const body = productSet.body.parse(JSON.parse(saved.operation.body ?? '{}'));
    return entryOf(tx, body.productId);
  }
  const before = input.productId === null ? null : findProduct(tx, input.productId);
  if (input.productId !== null && before === null) return err({ type: 'ProductUnknown' });
  const failure = findFailure(tx, input, code.value, before);
  if (failure !== null) return err(failure);

  const productId =
    input.productId ??
    (code.value === null ? productIdSchema.parse(context.newId()) : productIdOfCode(code.value));
  const body = bodyOf(productId, input, code.value, before);
  if (before !== null && !before.toComplete && Object.keys(body).length === 2) return ok(toEntry(before));
  context.record(tx, { id: operationId, kind: productSet, body, operatorId, businessOn: context.today() });
  announceAfter(context, tx);
  return entryOf(tx, productId);
}

function findFailure(
  db: Db,
  { categoryId, limitIds }: SaveProduct,
  code: string | null,
  before: ProductRow | null,
): ProductFailure | null {
  const category = findCategory(db, categoryId);
  if (category === null || (!category.isActive && before?.categoryId !== categoryId)) {
    return { type: 'CategoryUnknown' };
  }
  const known = new Set(listLimits(db).map((limit) => limit.limitId));
  if (limitIds.some((limitId) => !known.has(limitId))) return { type: 'LimitUnknown' };
  const other = code === null ? null : findProductByCode(db, code);
  if (other !== null && other.productId !== before?.productId) {
    return { type: 'CodeTaken', productId: other.productId, name: other.name };
  }
  return null;
}

/** Only what differs: what nobody touched stays open to the next import. */
function bodyOf(
  productId: ProductId,
  input: SaveProduct,
  code: string | null,
  before: ProductRow | null,
): ProductBody {
  const now = before === null ? null : toEntry(before);
  const limitIds = [...new Set(input.limitIds)].sort();
  const points = input.pointsPerKilogram === null ? input.points : null;
  const isNewlyComplete = before?.toComplete ?? false; // looked at and kept is as good as written
  return {
    productId,
    by: 'person',
    ...(code !== null && (now === null || now.code === null) ? { code } : {}),
    ...(isNewlyComplete || now?.name !== input.name ? { name: input.name } : {}),
    ...(isNewlyComplete || now?.categoryId !== input.categoryId ? { categoryId: input.categoryId } : {}),
    ...((now?.points ?? null) === points ? {} : { points }),
    ...((now?.pointsPerKilogram ?? null) === input.pointsPerKilogram
      ? {}
      : { pointsPerKilogram: input.pointsPerKilogram }),
    ...((now?.euroCents ?? null) === input.euroCents ? {} : { euroCents: input.euroCents }),
    ...((now?.limitIds ?? []).join() === limitIds.join() ? {} : { limitIds }),
    ...((now?.isActive ?? true) === input.isActive ? {} : { isActive: input.isActive }),
  };
}

/** Digits of an item on the shop's scale labels, which have no check digit. */
const ITEM_CODE = /^\d{4,7}$/;

function readCode(text: string | null): Result<string | null, ProductFailure> {
  if (text === null || text === '') return ok(null);
  if (ITEM_CODE.test(text)) return ok(text);
  const ean = normaliseEan(text);
  if (ean.ok) return ean;
  return ean.error.type === 'WrongCheckDigit'
    ? err({ type: 'CodeWrongCheckDigit', expected: ean.error.expected })
    : err({ type: 'CodeMalformed' });
}

function entryOf(db: Db, productId: ProductId): Result<ProductEntry, ProductFailure> {
  const product = findProduct(db, productId);
  return product === null ? err({ type: 'ProductUnknown' }) : ok(toEntry(product));
}
