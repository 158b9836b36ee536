import type { ReclassifyPreview } from '../../shared/contract/catalogue-contract.ts';
import { TO_CLASSIFY } from '../../shared/domain/category.ts';
import { createCategoriser } from '../../shared/domain/category-rules.ts';
import type { CategoryId, OperatorId, ProductId } from '../../shared/domain/ids.ts';
import { listProductsToClassify } from '../database/catalogue.ts';
import type { Db } from '../database/database.ts';
import { listCategories } from '../database/products.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { announceCatalogue } from './announce-catalogue.ts';
import { countByCategory, recordInBatches } from './import-file.ts';

const SHOWN = 200;

type Classified = {
  readonly productId: ProductId;
  readonly name: string;
  readonly categoryId: CategoryId;
};

/** Products to be classified that today's words know. What a person put there stays there. */
function listClassifiable(db: Db): Classified[] {
  const categorise = createCategoriser(listCategories(db));
  return listProductsToClassify(db)
    .map((product) => ({ ...product, categoryId: categorise(product.name) }))
    .filter(({ categoryId }) => categoryId !== TO_CLASSIFY);
}

export function previewReclassify({ db }: ServiceContext): ReclassifyPreview {
  const classified = listClassifiable(db);
  return {
    count: classified.length,
    sample: classified.slice(0, SHOWN),
    byCategory: countByCategory(classified.map(({ categoryId }) => categoryId)),
  };
}

/** Recorded as an import's choice and not as a person's: better words may choose again. */
export async function reclassify(
  context: ServiceContext,
  operatorId: OperatorId,
): Promise<{ readonly changed: number }> {
  const bodies = listClassifiable(context.db).map(({ productId, categoryId }) => ({
    productId,
    by: 'import' as const,
    categoryId,
  }));
  await recordInBatches(context, bodies, { operatorId, businessOn: context.today() });
  announceCatalogue(context);
  return { changed: bodies.length };
}
