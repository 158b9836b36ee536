const whole = new Intl.NumberFormat('it-IT', { useGrouping: 'always', maximumFractionDigits: 0 });

const euro = new Intl.NumberFormat('it-IT', { style: 'currency', currency: 'EUR', useGrouping: 'always' });

/** A whole number as `1.234`. For points with their word use the message `ui.points`. */
export const formatCount = (count: number): string => whole.format(count);

/** A change of points as `+12` or `−3`, with the real minus sign, so that it lines up and is read aloud. */
export const formatChange = (change: number): string =>
  change > 0 ? `+${whole.format(change)}` : whole.format(change).replace('-', '−');

/** Cents as `1.234,50 €`. The space does not break. */
export const formatEuro = (cents: number): string => euro.format(cents / 100);

/** Grams as `250 g` or `1,25 kg`. */
export const formatGrams = (grams: number): string =>
  grams < 1000 ? `${grams} g` : `${(grams / 1000).toLocaleString('it-IT', { maximumFractionDigits: 3 })} kg`;

/**
 * Reads a number as it is written in Italy: `1234`, `1.234`, `12,5`. At most `decimals` digits after the
 * comma. Null when it is not such a number. A dot separates thousands, never decimals: `1.5` is refused,
 * because it would be read as one and a half by some and as fifteen by others.
 */
export function parseFigure(text: string, decimals = 0): number | null {
  const match = /^(-?)(\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})(?:,(\d+))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', integer = '', fraction = ''] = match;
  if (fraction.length > decimals) return null;
  const value = Number(`${integer.replaceAll('.', '')}.${fraction || '0'}`);
  return sign === '-' && value !== 0 ? -value : value;
}
