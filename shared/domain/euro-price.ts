import { z } from 'zod';

/** Most that one piece, or one kilogram, can cost: 9.999,99 €. */
export const MAX_EURO_CENTS = 999_999;

/**
 * What one piece of a product costs in prepaid euro, in whole cents; of a product that is weighed, one kilogram.
 * Nothing has a price of zero: a product without a euro price is paid in points.
 */
export const euroCentsSchema = z.int().min(1).max(MAX_EURO_CENTS);

/** Cents of a weighed piece: rounded half up to the whole cent, and never below one cent. */
export const centsOfWeight = (centsPerKilogram: number, grams: number): number =>
  Math.max(1, Math.floor((centsPerKilogram * grams + 500) / 1000));

/**
 * Cents of a price as Italian spreadsheets and people write it: `1,49`, `1,5`, `1.234,50 €`, and `1.49` with exactly two
 * decimals. Null where it is no price, or one past `MAX_EURO_CENTS`.
 */
export function centsOfText(text: string): number | null {
  const figure = text.replace(/^€\s*|\s*€$/g, '').trim();
  const italian = /^(\d{1,3}(?:\.\d{3})+|\d{1,6})(?:,(\d{1,2}))?$/.exec(figure);
  const plain = /^(\d{1,6})\.(\d{2})$/.exec(figure);
  const [, whole = '', decimals = ''] = italian ?? plain ?? [];
  if (whole === '') return null;
  const cents = Number(whole.replaceAll('.', '')) * 100 + Number(decimals.padEnd(2, '0'));
  const price = euroCentsSchema.safeParse(cents);
  return price.success ? price.data : null;
}
