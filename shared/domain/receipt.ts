import { z } from 'zod';
import { localDateSchema } from './local-date.ts';
import { type PaperLanguage, paperLanguageSchema } from './paper-language.ts';
import { residualsSchema, tenderAmountSchema, tendersSchema } from './tenders.ts';

/** The language beside Italian for a household, by what it prefers; null where that is Italian or unknown. */
export function secondLanguageFor(preferredLanguage: string | null): PaperLanguage | null {
  const language = paperLanguageSchema.safeParse(preferredLanguage);
  return language.success && language.data !== 'it' ? language.data : null;
}

export const receiptKindSchema = z.enum(['sale', 'return', 'void', 'test-page']);
export type ReceiptKind = z.infer<typeof receiptKindSchema>;

/** Hour and minute in Europe/Rome, 24 h: `09:05`. */
export const receiptTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/**
 * The number people read aloud: the site's short code and the sequence of the operation in this device's
 * log, `12-345`. Within a site with one till it never repeats.
 */
export const receiptNumberSchema = z.string().regex(/^[A-Za-z0-9]{1,8}-[1-9]\d{0,15}$/);

/** Receipt number of an operation. `siteShort` is 1 to 8 letters or digits, `sequence` starts at 1. */
export const receiptNumber = (siteShort: string, sequence: number): string =>
  receiptNumberSchema.parse(`${siteShort}-${sequence}`);

const name = z.string().trim().min(1).max(200);

/**
 * Pieces of one product and what they cost, in whole points or in euro cents. `grams` only for weighed goods, all pieces
 * together.
 */
export const receiptLineSchema = z.strictObject({
  name: z.string().trim().min(1).max(2000),
  quantity: z.int().min(1).max(9999),
  grams: z.int().min(1).max(1_000_000).nullable(),
  points: tenderAmountSchema,
  cents: tenderAmountSchema,
});
export type ReceiptLine = z.infer<typeof receiptLineSchema>;

/**
 * Who the goods went to: the household by its display name and a card that was masked by the caller, or
 * people helped without a household, as a number only.
 */
export const receiptBeneficiarySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('household'),
    displayName: name,
    maskedCard: z.string().trim().min(1).max(30).nullable(),
  }),
  z.strictObject({ type: z.literal('occasional'), headcount: z.int().min(1).max(9999) }),
]);

/**
 * A receipt as data, before any layout: what a screen shows and what a printer prints. It is not a fiscal
 * document and says so. Quantities and points of a return or a void are positive: the kind tells their
 * direction. Law: `total` is the sum of the lines, its points in whichever purse.
 */
export const receiptSchema = z
  .strictObject({
    language: paperLanguageSchema,
    /** The household's own, printed below the words that matter to it; null where there is none. */
    secondLanguage: paperLanguageSchema.nullable(),
    kind: receiptKindSchema,
    /** A demo network's receipt is framed as such and is worth nothing. */
    demo: z.boolean(),
    /** Printed before, or perhaps printed before: the paper says so. */
    reprint: z.boolean(),
    networkName: name,
    siteName: name,
    /** Null on a test page, which is not an operation. */
    number: receiptNumberSchema.nullable(),
    /** Of a return or a void: the receipt it takes back. */
    originalNumber: receiptNumberSchema.nullable(),
    /** Day and time in Europe/Rome: see `localDateAt` and `receiptTimeAt`. */
    on: localDateSchema,
    time: receiptTimeSchema,
    operatorName: name,
    beneficiary: receiptBeneficiarySchema.nullable(),
    lines: z.array(receiptLineSchema).max(500),
    total: tendersSchema,
    /** Of each purse that the household has. */
    residual: residualsSchema.nullable(),
    limitsLeft: z
      .array(
        z.strictObject({
          name,
          left: z.int().min(0).max(1_000_000),
          allowed: z.int().min(0).max(1_000_000),
        }),
      )
      .max(50),
    /** Last day on which the points can be spent. */
    validUntil: localDateSchema.nullable(),
    /** Sentences of the site to who shops there, already in the receipt's language. */
    messages: z.array(z.string().trim().min(1).max(500)).max(10),
  })
  .refine(
    ({ lines, total }) =>
      lines.reduce((sum, line) => sum + line.points, 0) === total.points + total.babyPoints &&
      lines.reduce((sum, line) => sum + line.cents, 0) === total.cents,
    'the total is not the sum of the lines',
  );
export type Receipt = z.infer<typeof receiptSchema>;

const romeTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Hour and minute in Europe/Rome at an instant in UTC milliseconds. */
export const receiptTimeAt = (utcMs: number): string => romeTime.format(utcMs);

/**
 * A page to try a printer with. Its lines hold every accent of the trade's languages and the euro sign.
 */
export const testPageReceipt = (
  parts: Pick<Receipt, 'language' | 'demo' | 'networkName' | 'siteName' | 'on' | 'time' | 'operatorName'>,
): Receipt => ({
  ...parts,
  kind: 'test-page',
  secondLanguage: null,
  reprint: false,
  number: null,
  originalNumber: null,
  beneficiary: null,
  lines: [
    { name: 'àèéìòù ÀÈÉÌÒÙ €', quantity: 1, grams: null, points: 3, cents: 0 },
    { name: 'ç ñ ß ë ș ț ă ž', quantity: 12, grams: 350, points: 1000, cents: 0 },
  ],
  total: { points: 1003, babyPoints: 0, cents: 0 },
  residual: null,
  limitsLeft: [],
  validUntil: null,
  messages: [],
});
