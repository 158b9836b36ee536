import { hasGs1CheckDigit } from './ean.ts';
import { localDateSchema, localMonthSchema } from './local-date.ts';
import type { PrintedDate } from './printed-date.ts';
import { err, ok, type Result } from './result.ts';

/**
 * What Bancone reads of a GS1-128 or GS1 DataMatrix code: AI 01 (14 digits, check digit right), 10, 15 and 17. Other application
 * identifiers are passed over. Dates keep the precision they were printed with.
 */
export type Gs1Elements = {
  readonly gtin?: string;
  readonly lot?: string;
  readonly bestBefore?: PrintedDate;
  readonly useBy?: PrintedDate;
};

/** ASCII 29 ends an element of variable length; scanners send it where the symbol holds FNC1. */
export const GROUP_SEPARATOR = '\x1d';

/**
 * Reads an element string, with separators or in the form for people, `(01)...(10)...`. `currentYear` decides the century of dates.
 * Source: GS1 General Specifications, sections 3 (application identifiers) and 7.8 (processing of data).
 */
export function parseGs1(text: string, currentYear: number): Result<Gs1Elements, Gs1Error> {
  if (text.length > 200) return err({ type: 'TooLong' });
  const split = text.startsWith('(') ? splitWritten(text) : splitElements(text);
  if (!split.ok) return split;
  let read: Gs1Elements = {};
  for (const { ai, value } of split.value) {
    const element = readElement(ai, value, currentYear);
    if (!element.ok) return element;
    read = { ...element.value, ...read }; // the first of two equal identifiers counts
  }
  return ok(read);
}

export type Gs1Error =
  | { type: 'TooLong' }
  | { type: 'UnknownApplicationIdentifier' }
  | { type: 'WrongLength'; ai: string }
  | { type: 'WrongCheckDigit'; ai: '01' }
  | { type: 'WrongDate'; ai: string };

type Element = { readonly ai: string; readonly value: string };

// By the first two digits of the identifier: its own length, for those in use.
const IDENTIFIER_LENGTHS: readonly [RegExp, number][] = [
  [/^(0[0-4]|1[0-35-7]|2[0-2]|30|37|9\d)/, 2],
  [/^(2[3-5]|4[0-2]|71)/, 3],
  [/^(3[1-69]|43|70|72|8[0-2])/, 4],
];

// By the first two digits: the length of the value, for the predefined lengths that need no separator (figure 7.8.5-2).
const PREDEFINED_LENGTHS: readonly [RegExp, number][] = [
  [/^00/, 18],
  [/^0[1-3]/, 14],
  [/^04/, 16],
  [/^1[1-9]/, 6],
  [/^20/, 2],
  [/^3[1-6]/, 6],
  [/^41/, 13],
];

const LONGEST_VALUE = 90;

function splitElements(text: string): Result<Element[], Gs1Error> {
  const elements: Element[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === GROUP_SEPARATOR) {
      at++;
      continue;
    }
    const ai = identifierAt(text, at);
    if (ai === null) return err({ type: 'UnknownApplicationIdentifier' });
    at += ai.length;
    const separator = text.indexOf(GROUP_SEPARATOR, at);
    const end = separator === -1 ? text.length : separator;
    const fixed = predefinedLength(ai);
    const value = text.slice(at, fixed === null ? end : Math.min(end, at + fixed));
    if (!isLengthRight(ai, value)) return err({ type: 'WrongLength', ai });
    elements.push({ ai, value });
    at += value.length;
  }
  return ok(elements);
}

function splitWritten(text: string): Result<Element[], Gs1Error> {
  const elements: Element[] = [];
  const compact = text.replaceAll(GROUP_SEPARATOR, '');
  if (!/^(\(\d{2,4}\)[^()]*)+$/.test(compact)) return err({ type: 'UnknownApplicationIdentifier' });
  for (const [, ai = '', written = ''] of compact.matchAll(/\((\d{2,4})\)([^()]*)/g)) {
    if (identifierAt(ai, 0) !== ai) return err({ type: 'UnknownApplicationIdentifier' });
    const value = written.trim();
    if (!isLengthRight(ai, value)) return err({ type: 'WrongLength', ai });
    elements.push({ ai, value });
  }
  return ok(elements);
}

function readElement(ai: string, value: string, currentYear: number): Result<Gs1Elements, Gs1Error> {
  if (ai === '01')
    return hasGs1CheckDigit(value) ? ok({ gtin: value }) : err({ type: 'WrongCheckDigit', ai });
  if (ai === '10') return ok({ lot: value.replaceAll("'", '-') }); // what an Italian keyboard layout makes of a hyphen
  if (ai !== '15' && ai !== '17') return ok({});
  const date = readDate(value, currentYear);
  if (date === null) return err({ type: 'WrongDate', ai });
  return ok(ai === '15' ? { bestBefore: date } : { useBy: date });
}

/** YYMMDD; DD = 00 means the whole month. */
function readDate(value: string, currentYear: number): PrintedDate | null {
  if (!/^\d{6}$/.test(value)) return null;
  const year = fullYear(Number(value.slice(0, 2)), currentYear);
  const yearAndMonth = `${year}-${value.slice(2, 4)}`;
  if (value.endsWith('00')) {
    const month = localMonthSchema.safeParse(yearAndMonth);
    return month.success ? { precision: 'month', month: month.data } : null;
  }
  const on = localDateSchema.safeParse(`${yearAndMonth}-${value.slice(4)}`);
  return on.success ? { precision: 'day', on: on.data } : null;
}

/**
 * The year meant by two digits: from 49 years back to 50 years ahead of the current one.
 * Source: GS1 General Specifications, section 7.12.
 */
export function fullYear(yearOfCentury: number, currentYear: number): number {
  const century = currentYear - (currentYear % 100);
  const ahead = yearOfCentury - (currentYear % 100);
  if (ahead >= 51) return century - 100 + yearOfCentury;
  if (ahead <= -50) return century + 100 + yearOfCentury;
  return century + yearOfCentury;
}

function identifierAt(text: string, at: number): string | null {
  const length = lookUp(IDENTIFIER_LENGTHS, text.slice(at, at + 2));
  if (length === null) return null;
  const ai = text.slice(at, at + length);
  return ai.length === length && /^\d+$/.test(ai) ? ai : null;
}

const predefinedLength = (ai: string): number | null => lookUp(PREDEFINED_LENGTHS, ai);

function isLengthRight(ai: string, value: string): boolean {
  const fixed = predefinedLength(ai);
  if (fixed !== null) return value.length === fixed;
  return value.length >= 1 && value.length <= (ai === '10' ? 20 : LONGEST_VALUE);
}

function lookUp(table: readonly [RegExp, number][], text: string): number | null {
  return table.find(([start]) => start.test(text))?.[1] ?? null;
}
