import type { catalogueContract } from '../../shared/contract/catalogue-contract.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { createCategoryHandlers } from '../catalogue/categories.ts';
import { createFavouriteHandlers } from '../catalogue/favourites.ts';
import { createFileImports } from '../catalogue/import-file.ts';
import { createProductHandlers } from '../catalogue/products.ts';
import { previewReclassify, reclassify } from '../catalogue/reclassify.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

/** Products, categories, limits and tiles, by hand and from files. */
export function createCatalogueService(context: ServiceContext): {
  handlers: Handlers<typeof catalogueContract>;
} {
  const imports = createFileImports(context);
  let isReclassifying = false;
  return {
    handlers: {
      ...createProductHandlers(context),
      ...createCategoryHandlers(context),
      ...createFavouriteHandlers(context),
      'catalogue.previewReclassify': () => ok(previewReclassify(context)),
      'catalogue.reclassify': async ({ operator }) => {
        if (isReclassifying) return err({ type: 'ImportUnderWay' });
        isReclassifying = true;
        try {
          return ok(await reclassify(context, operator().operatorId));
        } finally {
          isReclassifying = false;
        }
      },
      'catalogue.previewImport': (_, { contentBase64 }) =>
        imports.preview(Buffer.from(contentBase64, 'base64')),
      'catalogue.applyImport': ({ operator }, { importId }) =>
        imports.apply(importId, { operatorId: operator().operatorId }),
      'catalogue.refusedRows': (_, { importId }) => imports.refusedRows(importId),
    },
  };
}
