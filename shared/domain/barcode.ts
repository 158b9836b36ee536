import { type CardNumber, parseCardNumber } from './card-number.ts';
import { type CodiceFiscale, parseCodiceFiscale } from './codice-fiscale.ts';
import { type Ean, normaliseEan } from './ean.ts';
import { GROUP_SEPARATOR, parseGs1 } from './gs1.ts';
import { type InStorePattern, readInStoreCode } from './in-store-code.ts';
import { readTagCode } from './laundry-tag.ts';
import type { LocalDate } from './local-date.ts';
import type { PrintedDate } from './printed-date.ts';

/** What a scan turned out to be. */
export type ScannedCode =
  | { readonly type: 'ean'; readonly ean: Ean }
  /** A label of the shop's scale. `ean` is the whole code: a catalogue that holds it as a product goes first. */
  | { readonly type: 'inStore'; readonly ean: Ean; readonly itemCode: string; readonly priceCents: number }
  | { readonly type: 'inStore'; readonly ean: Ean; readonly itemCode: string; readonly grams: number }
  | { readonly type: 'card'; readonly cardNumber: CardNumber }
  | { readonly type: 'codiceFiscale'; readonly codiceFiscale: CodiceFiscale }
  /** What is tied to bags at the laundry. */
  | { readonly type: 'laundryTag'; readonly tag: number }
  | {
      readonly type: 'gs1';
      readonly ean: Ean;
      readonly lot?: string;
      readonly bestBefore?: PrintedDate;
      readonly useBy?: PrintedDate;
    }
  | { readonly type: 'unreadable'; readonly reason: UnreadableReason };

export type UnreadableReason =
  | 'Empty'
  | 'TooLong'
  /** The shape is right and the check digit or character is not: scan again. */
  | 'WrongCheckDigit'
  /** A carton or a variable measure (GTIN-14 that begins with 1 to 9): scan a single piece. */
  | 'PackOfSeveral'
  /** A GS1 code that breaks its own rules: identifier, length or date. */
  | 'MalformedGs1'
  /** A GS1 code that names no product, such as a pallet's. */
  | 'NoProduct'
  | 'UnknownShape';

export type ScanContext = {
  readonly inStorePatterns: readonly InStorePattern[];
  /** Decides the century of the dates in GS1 codes. */
  readonly today: LocalDate;
};

const LONGEST_SCAN = 200;

/**
 * Tells what was scanned (or typed in full) from shape, length and check digit. Understands lower case, white space around the
 * code, AIM symbology identifiers (`]C1`), the asterisks of Code 39, and what an Italian keyboard layout makes of them
 * when the scanner speaks the American one. Law: it never throws, whatever the text.
 */
export function classifyScan(text: string, context: ScanContext): ScannedCode {
  if (text.length > LONGEST_SCAN) return unreadable('TooLong');
  const code = stripWrapping(text);
  if (code === '') return unreadable('Empty');
  if (/^(\d{8}|\d{12,14})$/.test(code)) return classifyDigits(code, context);

  const tag = readTagCode(code);
  if (tag !== null) return { type: 'laundryTag', tag };

  const card = parseCardNumber(code);
  if (card.ok) return { type: 'card', cardNumber: card.value };
  const person = parseCodiceFiscale(code);
  if (person.ok) return { type: 'codiceFiscale', codiceFiscale: person.value.codiceFiscale };
  if (card.error.type === 'WrongCheckCharacter' || person.error.type === 'WrongControlCharacter') {
    return unreadable('WrongCheckDigit');
  }
  return looksLikeGs1(code) ? classifyGs1(code, context) : unreadable('UnknownShape');
}

/** True for a text that is one of our codes, check digit included. */
export const isReadableScan = (text: string, context: ScanContext): boolean =>
  classifyScan(text, context).type !== 'unreadable';

function classifyDigits(digits: string, { inStorePatterns }: ScanContext): ScannedCode {
  const ean = normaliseEan(digits);
  if (!ean.ok) return unreadable(ean.error.type === 'NotAnEan' ? 'UnknownShape' : ean.error.type);
  const inStore = readInStoreCode(ean.value, inStorePatterns);
  return inStore === null ? { type: 'ean', ean: ean.value } : { type: 'inStore', ean: ean.value, ...inStore };
}

function classifyGs1(code: string, { today }: ScanContext): ScannedCode {
  const elements = parseGs1(code, Number(today.slice(0, 4)));
  if (!elements.ok) {
    return unreadable(elements.error.type === 'WrongCheckDigit' ? 'WrongCheckDigit' : 'MalformedGs1');
  }
  const { gtin, ...rest } = elements.value;
  if (gtin === undefined) return unreadable('NoProduct');
  const ean = normaliseEan(gtin);
  if (!ean.ok) return unreadable(ean.error.type === 'PackOfSeveral' ? 'PackOfSeveral' : 'MalformedGs1');
  return { type: 'gs1', ean: ean.value, ...rest };
}

const looksLikeGs1 = (code: string): boolean =>
  /^\(\d{2,4}\)/.test(code) || (/^\d{4}/.test(code) && code.length >= 16) || code.includes(GROUP_SEPARATOR);

/**
 * Takes off what is around the code. A scanner set to the American layout on an Italian PC gives `+` for `]`, `(` for `*`, `)` for `(`
 * and `=` for `)`.
 */
function stripWrapping(text: string): string {
  let code = text.trim().replace(/^[\]+][A-Za-z][0-9A-Za-z](?=.)/s, '');
  if (/^\)\d{2,4}=/.test(code)) code = code.replaceAll(')', '(').replaceAll('=', ')');
  const starred = /^[*(]([^*()]+)[*(]$/.exec(code);
  return (starred?.[1] ?? code).trim().replace(new RegExp(`^${GROUP_SEPARATOR}+`), '');
}

const unreadable = (reason: UnreadableReason): ScannedCode => ({ type: 'unreadable', reason });
