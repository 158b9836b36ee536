import { z } from 'zod';
import { err, ok, type Result } from './result.ts';

/**
 * The number on a product: EAN-13 or EAN-8, digits only, check digit right. One product has one text: a
 * UPC-A of 12 digits is written as its EAN-13 (a zero before it), and an EAN-8 padded with zeros is written
 * as its 8 digits, because that is what a scanner reads from the label.
 * Source: GS1 General Specifications, GTIN-8, GTIN-12 and GTIN-13.
 */
export const eanSchema = z
  .string()
  .max(14)
  .refine(isEan, 'not an EAN-13 or EAN-8 in its one form')
  .brand<'Ean'>();
export type Ean = z.infer<typeof eanSchema>;

function isEan(text: string): boolean {
  const ean = normaliseEan(text);
  return ean.ok && ean.value === text;
}

/**
 * GS1 check digit of the digits before it: weights 3, 1, 3, 1 ... from the right, modulo 10. Law: any single wrong
 * digit is detected; two neighbours swapped are detected unless they differ by 5.
 */
export function gs1CheckDigit(digitsBefore: string): number {
  let sum = 0;
  let weight = 3;
  for (let i = digitsBefore.length - 1; i >= 0; i--) {
    sum += Number(digitsBefore[i]) * weight;
    weight = 4 - weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** True when the last of some digits is the GS1 check digit of the others. */
export const hasGs1CheckDigit = (digits: string): boolean =>
  /^\d{2,18}$/.test(digits) && gs1CheckDigit(digits.slice(0, -1)) === Number(digits.at(-1));

/**
 * Any of EAN-13, EAN-8, UPC-A (12 digits) and GTIN-14 of a single piece (14 digits, first one 0) in its one form. A
 * GTIN-14 that begins with 1 to 9 is a pack of several pieces, or a variable measure, and is not its content.
 * Law: what comes out is left as it is when it goes in again.
 */
export function normaliseEan(text: string): Result<Ean, EanError> {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return err({ type: 'NotAnEan' });
  const expected = gs1CheckDigit(text.slice(0, -1));
  if (expected !== Number(text.at(-1))) return err({ type: 'WrongCheckDigit', expected });
  if (text.length === 14 && !text.startsWith('0')) return err({ type: 'PackOfSeveral' });
  const gtin13 = text.padStart(14, '0').slice(1);
  const ean = gtin13.startsWith('00000') ? gtin13.slice(5) : gtin13;
  return ok(ean as Ean); // shape and check digit were verified above; zeros before do not change the check digit
}

export type EanError =
  | { type: 'NotAnEan' }
  | { type: 'WrongCheckDigit'; expected: number }
  | { type: 'PackOfSeveral' };
