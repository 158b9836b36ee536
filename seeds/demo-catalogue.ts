import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { productIdOfCode } from '../electron/database/product-id.ts';
import { parseCsv } from '../electron/documents/parse-csv.ts';
import type { BasketCategory, CatalogueProduct } from '../shared/domain/basket.ts';
import { planImport } from '../shared/domain/catalogue-import.ts';
import { categoriesSchema } from '../shared/domain/category.ts';
import { createCategoriser } from '../shared/domain/category-rules.ts';
import type { CategoryId, ProductId } from '../shared/domain/ids.ts';
import { type Limit, limitSchema } from '../shared/domain/limit.ts';
import { assert } from '../shared/domain/result.ts';
import { catalogueImported, favouritesSet, productSet } from '../shared/operations/catalogue-operations.ts';
import type { DemoNetwork } from './demo-network.ts';
import type { Random } from './random.ts';
import categoriesJson from './reference/categories.json' with { type: 'json' };
import limitsJson from './reference/limits.json' with { type: 'json' };
import type { Simulation } from './simulation.ts';

export type DemoCatalogue = {
  readonly products: ReadonlyMap<ProductId, CatalogueProduct>;
  readonly categories: ReadonlyMap<CategoryId, BasketCategory>;
  readonly limits: readonly Limit[];
  readonly fileSha256: string;
  readonly refusedCount: number;
};

/** The real Italian products, with category and price by the word rules; of more than `most`, evenly chosen ones. */
export async function readDemoCatalogue(most: number): Promise<DemoCatalogue> {
  // Beside this file in the sources, beside the bundle in the built application.
  const bytes = readFileSync(new URL('./reference/products-it.csv', import.meta.url));
  const file = await parseCsv(bytes);
  assert(file.ok, 'the catalogue in seeds/reference can be read');
  const categories = categoriesSchema.parse(categoriesJson);
  const plan = planImport(file.value, {
    existing: new Map(),
    categories,
    limitIds: new Set(),
    categorise: createCategoriser(categories),
  });
  assert(plan.ok, 'the catalogue in seeds/reference can be imported');
  const { added, refused } = plan.value;
  const step = Math.max(1, added.length / most);
  const products = new Map<ProductId, CatalogueProduct>();
  for (let at = 0; at < added.length && products.size < most; at += step) {
    const row = added[Math.floor(at)];
    assert(row !== undefined, 'an index inside the list');
    const productId = productIdOfCode(row.ean);
    products.set(productId, {
      productId,
      name: row.fields.name,
      ean: row.ean,
      categoryId: row.fields.categoryId,
      pricing: { kind: 'each', points: row.fields.points },
      active: true,
      toComplete: false,
    });
  }
  return {
    products,
    categories: new Map(categories.map((category) => [category.categoryId, category])),
    limits: z.array(limitSchema).parse(limitsJson),
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    refusedCount: refused.length,
  };
}

/** One step for each product. */
export function* recordDemoCatalogue(
  { record }: Simulation,
  { products, fileSha256, refusedCount }: DemoCatalogue,
  { officeId }: DemoNetwork,
): Generator<void> {
  const imported = { fileSha256, added: products.size, changed: 0, refused: refusedCount };
  const causeId = record(catalogueImported, imported, { operatorId: officeId });
  for (const { productId, ean, name, categoryId } of products.values()) {
    assert(ean !== undefined, 'a product of the file has its code');
    record(
      productSet,
      { productId, by: 'import', code: ean, name, categoryId },
      { operatorId: officeId, causeId },
    );
    yield;
  }
}

/** What a shop has on its shelves: of each category some products, the first ones the most asked for. */
export type Shelves = ReadonlyMap<CategoryId, readonly ProductId[]>;

const PRODUCTS_ON_SHELF = 40;

export function fillShelves(catalogue: DemoCatalogue, random: Random): Shelves {
  const byCategory = Map.groupBy(catalogue.products.values(), (product) => product.categoryId);
  const shelves = new Map<CategoryId, ProductId[]>();
  for (const [categoryId, list] of byCategory) {
    if (catalogue.categories.get(categoryId)?.notGiven) continue;
    const chosen = new Set<ProductId>();
    const wanted = Math.min(PRODUCTS_ON_SHELF, list.length);
    while (chosen.size < wanted) chosen.add(random.pick(list).productId);
    shelves.set(categoryId, [...chosen]);
  }
  return shelves;
}

const FAVOURITES = ['pasta', 'tomato', 'milk', 'rice', 'bread', 'vegetables', 'fruit', 'legumes', 'biscuits'];

/** The first product of the shelves that are asked for most, as tiles. */
export function recordFavourites({ record }: Simulation, shelves: Shelves, network: DemoNetwork): void {
  const first = new Map<string, ProductId | undefined>([...shelves].map(([id, list]) => [id, list[0]]));
  const productIds = FAVOURITES.map((categoryId) => first.get(categoryId)).filter((id) => id !== undefined);
  record(favouritesSet, { siteId: network.siteId, productIds }, { operatorId: network.officeId });
}

/** Goods that people with prepaid credit may also buy for euro, and how many of each kind. */
const EURO_CATEGORIES = ['hygiene', 'cleaning', 'nappies'];
const EURO_PRICES_PER_CATEGORY = 12;

/** Euro prices of some goods, near what they cost in points: 6 points are 0,59 €. */
export function recordEuroPrices(
  { record }: Simulation,
  catalogue: DemoCatalogue,
  shelves: Shelves,
  { officeId }: DemoNetwork,
): void {
  for (const [categoryId, list] of shelves) {
    const points = catalogue.categories.get(categoryId)?.points ?? 0;
    if (!EURO_CATEGORIES.includes(categoryId) || points === 0) continue;
    for (const productId of list.slice(0, EURO_PRICES_PER_CATEGORY)) {
      record(productSet, { productId, by: 'person', euroCents: points * 10 - 1 }, { operatorId: officeId });
    }
  }
}
