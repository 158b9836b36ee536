import { normaliseText } from './category-rules.ts';

/**
 * The words under which a person is found: lower case, accents folded, each word of the name from two
 * letters on, each once. Law: the words do not depend on order, case or accents of the name.
 */
export const searchWords = (name: string): string[] => [
  ...new Set(
    normaliseText(name)
      .split(' ')
      .filter((word) => word.length >= 2),
  ),
];
