import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyScan } from './barcode.ts';
import { cardNumberFromBytes } from './card-number.ts';
import { codiceFiscaleControlCharacter } from './codice-fiscale.ts';
import { gs1CheckDigit } from './ean.ts';
import { defaultInStorePatterns } from './in-store-code.ts';
import { localDateSchema } from './local-date.ts';

const context = { inStorePatterns: defaultInStorePatterns, today: localDateSchema.parse('2026-11-20') };
const read = (text: string) => classifyScan(text, context);
const withCheckDigit = (digits: string): string => digits + gs1CheckDigit(digits);
const card = cardNumberFromBytes(Uint8Array.of(3, 1, 4, 1, 5, 9, 2, 6));
const codiceFiscale = `QQQXXX80A01Z999${codiceFiscaleControlCharacter('QQQXXX80A01Z999')}`;
const pasta = { type: 'ean', ean: '8001234567897' };

describe('classifyScan', () => {
  test('products: EAN-13, EAN-8, UPC-A', () => {
    expect([read('8001234567897'), read('73513537'), read('036000291452')]).toEqual([
      pasta,
      { type: 'ean', ean: '73513537' },
      { type: 'ean', ean: '0036000291452' },
    ]);
  });

  test('labels of the scale, and codes with prefix 2 that no layout reads', () => {
    const label = withCheckDigit('200123400350');
    expect(read(label)).toEqual({ type: 'inStore', ean: label, itemCode: '001234', priceCents: 350 });
    expect(classifyScan(label, { ...context, inStorePatterns: [] })).toEqual({ type: 'ean', ean: label });
    expect(read(withCheckDigit('2001234'))).toMatchObject({ type: 'ean' });
  });

  test('cards and health cards, in Code 39 with its asterisks and in lower case', () => {
    expect(read(`*${card}*`)).toEqual({ type: 'card', cardNumber: card });
    expect(read(card.toLowerCase())).toEqual({ type: 'card', cardNumber: card });
    expect(read(`*${codiceFiscale.toLowerCase()}*\r`)).toEqual({ type: 'codiceFiscale', codiceFiscale });
  });

  test('symbology identifiers and white space come off', () => {
    expect([read(']E08001234567897'), read(' 8001234567897\r\n'), read(']e08001234567897')]).toEqual([
      pasta,
      pasta,
      pasta,
    ]);
    expect(read(`]A0${codiceFiscale}`)).toEqual({ type: 'codiceFiscale', codiceFiscale });
    expect(read(`]C0${card}`)).toEqual({ type: 'card', cardNumber: card });
  });

  test('what an Italian keyboard layout makes of hyphens, asterisks and brackets', () => {
    expect(read(`(${card}(`)).toEqual({ type: 'card', cardNumber: card });
    expect(read(`BC'${card.slice(2, 6)}'${card.slice(6)}`)).toEqual({ type: 'card', cardNumber: card });
    expect(read('+E08001234567897')).toEqual(pasta);
    expect(read(")01=08001234567897)10=A'1")).toEqual({ type: 'gs1', ean: pasta.ean, lot: 'A-1' });
  });

  test.each([']C1', ']d2', ']Q3', '\x1d', '', ']c1'])('GS1 codes after %j', (start) => {
    expect(read(`${start}01080012345678971527050010L7\x1d17261231`)).toEqual({
      type: 'gs1',
      ean: pasta.ean,
      lot: 'L7',
      bestBefore: { precision: 'month', month: '2027-05' },
      useBy: { precision: 'day', on: '2026-12-31' },
    });
  });

  test('GS1 in the form for people, with an EAN-8 inside', () => {
    expect(read('(01)00000073513537(15)270500')).toMatchObject({ type: 'gs1', ean: '73513537' });
  });

  test.each([
    ['', 'Empty'],
    [' \r\n', 'Empty'],
    ['x'.repeat(201), 'TooLong'],
    ['8001234567896', 'WrongCheckDigit'],
    ['73513538', 'WrongCheckDigit'],
    ['0108001234567896', 'WrongCheckDigit'],
    [`${codiceFiscale.slice(0, 15)}${codiceFiscale.endsWith('A') ? 'B' : 'A'}`, 'WrongCheckDigit'],
    [`${card.slice(0, 10)}${card.endsWith('7') ? '8' : '7'}`, 'WrongCheckDigit'],
    [withCheckDigit('1800123456789'), 'PackOfSeveral'],
    [`01${withCheckDigit('1800123456789')}10A`, 'PackOfSeveral'],
    [`00${'3'.repeat(18)}`, 'NoProduct'],
    ['010800123456789717261331', 'MalformedGs1'],
    ['https://example.org/pasta', 'UnknownShape'],
    ['pasta', 'UnknownShape'],
    ['12', 'UnknownShape'],
  ])('%j is unreadable: %s', (text, reason) => {
    expect(read(text)).toEqual({ type: 'unreadable', reason });
  });

  test('every product code is read as itself, whatever is around it', () => {
    const ean = fc
      .stringMatching(/^[013-9][0-9]{11}$/)
      .filter((d) => !d.startsWith('00000'))
      .map(withCheckDigit);
    fc.assert(
      fc.property(
        ean,
        fc.constantFrom('', ' ', ']E0', '\t'),
        fc.constantFrom('', '\r', '\n', ' '),
        (code, before, after) => {
          expect(read(before + code + after)).toEqual({ type: 'ean', ean: code });
        },
      ),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 250 }), (text) => typeof read(text).type === 'string'));
  });
});
