import { formatEuro } from './figures.ts';

/** The figure of what can be had, as sentences about cover say it: in points and washes, or in euro. */
export function coverValues(failure: {
  readonly type: string;
  readonly unit?: unknown;
  readonly available?: unknown;
}): Record<string, string> {
  const { unit, available } = failure;
  return unit === 'cents' && typeof available === 'number' ? { price: formatEuro(available) } : { price: '' };
}
