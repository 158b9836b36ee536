import { type CodiceFiscale, parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { type LocalMonth, localMonthSchema } from '../../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';

/** The first part of a list that cannot be read, as it was typed. */
export type UnreadPart = { readonly text: string };

/** Months as people write them, separated by commas or spaces: `06/2025, 1/2024`. */
export const readMonths = (text: string): Result<LocalMonth[], UnreadPart> =>
  readEach(partsOf(text, /[,;\s]+/), (part) => {
    const [, month = '', year = ''] = /^(\d{1,2})[/.-](\d{4})$/.exec(part) ?? [];
    const read = localMonthSchema.safeParse(`${year}-${month.padStart(2, '0')}`);
    return read.success ? read.data : null;
  });

/** Whole codici fiscali separated by commas or spaces. */
export const readCodiciFiscali = (text: string): Result<CodiceFiscale[], UnreadPart> =>
  readEach(partsOf(text, /[,;\s]+/), (part) => {
    const read = parseCodiceFiscale(part);
    return read.ok ? read.value.codiceFiscale : null;
  });

/** Names separated by commas. */
export const readNames = (text: string): string[] => partsOf(text, /[,;]+/);

const partsOf = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function readEach<T>(parts: readonly string[], read: (part: string) => T | null): Result<T[], UnreadPart> {
  const values: T[] = [];
  for (const part of parts) {
    const value = read(part);
    if (value === null) return err({ text: part });
    values.push(value);
  }
  return ok(values);
}

/** Points separated by commas or spaces, one for each size of household. */
export const readPointsTable = (text: string): Result<number[], UnreadPart> =>
  readEach(partsOf(text, /[,;\s]+/), (part) => {
    const plain = part.replace(/\./g, '');
    return /^\d{1,6}$/.test(plain) && Number(plain) <= 100_000 ? Number(plain) : null;
  });
