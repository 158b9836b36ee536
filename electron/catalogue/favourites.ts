import type { catalogueContract } from '../../shared/contract/catalogue-contract.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { favouritesSet } from '../../shared/operations/catalogue-operations.ts';
import { findOperation } from '../database/log.ts';
import { findProduct, listFavourites } from '../database/products.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { announceAfter } from './announce-catalogue.ts';
import { toEntry } from './product-entry.ts';

type Part = Pick<typeof catalogueContract, 'catalogue.favourites' | 'catalogue.setFavourites'>;

export function createFavouriteHandlers(context: ServiceContext): Handlers<Part> {
  const { db, inTransaction } = context;
  return {
    'catalogue.favourites': ({ operator }) => ok(listFavourites(db, operator().siteId).map(toEntry)),
    'catalogue.setFavourites': ({ operator }, { operationId, productIds }) =>
      inTransaction((tx) => {
        const { operatorId, siteId } = operator();
        const once = [...new Set(productIds)];
        if (once.some((productId) => findProduct(tx, productId) === null)) {
          return err({ type: 'ProductUnknown' });
        }
        if (findOperation(tx, operationId) === null) {
          context.record(tx, {
            id: operationId,
            kind: favouritesSet,
            body: { siteId, productIds: once },
            operatorId,
            businessOn: context.today(),
          });
          announceAfter(context, tx);
        }
        return ok(listFavourites(tx, siteId).map(toEntry));
      }),
  };
}
