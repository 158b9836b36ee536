import { z } from 'zod';
import { categorySchema } from '../domain/category.ts';
import { euroCentsSchema } from '../domain/euro-price.ts';
import { categoryIdSchema, limitIdSchema, productIdSchema, siteIdSchema } from '../domain/ids.ts';
import { limitSchema, MAX_LIMITS_PER_PRODUCT } from '../domain/limit.ts';
import { pointsSchema } from '../domain/points.ts';
import { productNameSchema } from '../domain/text.ts';
import { byRoles, defineKind, networkStream } from './kind.ts';

export const categorySet = defineKind({
  type: 'category.set',
  version: 1,
  body: z.strictObject({ category: categorySchema, isActive: z.boolean() }),
  writers: byRoles('admin', 'office'),
  stream: () => networkStream,
  subject: (body) => `category:${body.category.categoryId}`,
  register: { isDescriptive: true, section: ({ category }) => category.categoryId },
});

export const limitSet = defineKind({
  type: 'limit.set',
  version: 1,
  body: limitSchema,
  writers: byRoles('admin', 'office'),
  stream: () => networkStream,
  subject: (body) => `limit:${body.limitId}`,
  register: { isDescriptive: true, section: ({ limitId }) => limitId },
});

/**
 * A product, or some of its fields: what is absent stays as it was, the last writer of a field wins.
 * `by` keeps an import from overwriting what a person corrected; `till` is an unknown code added on the
 * spot, which the office completes later.
 */
export const productSet = defineKind({
  type: 'product.set',
  version: 1,
  body: z.strictObject({
    productId: productIdSchema,
    by: z.enum(['import', 'person', 'till']),
    /** EAN-13 or EAN-8 digits, or the item code of an in-store label. Set once. */
    code: z
      .string()
      .regex(/^\d{4,14}$/)
      .optional(),
    name: productNameSchema.optional(),
    categoryId: categoryIdSchema.optional(),
    /** Own price in points for each piece; null takes the category's. */
    points: pointsSchema.nullable().optional(),
    /** Own price in points for a kilogram, for what is weighed; null where sold by the piece. */
    pointsPerKilogram: pointsSchema.nullable().optional(),
    /** Price in prepaid euro, of one piece or of a kilogram where it is weighed; null where it has none. */
    euroCents: euroCentsSchema.nullable().optional(),
    /** Limits it counts against besides those of its category, each once, sorted. */
    limitIds: z.array(limitIdSchema).max(MAX_LIMITS_PER_PRODUCT).optional(),
    isActive: z.boolean().optional(),
  }),
  writers: byRoles('admin', 'office', 'cashier'),
  stream: () => networkStream,
  subject: (body) => `product:${body.productId}`,
  register: { isDescriptive: true, section: ({ productId }) => productId },
});

/** One import of a catalogue file: the act that its changed rows name as their cause. */
export const catalogueImported = defineKind({
  type: 'catalogue.imported',
  version: 1,
  body: z.strictObject({
    fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
    added: z.int().min(0),
    changed: z.int().min(0),
    refused: z.int().min(0),
  }),
  writers: byRoles('admin', 'office'),
  stream: () => networkStream,
  subject: () => 'catalogue',
});

/** Products shown as tiles at the tills of a site, in this order. */
export const favouritesSet = defineKind({
  type: 'favourites.set',
  version: 1,
  body: z.strictObject({ siteId: siteIdSchema, productIds: z.array(productIdSchema).max(24) }),
  writers: byRoles('admin', 'office', 'cashier'),
  stream: () => networkStream,
  subject: (body) => `favourites:${body.siteId}`,
  register: { isDescriptive: true, section: ({ siteId }) => siteId },
});
