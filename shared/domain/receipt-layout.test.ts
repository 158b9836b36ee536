import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDateSchema } from './local-date.ts';
import { paperLanguageSchema } from './paper-language.ts';
import type { ReceiptColumns } from './printer.ts';
import { aReceipt } from './receipt.fixture.ts';
import {
  receiptNumber,
  receiptSchema,
  receiptTimeAt,
  secondLanguageFor,
  testPageReceipt,
} from './receipt.ts';
import { layOutReceipt, type ReceiptBlock } from './receipt-layout.ts';
import { columnsOf } from './text-width.ts';

const inPoints = (points: number) => ({ points, babyPoints: 0, cents: 0 });
const day = (text: string) => localDateSchema.parse(text);

const asText = (blocks: readonly ReceiptBlock[]): string[] =>
  blocks.map((block) => ('text' in block ? block.text : block.type === 'rule' ? block.style : ''));

const widthOf = (block: ReceiptBlock): number =>
  block.type === 'text' ? columnsOf(block.text) * (block.size === 'large' ? 2 : 1) : 0;

describe('the layout of a receipt', () => {
  test('a sale on 32 columns', () => {
    expect(asText(layOutReceipt(aReceipt(), 32))).toEqual([
      'Nuovi Cantieri',
      'Emporio di Pesaro',
      'scontrino non fiscale',
      'single',
      'N. 12-345       01/04/2026 00:30',
      'Operatore: Marta',
      'Nucleo: Nicolò R.',
      'Tessera: •••• 4821',
      'single',
      '2 x Pasta di semola            6',
      '1 x Prosciutto cotto       1.204',
      '    350 g',
      'single',
      'Pezzi                          3',
      'TOTALE PUNTI               1.210',
      'Residuo punti prima        1.300',
      'Residuo punti ora             90',
      'Punti validi fino al  30/04/2026',
      'single',
      'Ancora disponibili',
      "Olio d'oliva              1 di 2",
      '',
      'I punti non spesi scadono a fine',
      'mese.',
    ]);
  });

  test('of a mixed sale shows each total and each purse, and the words of the household below', () => {
    const lines = asText(
      layOutReceipt(
        aReceipt({
          secondLanguage: 'uk',
          lines: [
            { name: 'Pannolini', quantity: 2, grams: null, points: 16, cents: 0 },
            { name: 'Sapone', quantity: 1, grams: null, points: 0, cents: 123_450 },
          ],
          total: { points: 3, babyPoints: 13, cents: 123_450 },
          residual: {
            points: { before: 100, after: 97 },
            babyPoints: { before: 13, after: 0 },
            cents: { before: 200_000, after: 76_550 },
          },
          limitsLeft: [],
          messages: [],
        }),
        42,
      ),
    );
    expect(lines.slice(9)).toEqual([
      'single',
      '2 x Pannolini                           16',
      '1 x Sapone                      1.234,50 €',
      'single',
      'Pezzi                                    3',
      'TOTALE PUNTI                            16',
      '  УСЬОГО БАЛІВ',
      'di cui punti bimbi                      13',
      '  з них дитячих балів',
      'TOTALE EURO                     1.234,50 €',
      '  УСЬОГО ЄВРО',
      'Residuo punti prima                    100',
      'Residuo punti ora                       97',
      '  Залишок балів',
      'Residuo punti bimbi prima               13',
      'Residuo punti bimbi ora                  0',
      '  Залишок дитячих балів',
      'Credito in euro prima           2.000,00 €',
      'Credito in euro ora               765,50 €',
      '  Залишок кредиту в євро',
      'Punti validi fino al            30/04/2026',
      '  Бали дійсні до',
    ]);
  });

  test('the second language is the one a household prefers, unless that is Italian or unknown', () => {
    expect(['ar', 'it', 'uk', 'xx', null].map(secondLanguageFor)).toEqual(['ar', null, 'uk', null, null]);
  });

  test('only the words of the second language say which language they are in', () => {
    const blocks = layOutReceipt(aReceipt({ secondLanguage: 'ar' }), 42);
    const inArabic = blocks.flatMap((block) =>
      block.type === 'text' && /\p{Script=Arabic}/u.test(block.text) ? [block] : [],
    );
    expect(inArabic.length).toBeGreaterThan(4);
    expect(blocks.filter((block) => block.type === 'text' && block.language === 'ar')).toEqual(inArabic);
  });

  test('a demo receipt begins and ends with its frame on any paper', () => {
    for (const columns of [32, 42, 48] as const) {
      const lines = asText(layOutReceipt(aReceipt({ demo: true }), columns));
      const frame = columns === 32 ? ['DIMOSTRAZIONE /', 'DEMO'] : ['DIMOSTRAZIONE / DEMO'];
      expect(lines.slice(0, frame.length + 2)).toEqual(['double', ...frame, 'double']);
      expect(lines.slice(-frame.length - 2)).toEqual(['double', ...frame, 'double']);
    }
    expect(asText(layOutReceipt(aReceipt(), 42)).join()).not.toContain('DEMO');
  });

  test('a name of 200 characters is cut after three lines and its points stay on the first', () => {
    const name = 'abcdefghi '.repeat(20).trim();
    const receipt = aReceipt({
      lines: [{ name, quantity: 1, grams: null, points: 7, cents: 0 }],
      total: inPoints(7),
    });
    const lines = asText(layOutReceipt(receipt, 42)).filter((line) => line.includes('abcdefghi'));
    expect(lines).toEqual([
      '1 x abcdefghi abcdefghi abcdefghi        7',
      'abcdefghi abcdefghi abcdefghi abcdefghi',
      'abcdefghi abcdefghi abcdefghi abcdefg...',
    ]);
  });

  test('no line is ever wider than the paper, whatever the names are', () => {
    const anyName = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
      .filter((name) => name.trim().length > 0 && name.length <= 200);
    fc.assert(
      fc.property(
        anyName,
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom<ReceiptColumns>(32, 42, 48),
        fc.constantFrom(null, ...paperLanguageSchema.options),
        (name, points, columns, secondLanguage) => {
          const purse = { before: 1_000_000_000, after: -points };
          const receipt = aReceipt({
            demo: true,
            siteName: name,
            beneficiary: { type: 'household', displayName: name, maskedCard: null },
            secondLanguage,
            lines: [
              { name, quantity: 9999, grams: 1, points, cents: 0 },
              { name, quantity: 1, grams: null, points: 0, cents: points },
            ],
            total: { points: 0, babyPoints: points, cents: points },
            residual: { points: purse, babyPoints: purse, cents: purse },
            limitsLeft: [{ name, left: 1_000_000, allowed: 1_000_000 }],
            messages: [name],
          });
          const tooWide = layOutReceipt(receipt, columns).filter((block) => widthOf(block) > columns);
          expect(tooWide).toEqual([]);
        },
      ),
    );
  });

  test('a return names itself, its original and what was given back, in English too', () => {
    const lines = asText(
      layOutReceipt(
        aReceipt({ kind: 'return', language: 'en', originalNumber: '12-300', reprint: true }),
        42,
      ),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'RETURN',
        '*** REPRINT ***',
        'Original receipt                    12-300',
        'POINTS GIVEN BACK                    1.210',
      ]),
    );
  });

  test('occasional help shows how many people and no name', () => {
    const lines = asText(layOutReceipt(aReceipt({ beneficiary: { type: 'occasional', headcount: 1 } }), 42));
    expect(lines).toContain('Aiuto occasionale: 1 persona');
    expect(lines.join()).not.toContain('Nucleo');
  });

  test('a test page shows the width of the paper and a barcode', () => {
    const page = testPageReceipt({
      language: 'it',
      demo: false,
      networkName: 'Rete',
      siteName: 'Sede',
      on: day('2026-01-31'),
      time: '09:00',
      operatorName: 'Ada',
    });
    expect(receiptSchema.parse(page)).toEqual(page);
    const blocks = layOutReceipt(page, 48);
    expect(asText(blocks)).toContain('123456789012345678901234567890123456789012345678');
    expect(blocks.some((block) => block.type === 'barcode')).toBe(true);
  });
});

describe('the receipt model', () => {
  test('a total that is not the sum of the lines is refused', () => {
    expect(receiptSchema.safeParse({ ...aReceipt(), total: inPoints(1) }).success).toBe(false);
  });

  test('half past midnight in Rome is printed as such in summer and in winter', () => {
    expect(receiptTimeAt(Date.UTC(2026, 2, 31, 22, 30))).toBe('00:30');
    expect(receiptTimeAt(Date.UTC(2026, 0, 31, 23, 30))).toBe('00:30');
  });

  test('a receipt number is the site and the sequence', () => {
    expect(receiptNumber('12', 345)).toBe('12-345');
    expect(() => receiptNumber('', 345)).toThrow();
  });
});
