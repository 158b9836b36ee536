import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codiceFiscaleControlCharacter, codiceFiscaleSchema, parseCodiceFiscale } from './codice-fiscale.ts';

// Nobody's: these first 15 characters were made up, the control character is computed.
const complete = (first15: string): string => first15 + codiceFiscaleControlCharacter(first15);

describe('codice fiscale', () => {
  test('the control character is that of the examples every handbook prints', () => {
    expect(codiceFiscaleControlCharacter('RSSMRA80A01H501')).toBe('U');
    expect(codiceFiscaleControlCharacter('RSSMRA80A01F205')).toBe('X');
  });

  test('says month, day, sex and place', () => {
    const code = complete('QQQXXX80A41Z999');
    expect(parseCodiceFiscale(` ${code.toLowerCase()}\n`)).toEqual({
      ok: true,
      value: {
        codiceFiscale: code,
        surnameCode: 'QQQ',
        givenNameCode: 'XXX',
        birthYearOfCentury: 80,
        birthMonth: 1,
        birthDay: 1,
        sex: 'female',
        placeCode: 'Z999',
      },
    });
  });

  test('letters in place of digits are read as digits and kept in the code', () => {
    const code = complete('QQQXXXVLTPMZVVV');
    expect(parseCodiceFiscale(code)).toMatchObject({
      value: {
        codiceFiscale: code,
        birthYearOfCentury: 90,
        birthMonth: 12,
        birthDay: 31,
        sex: 'male',
        placeCode: 'Z999',
      },
    });
  });

  test('a day that the month does not have is refused', () => {
    for (const day of ['00', '32', '40', '72', '99']) {
      expect(parseCodiceFiscale(complete(`QQQXXX80A${day}Z999`))).toEqual({
        ok: false,
        error: { type: 'NoSuchBirthDay' },
      });
    }
    expect(parseCodiceFiscale(complete('QQQXXX81B29Z999')).ok).toBe(false);
    expect(parseCodiceFiscale(complete('QQQXXX80B29Z999')).ok).toBe(true);
  });

  test('another shape is not one', () => {
    const code = complete('QQQXXX80A01Z999');
    for (const text of [
      '',
      code.slice(1),
      `${code}A`,
      code.replace('A01', 'F01'),
      code.replace('80', '8A'),
      'x'.repeat(1000),
    ]) {
      expect(parseCodiceFiscale(text)).toEqual({ ok: false, error: { type: 'NotACodiceFiscale' } });
    }
  });

  test('any wrong control character is refused', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z]{6}[0-9]{2}[A-EHLMPR-T](0[1-9]|1[0-9]|2[0-8])[A-Z][0-9]{3}$/),
        fc.integer({ min: 1, max: 25 }),
        (first15, by) => {
          const right = complete(first15);
          const wrong = first15 + String.fromCharCode(65 + ((right.charCodeAt(15) - 65 + by) % 26));
          expect(codiceFiscaleSchema.safeParse(right).success).toBe(true);
          expect(parseCodiceFiscale(wrong)).toEqual({ ok: false, error: { type: 'WrongControlCharacter' } });
        },
      ),
    );
  });
});
