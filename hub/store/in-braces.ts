import { assert } from '../../shared/domain/result.ts';

/**
 * A list as PostgreSQL reads it, of what needs no quotes: ids, whole numbers, hashes, names of accounts and streams. The
 * driver would look at each of them, letter by letter, for what has to be escaped, which is a tenth of what a push costs.
 */
export function inBraces(values: readonly (string | number | null)[]): string {
  const list = values.map((value) => value ?? 'NULL').join(',');
  assert(PLAIN.test(list), 'a list without quotes holds plain words and numbers');
  return `{${list}}`;
}

const PLAIN = /^[\w:/.,-]*$/;
