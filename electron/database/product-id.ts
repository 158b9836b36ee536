import { v5 } from 'uuid';
import { type ProductId, productIdSchema } from '../../shared/domain/ids.ts';

/** Never changed: every product id of every network derives from it. */
const PRODUCT_CODES = '6f0e54a3-51c4-4d0c-9b8f-2f6f4f0c7a11';

/**
 * The id of the product behind a code (EAN in its one form, or the item code of an in-store label). UUIDv5,
 * so that the same unknown code added at two tills, or imported twice, is one product.
 */
export const productIdOfCode = (code: string): ProductId => productIdSchema.parse(v5(code, PRODUCT_CODES));
