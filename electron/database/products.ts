import type { CatalogueProduct } from '../../shared/domain/basket.ts';
import { type Category, categorySchema } from '../../shared/domain/category.ts';
import { normaliseText } from '../../shared/domain/category-rules.ts';
import { normaliseEan } from '../../shared/domain/ean.ts';
import type { CategoryId, LimitId, ProductId, SiteId } from '../../shared/domain/ids.ts';
import { type Limit, limitSchema } from '../../shared/domain/limit.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { type Db, query } from './database.ts';

/** A product as the catalogue has it. */
export type ProductRow = CatalogueProduct & { readonly code: string | null };

type RawProductRow = {
  productId: ProductId;
  code: string | null;
  name: string;
  categoryId: CategoryId;
  points: number | null;
  pointsPerKilogram: number | null;
  euroCents: number | null;
  isActive: number;
  toComplete: number;
  limitIds: string;
};

const productColumns = `product_id AS productId, code, name, category_id AS categoryId, points,
  points_per_kilogram AS pointsPerKilogram, euro_cents AS euroCents, is_active AS isActive, to_complete AS toComplete,
  limit_ids AS limitIds
  FROM product JOIN product_key USING (product)`;

const findByIdSql = query<readonly [string], RawProductRow>(
  'findProduct',
  `SELECT ${productColumns} WHERE product_id = ?`,
);
const findByCodeSql = query<readonly [string], RawProductRow>(
  'findProductByCode',
  `SELECT ${productColumns} WHERE code = ? ORDER BY product LIMIT 1`,
);
const listByCodePrefixSql = query<readonly [string, string, number], RawProductRow>(
  'listProductsByCodePrefix',
  `SELECT ${productColumns} WHERE code >= ? AND code < ? ORDER BY code LIMIT ?`,
);
const searchSql = query<readonly [string, number], RawProductRow>(
  'searchProducts',
  `SELECT ${productColumns}
   WHERE product IN (SELECT rowid FROM product_search WHERE product_search MATCH ? ORDER BY rank LIMIT ?)`,
);

/** Written by the projector from a parsed body, with a comma between them. */
export const readKeys = (keys: string): LimitId[] => (keys === '' ? [] : (keys.split(',') as LimitId[]));

const toProduct = (row: RawProductRow): ProductRow => ({
  productId: row.productId,
  code: row.code,
  name: row.name,
  ...(row.code === null ? {} : { ean: row.code }),
  categoryId: row.categoryId,
  pricing:
    row.pointsPerKilogram === null
      ? { kind: 'each', points: row.points === null ? null : toPoints(row.points) }
      : { kind: 'byWeight', pointsPerKilogram: toPoints(row.pointsPerKilogram) },
  ...(row.euroCents === null ? {} : { euroCents: row.euroCents }),
  limitIds: readKeys(row.limitIds),
  active: row.isActive === 1,
  toComplete: row.toComplete === 1,
});

export function findProduct(db: Db, productId: ProductId): ProductRow | null {
  const row = db.one(findByIdSql, productId);
  return row === undefined ? null : toProduct(row);
}

/** By EAN-13, EAN-8 or the item code of a scale label. The scan-to-line lookup. */
export function findProductByCode(db: Db, code: string): ProductRow | null {
  const row = db.one(findByCodeSql, code);
  return row === undefined ? null : toProduct(row);
}

/** Matches that are ranked again by name; more would cost time that typing does not have. */
const RANKED = 60;

/**
 * Products of which every word typed begins a word of the name, best match first: names that begin with the text,
 * then those with a word equal to one typed, then the shorter name. Digits find codes that begin with
 * them first.
 */
export function searchProducts(db: Db, text: string, most: number): ProductRow[] {
  const typed = text.trim();
  const byCode = listByCode(db, typed, most);
  const words = normaliseText(typed)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
  const isCode = byCode.length > 0 && typed.length >= LEAST_CODE;
  if (words.length === 0 || byCode.length === most || isCode) return byCode;
  const found = new Set(byCode.map(({ productId }) => productId));
  const byName = listByWords(db, words, most).filter(({ productId }) => !found.has(productId));
  return [...byCode, ...byName].slice(0, most);
}

const MOST_WORDS = 6;
/** From here on digits that begin a code are no word of a name. */
const LEAST_CODE = 7;

/** A whole code in any of its forms, or the codes that begin with the digits typed. */
function listByCode(db: Db, typed: string, most: number): ProductRow[] {
  if (!/^\d{4,14}$/.test(typed)) return [];
  const ean = normaliseEan(typed);
  const exact = ean.ok ? findProductByCode(db, ean.value) : null;
  if (exact !== null) return [exact];
  return db.all(listByCodePrefixSql, typed, `${typed}:`, most).map(toProduct); // ':' follows '9'
}

function listByWords(db: Db, words: readonly string[], most: number): ProductRow[] {
  const match = words.map((word) => `"${word}"*`).join(' AND ');
  const start = words.join(' ');
  const rank = (row: RawProductRow): number => {
    const name = normaliseText(row.name);
    const nameWords = name.split(' ');
    const whole = words.filter((word) => nameWords.includes(word)).length;
    return (
      (row.isActive === 1 ? 0 : 1000) - (name.startsWith(start) ? 100 : 0) - whole * 20 + name.length / 100
    );
  };
  return db
    .all(searchSql, match, RANKED)
    .map((row) => ({ row, rank: rank(row) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ row }) => toProduct(row));
}

const listCategoriesSql = query<readonly [], { document: string }>(
  'listCategories',
  'SELECT document FROM category WHERE is_active = 1 ORDER BY category_id',
);
const listLimitsSql = query<readonly [], { document: string }>(
  'listLimits',
  'SELECT document FROM goods_limit ORDER BY limit_id',
);

export const listCategories = (db: Db): Category[] =>
  db.all(listCategoriesSql).map(({ document }) => categorySchema.parse(JSON.parse(document)));

export const listLimits = (db: Db): Limit[] =>
  db.all(listLimitsSql).map(({ document }) => limitSchema.parse(JSON.parse(document)));

/** Names alone, for receipts: read at every sale, and parsed when they were recorded. */
export const listLimitNames = (db: Db): Pick<Limit, 'limitId' | 'name'>[] =>
  db.all(listLimitsSql).map(({ document }) => JSON.parse(document) as Limit); // written by the projector from a parsed body

const findFavouritesSql = query<readonly [string], { productIds: string }>(
  'findFavourites',
  'SELECT product_ids AS productIds FROM favourites WHERE site_id = ?',
);

/** The tiles of a site, in their order; products that are gone are left out. */
export function listFavourites(db: Db, siteId: SiteId): ProductRow[] {
  const row = db.one(findFavouritesSql, siteId);
  const ids = JSON.parse(row?.productIds ?? '[]') as ProductId[]; // written by the projector from a parsed body
  return ids
    .map((productId) => findProduct(db, productId))
    .filter((product) => product?.active === true) as ProductRow[]; // nulls are filtered out
}
