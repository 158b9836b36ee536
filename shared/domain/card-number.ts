import { z } from 'zod';
import { assert, err, ok, type Result } from './result.ts';

/**
 * The number of one of our cards: `BC`, 8 random characters, 1 check character. It is opaque: nothing of the household can be
 * read from it. Only characters that nobody confuses are used (no I, L, O, U), so that it can be read over the phone. Card
 * numbers are never reused.
 */
export const cardNumberSchema = z
  .string()
  .max(11)
  .refine(isCardNumber, 'not a card number')
  .brand<'CardNumber'>();
export type CardNumber = z.infer<typeof cardNumberSchema>;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SHAPE = /^BC[0-9A-HJKMNP-TV-Z]{9}$/;
const RANDOM_CHARACTERS = 8;

/** True for the one written form of a card number: upper case, check character right. */
export function isCardNumber(text: string): boolean {
  return SHAPE.test(text) && mod3736CheckCharacter(text.slice(0, -1)) === text.at(-1);
}

/**
 * A card number as a person or a scanner may give it: lower case, spaces, hyphens, O for 0 and I or L for 1 are understood.
 */
export function parseCardNumber(text: string): Result<CardNumber, CardNumberError> {
  if (text.length > 40) return err({ type: 'NotACardNumber' });
  const written = text
    .toUpperCase()
    .replace(/[\s\-']/g, '') // an Italian keyboard layout turns the hyphen into an apostrophe
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (!SHAPE.test(written)) return err({ type: 'NotACardNumber' });
  if (!isCardNumber(written)) return err({ type: 'WrongCheckCharacter' });
  return ok(written as CardNumber); // verified on the line above
}

export type CardNumberError = { type: 'NotACardNumber' } | { type: 'WrongCheckCharacter' };

/**
 * A card number from random bytes, of which the first 8 are used (5 bits each).
 * Law: one wrong character, or two neighbours swapped, never give another card number. The check character alone misses
 * one pair in 630 when neighbours are swapped, so numbers with such a pair are passed over.
 */
export function cardNumberFromBytes(bytes: Uint8Array): CardNumber {
  assert(bytes.length >= RANDOM_CHARACTERS, 'a card number needs 8 random bytes');
  let seed = 0n;
  for (const byte of bytes.subarray(0, RANDOM_CHARACTERS)) seed = (seed << 5n) | BigInt(byte & 31);
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const number = withCheckCharacter(seed);
    if (isCardNumber(number) && !swappedNeighbours(number).some(isCardNumber)) {
      return number as CardNumber; // verified on the line above
    }
    seed = (seed + 0x9e3779b1n) & 0xff_ffff_ffffn; // any odd step visits all 2^40 seeds
  }
  throw new Error('Assertion failed: most seeds give a card number');
}

/** The number with all but its last 3 characters hidden, for prints and lists. */
export const maskCardNumber = (cardNumber: CardNumber): string =>
  '*'.repeat(cardNumber.length - 3) + cardNumber.slice(-3);

/**
 * The number in groups that are easy to read aloud: `BC12 3456 786`. Law: `parseCardNumber` reads it, spaces and all.
 */
export const groupCardNumber = (cardNumber: CardNumber): string => cardNumber.replace(/(.{4})(?=.)/g, '$1 ');

function withCheckCharacter(seed: bigint): string {
  let text = '';
  for (let shift = 5n * BigInt(RANDOM_CHARACTERS - 1); shift >= 0n; shift -= 5n) {
    text += ALPHABET.charAt(Number((seed >> shift) & 31n));
  }
  return `BC${text}${mod3736CheckCharacter(`BC${text}`)}`;
}

function swappedNeighbours(text: string): string[] {
  const swapped: string[] = [];
  for (let i = 0; i + 1 < text.length; i++) {
    const [a, b] = [text.charAt(i), text.charAt(i + 1)];
    if (a !== b) swapped.push(text.slice(0, i) + b + a + text.slice(i + 2));
  }
  return swapped;
}

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Check character of a text of 0-9 and A-Z. Source: ISO/IEC 7064, hybrid system MOD 37,36. */
export function mod3736CheckCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const sum = (product + CHARACTERS.indexOf(character)) % 36;
    product = ((sum === 0 ? 36 : sum) * 2) % 37;
  }
  return CHARACTERS.charAt((37 - product) % 36);
}
