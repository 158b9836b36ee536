import type { FoundProduct } from '../../shared/contract/till-contract.ts';
import type { ProductRow } from '../database/products.ts';
import type { TillReference } from './till-reference.ts';

/** A product as the till's search and tiles show it, with what it costs here. */
export function toFoundProduct(product: ProductRow, { categories }: TillReference): FoundProduct {
  const { pricing } = product;
  const category = categories.get(product.categoryId);
  return {
    productId: product.productId,
    name: product.name,
    code: product.code,
    categoryName: category?.name ?? null,
    points:
      pricing.kind === 'byWeight' ? pricing.pointsPerKilogram : (pricing.points ?? category?.points ?? 0),
    euroCents: product.euroCents ?? null,
    isWeighed: pricing.kind === 'byWeight',
  };
}
