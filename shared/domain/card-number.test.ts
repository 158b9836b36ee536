import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cardNumberFromBytes,
  cardNumberSchema,
  isCardNumber,
  maskCardNumber,
  mod3736CheckCharacter,
  parseCardNumber,
} from './card-number.ts';

const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const randomBytes = fc.uint8Array({ minLength: 8, maxLength: 16 });
const cardNumbers = randomBytes.map(cardNumberFromBytes);

describe('card numbers', () => {
  test('the check character is ISO 7064 MOD 37,36', () => {
    expect(mod3736CheckCharacter('A12425GABC1234002')).toBe('M'); // the standard example of a release identifier
  });

  test('any bytes give a card number of one shape', () => {
    fc.assert(
      fc.property(randomBytes, (bytes) => {
        const number = cardNumberFromBytes(bytes);
        expect(number).toMatch(/^BC[0-9A-HJKMNP-TV-Z]{9}$/);
        expect(cardNumberSchema.safeParse(number).success).toBe(true);
        expect(parseCardNumber(number)).toEqual({ ok: true, value: number });
      }),
    );
  });

  test('the same bytes give the same number, fewer than 8 are a bug', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(cardNumberFromBytes(bytes)).toBe(cardNumberFromBytes(bytes));
    expect(() => cardNumberFromBytes(bytes.subarray(1))).toThrow('8 random bytes');
  });

  test('one wrong character is never another card', () => {
    fc.assert(
      fc.property(cardNumbers, fc.nat(10), fc.constantFrom(...characters), (number, at, other) => {
        fc.pre(number[at] !== other);
        expect(isCardNumber(number.slice(0, at) + other + number.slice(at + 1))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('two neighbours swapped are never another card', () => {
    for (let seed = 0; seed < 5000; seed++) {
      const number = cardNumberFromBytes(Uint8Array.of(7, 21, 3, 30, 12, seed >> 10, seed >> 5, seed));
      for (let at = 0; at < 10; at++) {
        const [a = '', b = ''] = number.slice(at, at + 2);
        const swapped = number.slice(0, at) + b + a + number.slice(at + 2);
        if (a !== b && isCardNumber(swapped))
          throw new Error(`${number} and ${swapped} are both card numbers`);
      }
    }
  });

  test('a number read over the phone is understood', () => {
    fc.assert(
      fc.property(cardNumbers, (number) => {
        const spoken = `${number.slice(0, 2)}-${number.slice(2, 6)} ${number.slice(6)}`
          .toLowerCase()
          .replaceAll('0', 'o')
          .replaceAll('1', 'l');
        expect(parseCardNumber(` ${spoken} `)).toEqual({ ok: true, value: number });
      }),
    );
  });

  test('says whether the shape or the check character is wrong', () => {
    expect(parseCardNumber('4006381333931')).toEqual({ ok: false, error: { type: 'NotACardNumber' } });
    const number = cardNumberFromBytes(new Uint8Array(8));
    const wrong = number.slice(0, -1) + (number.endsWith('7') ? '8' : '7');
    expect(parseCardNumber(wrong)).toEqual({ ok: false, error: { type: 'WrongCheckCharacter' } });
  });

  test('the mask shows the last 3 characters', () => {
    const number = cardNumberFromBytes(Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2));
    expect(maskCardNumber(number)).toBe(`********${number.slice(-3)}`);
  });
});
