import { formatDateTimeAt } from './date-time.ts';
import { formatEuro } from './figures.ts';

/**
 * What the sentence of a refusal is told: its figures and texts as they are, and of what has to be covered the figure that can be had, in
 * points and washes or in euro, and who holds the rest.
 */
export function failureValues(failure: Failure): Record<string, string | number> {
  const { unit, available, holder, seenAt } = failure;
  const plain = Object.entries(failure).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  );
  return {
    ...Object.fromEntries(plain),
    price: unit === 'cents' && typeof available === 'number' ? formatEuro(available) : '',
    holder: typeof holder === 'string' ? holder : 'unknown',
    since: typeof seenAt === 'number' ? formatDateTimeAt(seenAt) : 'never',
  };
}

type Failure = { readonly type: string } & {
  readonly [Name in 'unit' | 'available' | 'holder' | 'seenAt']?: unknown;
};
