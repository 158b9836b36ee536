import type { z } from 'zod';
import { normaliseText } from '../../../shared/domain/category-rules.ts';
import type { ProductId } from '../../../shared/domain/ids.ts';
import {
  catalogueImported,
  categorySet,
  favouritesSet,
  limitSet,
  productSet,
} from '../../../shared/operations/catalogue-operations.ts';
import { query, type Tx } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const upsertCategory = query<readonly [string, number, string]>(
  'upsertCategory',
  `INSERT INTO category (category_id, is_active, document) VALUES (?, ?, ?)
   ON CONFLICT (category_id) DO UPDATE SET is_active = excluded.is_active, document = excluded.document`,
);
const upsertLimit = query<readonly [string, string]>(
  'upsertLimit',
  `INSERT INTO goods_limit (limit_id, document) VALUES (?, ?)
   ON CONFLICT (limit_id) DO UPDATE SET document = excluded.document`,
);
const upsertFavourites = query<readonly [string, string]>(
  'upsertFavourites',
  `INSERT INTO favourites (site_id, product_ids) VALUES (?, ?)
   ON CONFLICT (site_id) DO UPDATE SET product_ids = excluded.product_ids`,
);

type ProductRow = {
  code: string | null;
  name: string;
  categoryId: string;
  points: number | null;
  pointsPerKilogram: number | null;
  euroCents: number | null;
  isActive: number;
  toComplete: number;
  corrected: string;
  /** Keys with a comma between them. */
  limitIds: string;
};

const findProductRow = query<readonly [number], ProductRow>(
  'findProductRow',
  `SELECT code, name, category_id AS categoryId, points, points_per_kilogram AS pointsPerKilogram,
     euro_cents AS euroCents, is_active AS isActive, to_complete AS toComplete, corrected, limit_ids AS limitIds
   FROM product WHERE product = ?`,
);
const upsertProduct = query<
  readonly [
    number,
    string | null,
    string,
    string,
    number | null,
    number | null,
    number | null,
    number,
    number,
    string,
    string,
  ]
>(
  'upsertProduct',
  `INSERT INTO product (product, code, name, category_id, points, points_per_kilogram, euro_cents, is_active,
     to_complete, corrected, limit_ids)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT (product) DO UPDATE SET code = excluded.code, name = excluded.name,
     category_id = excluded.category_id, points = excluded.points,
     points_per_kilogram = excluded.points_per_kilogram, euro_cents = excluded.euro_cents, is_active = excluded.is_active,
     to_complete = excluded.to_complete, corrected = excluded.corrected,
     limit_ids = excluded.limit_ids`,
);
const deleteSearch = query<readonly [number]>(
  'deleteProductSearch',
  'DELETE FROM product_search WHERE rowid = ?',
);
const insertSearch = query<readonly [number, string]>(
  'insertProductSearch',
  'INSERT INTO product_search (rowid, name) VALUES (?, ?)',
);

const findProductKey = query<readonly [string], { product: number }>(
  'findProductKey',
  'SELECT product FROM product_key WHERE product_id = ?',
);
const insertProductKey = query<readonly [string]>(
  'insertProductKey',
  'INSERT INTO product_key (product_id) VALUES (?)',
);

const numberOfProduct = (tx: Tx, productId: ProductId): number =>
  tx.one(findProductKey, productId)?.product ?? tx.run(insertProductKey, productId).lastRowId;

/** Fields that a person set stay what they are when an import says otherwise. */
const correctableFields = [
  'name',
  'categoryId',
  'points',
  'pointsPerKilogram',
  'euroCents',
  'limitIds',
  'isActive',
] as const;

type ProductBody = z.infer<typeof productSet.body>;

const emptyProduct: ProductRow = {
  code: null,
  name: '?',
  categoryId: 'to-classify',
  points: null,
  pointsPerKilogram: null,
  euroCents: null,
  isActive: 1,
  toComplete: 0,
  corrected: '',
  limitIds: '',
};

function productAfter(before: ProductRow, body: ProductBody): ProductRow {
  const corrected = new Set(before.corrected.split(',').filter((field) => field !== ''));
  const keeps = (field: (typeof correctableFields)[number]) => body.by === 'import' && corrected.has(field);
  const after: ProductRow = {
    code: before.code ?? body.code ?? null,
    name: body.name === undefined || keeps('name') ? before.name : body.name,
    categoryId: body.categoryId === undefined || keeps('categoryId') ? before.categoryId : body.categoryId,
    points: body.points === undefined || keeps('points') ? before.points : body.points,
    pointsPerKilogram:
      body.pointsPerKilogram === undefined || keeps('pointsPerKilogram')
        ? before.pointsPerKilogram
        : body.pointsPerKilogram,
    euroCents: body.euroCents === undefined || keeps('euroCents') ? before.euroCents : body.euroCents,
    isActive: body.isActive === undefined || keeps('isActive') ? before.isActive : Number(body.isActive),
    limitIds: body.limitIds === undefined || keeps('limitIds') ? before.limitIds : body.limitIds.join(),
    // The office completes what a till added by setting it, an import by naming it.
    toComplete: Number(body.by === 'till' && (before === emptyProduct || before.toComplete === 1)),
    corrected: '',
  };
  if (body.by === 'person') {
    for (const field of correctableFields) if (body[field] !== undefined) corrected.add(field);
  }
  return { ...after, corrected: [...corrected].sort().join(',') };
}

function takeProduct(tx: Tx, body: ProductBody): void {
  const product = numberOfProduct(tx, body.productId);
  const before = tx.one(findProductRow, product);
  const after = productAfter(before ?? emptyProduct, body);
  tx.run(
    upsertProduct,
    product,
    after.code,
    after.name,
    after.categoryId,
    after.points,
    after.pointsPerKilogram,
    after.euroCents,
    after.isActive,
    after.toComplete,
    after.corrected,
    after.limitIds,
  );
  if (before?.name !== after.name) {
    if (before !== undefined) tx.run(deleteSearch, product);
    tx.run(insertSearch, product, normaliseText(after.name));
  }
}

export const catalogueProjectors: readonly ProjectorEntry[] = [
  projector(categorySet, (tx, { body }) => {
    tx.run(upsertCategory, body.category.categoryId, Number(body.isActive), JSON.stringify(body.category));
  }),
  projector(limitSet, (tx, { body }) => {
    tx.run(upsertLimit, body.limitId, JSON.stringify(body));
  }),
  projector(productSet, (tx, { body }) => takeProduct(tx, body)),
  projector(catalogueImported, () => {
    // The act is its own history entry; its rows are operations that name it as their cause.
  }),
  projector(favouritesSet, (tx, { body }) => {
    tx.run(upsertFavourites, body.siteId, JSON.stringify(body.productIds));
  }),
];
