import { z } from 'zod';
import { hasGs1CheckDigit } from './ean.ts';

/**
 * How a scale of the shop lays out its labels. One character per digit:
 * `I` item, `P` price in cents, `W` weight in grams, `V` the inner check digit of the price or weight,
 * `X` anything, `C` the check digit of the whole code (always last), a digit stands for itself.
 * `step` multiplies the price or weight, for scales that print tens of grams or of cents.
 * Source: GS1 Italy leaves prefix 2 to each shop; Italian scales mostly print `2IIIIIIPPPPPC`.
 */
export const inStorePatternSchema = z.strictObject({
  layout: z
    .string()
    .regex(/^2[\dIPWVX]{6,11}C$|^02[\dIPWVX]{10}C$/)
    .refine((layout) => /^\d*[^I]*I{2,}[^I]*$/.test(layout), 'item digits must stand together')
    .refine((layout) => /^[^PW]*(P{3,}|W{3,})[^PW]*$/.test(layout), 'a price or a weight, digits together')
    .refine(
      (layout) => !layout.includes('V') || /^[^V]*V[^V]*$/.test(layout),
      'one inner check digit at most',
    )
    .refine(
      (layout) => !layout.includes('V') || /[PW]{4,5}/.test(layout),
      'the inner check digit covers 4 or 5 digits',
    )
    .refine(
      (layout) => !layout.includes('V') || !/[PW]{6}/.test(layout),
      'the inner check digit covers 4 or 5 digits',
    ),
  step: z.int().min(1).max(1000).default(1),
});
export type InStorePattern = z.infer<typeof inStorePatternSchema>;

/** The setting: the first layout that fits a code reads it, so the narrower ones (`28...`) come first. */
export const inStorePatternsSchema = z.array(inStorePatternSchema).max(50);

/** What Italian scales print most: item of 6 digits and price of 5 digits in cents, no inner check digit. */
export const defaultInStorePatterns: readonly InStorePattern[] = [{ layout: '2IIIIIIPPPPPC', step: 1 }];

/** An item of the scale with the price in cents, or the weight in grams, that its label says. */
export type InStoreCode =
  | { readonly itemCode: string; readonly priceCents: number }
  | { readonly itemCode: string; readonly grams: number };

/**
 * Reads a code by the table of layouts; null when no layout fits or a check digit is wrong (the code may still
 * be a product of the catalogue, numbered by the shop itself). The item code keeps its zeros.
 */
export function readInStoreCode(digits: string, patterns: readonly InStorePattern[]): InStoreCode | null {
  if (!hasGs1CheckDigit(digits)) return null;
  for (const pattern of patterns) {
    const code = readByPattern(digits, pattern);
    if (code !== null) return code;
  }
  return null;
}

function readByPattern(digits: string, { layout, step }: InStorePattern): InStoreCode | null {
  if (digits.length !== layout.length) return null;
  const fields = { I: '', P: '', W: '', V: '' };
  for (const [index, mark] of [...layout].entries()) {
    const digit = digits.charAt(index);
    if (mark === 'I' || mark === 'P' || mark === 'W' || mark === 'V') fields[mark] += digit;
    else if (mark !== 'X' && mark !== 'C' && mark !== digit) return null;
  }
  const printed = fields.P + fields.W;
  if (fields.V !== '' && innerCheckDigit(printed) !== Number(fields.V)) return null;
  const measured = Number(printed) * step;
  return fields.W === ''
    ? { itemCode: fields.I, priceCents: measured }
    : { itemCode: fields.I, grams: measured };
}

// The products of GS1's weighting factors, indexed by the digit.
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

/**
 * Check digit of a price or weight of 4 or 5 digits inside an in-store code.
 * Source: GS1 General Specifications, check digit calculations for price and weight fields.
 */
export function innerCheckDigit(digits: string): number {
  if (digits.length === 4) return (weigh(digits, [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS]) * 3) % 10;
  const sum = weigh(digits, [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS]);
  return FIVE_MINUS.indexOf((10 - (sum % 10)) % 10);
}

const weigh = (digits: string, tables: readonly (readonly number[])[]): number =>
  tables.reduce((sum, table, index) => sum + (table[Number(digits[index])] ?? 0), 0);
