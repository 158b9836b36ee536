import { z } from 'zod';
import type { UnreadableReason } from '../domain/barcode.ts';
import type {
  ImportColumn,
  ImportedField,
  ImportedFields,
  KeptCorrection,
  RefusedRow,
} from '../domain/catalogue-import.ts';
import { babyAgeMonthsSchema, bilingualNameSchema, type Category } from '../domain/category.ts';
import { euroCentsSchema } from '../domain/euro-price.ts';
import {
  type CategoryId,
  categoryIdSchema,
  type LimitId,
  limitIdSchema,
  operationIdSchema,
  type ProductId,
  productIdSchema,
} from '../domain/ids.ts';
import { type Limit, limitSchema, MAX_LIMITS_PER_PRODUCT } from '../domain/limit.ts';
import { pointsSchema } from '../domain/points.ts';
import { productNameSchema } from '../domain/text.ts';
import { command } from './command.ts';

/** A product as the office sees it. */
export type ProductEntry = {
  readonly productId: ProductId;
  readonly code: string | null;
  readonly name: string;
  readonly categoryId: CategoryId;
  /** Own points for one piece; null takes the category's. */
  readonly points: number | null;
  /** Set where it is weighed. */
  readonly pointsPerKilogram: number | null;
  /** For one piece, or for a kilogram where it is weighed; null where it is paid in points only. */
  readonly euroCents: number | null;
  /** Limits it names itself, besides those of its category. */
  readonly limitIds: readonly LimitId[];
  readonly isActive: boolean;
  readonly toComplete: boolean;
};

export type CategoryEntry = {
  readonly category: Category;
  readonly isActive: boolean;
  readonly productCount: number;
};

export type CatalogueCounts = {
  readonly products: number;
  readonly toComplete: number;
  readonly toClassify: number;
};

/** What a scan is to the office: a product, a code that is none yet, or nothing of the catalogue. */
export type CodeFound =
  | { readonly type: 'product'; readonly productId: ProductId }
  | { readonly type: 'newCode'; readonly code: string }
  | { readonly type: 'notGoods' }
  | { readonly type: 'unreadable'; readonly reason: UnreadableReason };

/** 6,000,000 bytes are 8,000,000 letters in base64, which fits into the 8 MiB that a command may be. */
export const MAX_IMPORT_BYTES = 6_000_000;

export type ImportSample = {
  readonly lineNumber: number;
  readonly code: string;
  readonly fields: ImportedFields;
};
export type ImportChangeSample = ImportSample & {
  readonly before: ImportedFields;
  readonly changedFields: readonly ImportedField[];
};
export type KeptSample = KeptCorrection & { readonly name: string };

/** What an import would do: figures, and the first rows of each sort. */
export type ImportPreview = {
  readonly importId: string;
  readonly recordCount: number;
  readonly addedCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly duplicateCount: number;
  readonly keptCount: number;
  readonly refusedCount: number;
  readonly added: readonly ImportSample[];
  readonly changed: readonly ImportChangeSample[];
  readonly kept: readonly KeptSample[];
  readonly refused: readonly Omit<RefusedRow, 'cells'>[];
  /** New products by category, most first. */
  readonly addedByCategory: readonly { readonly categoryId: CategoryId; readonly count: number }[];
  /** The file is no UTF-8: its accents were read as an old Windows program writes them. */
  readonly isWindows1252: boolean;
};

export type ImportFileFailure =
  | { readonly type: 'FileTooLarge'; readonly maxBytes: number }
  | { readonly type: 'LineTooLong'; readonly lineNumber: number }
  | { readonly type: 'TooManyRows'; readonly maxRows: number }
  | { readonly type: 'NotText' }
  | { readonly type: 'EmptyFile' }
  | { readonly type: 'MissingColumn'; readonly column: 'ean' | 'name' }
  | { readonly type: 'RepeatedColumn'; readonly column: ImportColumn };

/** The preview is not here any more: another file was read since, or the program was started again. */
export type ImportGone = { readonly type: 'ImportGone' };
export type ImportUnderWay = { readonly type: 'ImportUnderWay' };

export type ReclassifyPreview = {
  readonly count: number;
  readonly sample: readonly {
    readonly productId: ProductId;
    readonly name: string;
    readonly categoryId: CategoryId;
  }[];
  readonly byCategory: readonly { readonly categoryId: CategoryId; readonly count: number }[];
};

export type ProductFailure =
  | { readonly type: 'ProductUnknown' }
  | { readonly type: 'CategoryUnknown' }
  | { readonly type: 'LimitUnknown' }
  | { readonly type: 'CodeTaken'; readonly productId: ProductId; readonly name: string }
  | { readonly type: 'CodeMalformed' }
  | { readonly type: 'CodeWrongCheckDigit'; readonly expected: number };

export type CategoryFailure =
  | { readonly type: 'CategoryUnknown' }
  | { readonly type: 'UnusableWord'; readonly word: string }
  | { readonly type: 'CategoryInUse'; readonly productCount: number }
  /** Products that match no word need this category. */
  | { readonly type: 'CategoryNeeded' };

export type LimitFailure = { readonly type: 'LimitUnknown' } | { readonly type: 'TargetUnknown' };

const readers = ['cashier', 'office'] as const;
const office = ['office'] as const;
const nothing = z.strictObject({});
const words = z.array(z.string().trim().min(1).max(200)).max(1_000);

export const MAX_FAVOURITES = 24;

export const catalogueContract = {
  /** 50 at most, best match first; digits find codes. */
  'catalogue.search': command(readers, z.strictObject({ text: z.string().max(200) })).returns<
    readonly ProductEntry[]
  >(),
  'catalogue.counts': command(office, nothing).returns<CatalogueCounts>(),
  /** 500 at most; the counts say how many there are. */
  'catalogue.toComplete': command(office, nothing).returns<readonly ProductEntry[]>(),
  'catalogue.ofCategory': command(office, z.strictObject({ categoryId: categoryIdSchema })).returns<
    readonly ProductEntry[]
  >(),
  'catalogue.product': command(office, z.strictObject({ productId: productIdSchema })).returns<
    ProductEntry,
    { readonly type: 'ProductUnknown' }
  >(),
  'catalogue.findCode': command(office, z.strictObject({ text: z.string().max(500) })).returns<CodeFound>(),
  /** A new product where `productId` is null. Only what differs from now is recorded. */
  'catalogue.saveProduct': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      productId: productIdSchema.nullable(),
      code: z.string().trim().max(20).nullable(),
      name: productNameSchema,
      categoryId: categoryIdSchema,
      points: pointsSchema.nullable(),
      pointsPerKilogram: pointsSchema.nullable(),
      euroCents: euroCentsSchema.nullable(),
      limitIds: z.array(limitIdSchema).max(MAX_LIMITS_PER_PRODUCT),
      isActive: z.boolean(),
    }),
  ).returns<ProductEntry, ProductFailure>(),

  'catalogue.categories': command(readers, nothing).returns<readonly CategoryEntry[]>(),
  'catalogue.saveCategory': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      categoryId: categoryIdSchema.nullable(),
      name: bilingualNameSchema,
      points: pointsSchema,
      priority: z.int().min(0).max(9),
      words,
      weakWords: words,
      excludeWords: words,
      bestBeforeToleranceDays: z.int().min(0).max(730),
      babyAgeMonths: babyAgeMonthsSchema.nullable(),
      notGiven: z.boolean(),
      isActive: z.boolean(),
    }),
  ).returns<Category, CategoryFailure>(),
  /** What the words of today would say of products that are still to be classified and nobody corrected. */
  'catalogue.previewReclassify': command(office, nothing).returns<ReclassifyPreview>(),
  'catalogue.reclassify': command(office, nothing).returns<{ readonly changed: number }, ImportUnderWay>(),

  'catalogue.limits': command(readers, nothing).returns<readonly Limit[]>(),
  'catalogue.saveLimit': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      limit: limitSchema.extend({ limitId: limitIdSchema.nullable() }),
    }),
  ).returns<Limit, LimitFailure>(),

  /** The tiles of this site's tills, in their order. */
  'catalogue.favourites': command(readers, nothing).returns<readonly ProductEntry[]>(),
  'catalogue.setFavourites': command(
    office,
    z.strictObject({
      operationId: operationIdSchema,
      productIds: z.array(productIdSchema).max(MAX_FAVOURITES),
    }),
  ).returns<readonly ProductEntry[], { readonly type: 'ProductUnknown' }>(),

  /** Reads a file and says what it would change. Nothing is changed yet. */
  'catalogue.previewImport': command(
    office,
    z.strictObject({ contentBase64: z.base64().max(Math.ceil(MAX_IMPORT_BYTES / 3) * 4) }),
  ).returns<ImportPreview, ImportFileFailure | ImportUnderWay>(),
  /** Carries it out; `progress` events of the task `catalogue-import` tell how far it is. */
  'catalogue.applyImport': command(office, z.strictObject({ importId: z.uuid() })).returns<
    { readonly added: number; readonly changed: number },
    ImportGone | ImportUnderWay
  >(),
  /** The refused rows of a preview as CSV, to be mended and imported again. */
  'catalogue.refusedRows': command(office, z.strictObject({ importId: z.uuid() })).returns<
    { readonly csv: string },
    ImportGone
  >(),
};
