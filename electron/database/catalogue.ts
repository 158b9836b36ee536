import type { ExistingProduct, ImportedField } from '../../shared/domain/catalogue-import.ts';
import { type Category, categorySchema, TO_CLASSIFY } from '../../shared/domain/category.ts';
import type { Ean } from '../../shared/domain/ean.ts';
import type { CategoryId, ProductId } from '../../shared/domain/ids.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { assert } from '../../shared/domain/result.ts';
import { type Db, query } from './database.ts';
import { findProduct, type ProductRow, readKeys } from './products.ts';

/** Most rows that a list of products shows; its count says how many there are. */
const LISTED = 500;

const countProductsSql = query<readonly [], { products: number; toComplete: number }>(
  'countProducts',
  `SELECT (SELECT count(*) FROM product) AS products,
     (SELECT count(*) FROM product WHERE to_complete = 1) AS toComplete`,
);
const countOfCategorySql = query<readonly [string], { count: number }>(
  'countProductsOfCategory',
  'SELECT count(*) AS count FROM product WHERE category_id = ?',
);
const countByCategorySql = query<readonly [], { categoryId: CategoryId; count: number }>(
  'countProductsByCategory',
  'SELECT category_id AS categoryId, count(*) AS count FROM product GROUP BY category_id',
);

export const countProducts = (db: Db): { products: number; toComplete: number } =>
  db.one(countProductsSql) ?? { products: 0, toComplete: 0 };

export const countProductsOfCategory = (db: Db, categoryId: CategoryId): number =>
  db.one(countOfCategorySql, categoryId)?.count ?? 0;

const listToCompleteSql = query<readonly [number], { productId: ProductId }>(
  'listProductsToComplete',
  `SELECT product_id AS productId FROM product JOIN product_key USING (product)
   WHERE to_complete = 1 ORDER BY product DESC LIMIT ?`,
);
const listOfCategorySql = query<readonly [string, number], { productId: ProductId }>(
  'listProductsOfCategory',
  `SELECT product_id AS productId FROM product JOIN product_key USING (product)
   WHERE category_id = ? ORDER BY product LIMIT ?`,
);

function getProduct(db: Db, productId: ProductId): ProductRow {
  const product = findProduct(db, productId);
  assert(product !== null, 'a product that was listed is in the catalogue');
  return product;
}

/** What tills added, newest first. */
export const listProductsToComplete = (db: Db): ProductRow[] =>
  db.all(listToCompleteSql, LISTED).map(({ productId }) => getProduct(db, productId));

export const listProductsOfCategory = (db: Db, categoryId: CategoryId): ProductRow[] =>
  db.all(listOfCategorySql, categoryId, LISTED).map(({ productId }) => getProduct(db, productId));

type CategoryRow = {
  readonly category: Category;
  readonly isActive: boolean;
  readonly productCount: number;
};

const listAllCategoriesSql = query<readonly [], { document: string; isActive: number }>(
  'listAllCategories',
  'SELECT document, is_active AS isActive FROM category ORDER BY category_id',
);
const findCategorySql = query<readonly [string], { document: string; isActive: number }>(
  'findCategory',
  'SELECT document, is_active AS isActive FROM category WHERE category_id = ?',
);

/** Switched-off ones, too. */
export function listCategoriesWithCounts(db: Db): CategoryRow[] {
  const counts = new Map(db.all(countByCategorySql).map(({ categoryId, count }) => [categoryId, count]));
  return db.all(listAllCategoriesSql).map(({ document, isActive }) => {
    const category = categorySchema.parse(JSON.parse(document));
    return { category, isActive: isActive === 1, productCount: counts.get(category.categoryId) ?? 0 };
  });
}

export function findCategory(db: Db, categoryId: CategoryId): Omit<CategoryRow, 'productCount'> | null {
  const row = db.one(findCategorySql, categoryId);
  return row === undefined
    ? null
    : { category: categorySchema.parse(JSON.parse(row.document)), isActive: row.isActive === 1 };
}

type ExistingRow = {
  productId: ProductId;
  code: string;
  name: string;
  categoryId: CategoryId;
  points: number | null;
  euroCents: number | null;
  corrected: string;
  limitIds: string;
};

const listForImportSql = query<readonly [], ExistingRow>(
  'listProductsForImport',
  `SELECT product_id AS productId, code, name, category_id AS categoryId, points, euro_cents AS euroCents,
     corrected, limit_ids AS limitIds
   FROM product JOIN product_key USING (product) WHERE code IS NOT NULL`,
);

export type KnownProduct = ExistingProduct & { readonly productId: ProductId };

/** Everything with a code, as an import compares it. Of two with one code the first counts, as at the till. */
export function listProductsForImport(db: Db): Map<Ean, KnownProduct> {
  const known = new Map<Ean, KnownProduct>();
  for (const row of db.all(listForImportSql)) {
    const code = row.code as Ean; // item codes of scale labels are among them, which no row of a file can name
    if (known.has(code)) continue;
    known.set(code, {
      productId: row.productId,
      name: row.name,
      categoryId: row.categoryId,
      points: row.points === null ? null : toPoints(row.points),
      euroCents: row.euroCents,
      limitIds: readKeys(row.limitIds),
      corrected: correctedFields(row.corrected),
    });
  }
  return known;
}

const NOTHING_CORRECTED: ReadonlySet<ImportedField> = new Set();

const correctedFields = (corrected: string): ReadonlySet<ImportedField> =>
  corrected === '' ? NOTHING_CORRECTED : new Set(corrected.split(',') as ImportedField[]); // fields no import knows do no harm

const listToClassifySql = query<readonly [string], { productId: ProductId; name: string; corrected: string }>(
  'listProductsToClassify',
  `SELECT product_id AS productId, name, corrected FROM product JOIN product_key USING (product)
   WHERE category_id = ?`,
);

/** Products without a category whose category nobody chose. */
export const listProductsToClassify = (db: Db): { productId: ProductId; name: string }[] =>
  db
    .all(listToClassifySql, TO_CLASSIFY)
    .filter(({ corrected }) => !corrected.split(',').includes('categoryId'))
    .map(({ productId, name }) => ({ productId, name }));
