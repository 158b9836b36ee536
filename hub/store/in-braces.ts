import { assert } from '../../shared/domain/result.ts';

/**
 * A list as PostgreSQL reads it, of what needs no quotes and is never the word for nothing: ids, whole numbers, hashes, names
 * of accounts and streams. The driver would look at each of them, letter by letter, for what has to be escaped, which is a
 * tenth of what a push costs.
 */
export function inBraces(values: readonly (string | number | null)[]): string {
  const list = values.map(asWord).join(',');
  assert(PLAIN.test(list), 'a list without quotes holds plain words and numbers');
  return `{${list}}`;
}

function asWord(value: string | number | null): string | number {
  if (typeof value !== 'string') return value ?? 'NULL';
  assert(value.length !== 4 || value.toUpperCase() !== 'NULL', 'a text is not read as nothing');
  return value;
}

const PLAIN = /^[\w:/.,-]*$/;
