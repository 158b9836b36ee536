import type { ProductEntry } from '../../shared/contract/catalogue-contract.ts';
import type { ProductRow } from '../database/products.ts';

/** What the screens are shown of a product. */
export const toEntry = ({
  productId,
  code,
  name,
  categoryId,
  pricing,
  euroCents,
  limitIds,
  active,
  toComplete,
}: ProductRow): ProductEntry => ({
  productId,
  code,
  name,
  categoryId,
  points: pricing.kind === 'each' ? pricing.points : null,
  pointsPerKilogram: pricing.kind === 'byWeight' ? pricing.pointsPerKilogram : null,
  euroCents: euroCents ?? null,
  limitIds: limitIds ?? [],
  isActive: active,
  toComplete,
});
