import type { CategoryEntry, ProductEntry } from '../../../shared/contract/catalogue-contract.ts';
import type { BilingualName } from '../../../shared/domain/category.ts';
import { normaliseText } from '../../../shared/domain/category-rules.ts';
import type { CategoryId } from '../../../shared/domain/ids.ts';
import type { Words } from '../../i18n/words.ts';

export const nameIn = (name: BilingualName, { language }: Pick<Words, 'language'>): string => name[language];

export type CategoriesById = ReadonlyMap<CategoryId, CategoryEntry>;

export function categoryName(categories: CategoriesById, categoryId: CategoryId, words: Words): string {
  const entry = categories.get(categoryId);
  return entry === undefined ? categoryId : nameIn(entry.category.name, words);
}

/** What one piece, or a kilogram, costs today: `3 punti`, `40 punti al kg`. */
export function priceOf(product: ProductEntry, categories: CategoriesById, words: Words): string {
  if (product.pointsPerKilogram !== null) {
    return words.t('catalogue.perKilogram', { points: words.points(product.pointsPerKilogram) });
  }
  const points = product.points ?? categories.get(product.categoryId)?.category.points;
  return points === undefined ? '–' : words.points(points);
}

/** Whether every word typed begins a word of the name, accents and case aside. */
export function isNamed(name: string, text: string): boolean {
  const words = normaliseText(name).split(' ');
  return normaliseText(text)
    .split(' ')
    .every((typed) => words.some((word) => word.startsWith(typed)));
}

/** One word rule a line, as they are typed in a long field. */
export const toLines = (words: readonly string[] | undefined): string => (words ?? []).join('\n');
export const fromLines = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];
