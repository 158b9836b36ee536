import { z } from 'zod';
import { MOST_TAGS } from './laundry-tag.ts';
import { localDateSchema } from './local-date.ts';
import { paperLanguageSchema } from './paper-language.ts';
import { receiptSchema, receiptTimeSchema } from './receipt.ts';

/**
 * What is tied to the bags of a household at the laundry: a number, and no name (domain facts, section 4). The code is
 * read back by `readTagCode`.
 */
export const laundryTagPaperSchema = z.strictObject({
  kind: z.literal('laundry-tag'),
  language: paperLanguageSchema,
  /** A demo network's tag is framed as such. */
  demo: z.boolean(),
  /** Printed before, or perhaps printed before: the paper says so. */
  reprint: z.boolean(),
  siteName: z.string().trim().min(1).max(200),
  tag: z.int().min(1).max(MOST_TAGS),
  bags: z.int().min(1).max(20),
  /** Day and time in Europe/Rome. */
  on: localDateSchema,
  time: receiptTimeSchema,
});
export type LaundryTagPaper = z.infer<typeof laundryTagPaperSchema>;

/** Whatever comes off a roll: the print queue stores it as data, and its `kind` tells one from another. */
export const rollPaperSchema = z.union([receiptSchema, laundryTagPaperSchema]);
export type RollPaper = z.infer<typeof rollPaperSchema>;
export type RollPaperKind = RollPaper['kind'];
