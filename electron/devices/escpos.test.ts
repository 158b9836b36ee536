import EscPosEncoder from '@point-of-sale/receipt-printer-encoder';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printerModelSchema } from '../../shared/domain/printer.ts';
import { aReceipt } from '../../shared/domain/receipt.fixture.ts';
import { layOutReceipt, type ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import { columnsOf } from '../../shared/domain/text-width.ts';
import { encodeReceipt } from './escpos.ts';
import { decodeEscPos } from './fake-printer.ts';

const paper = (blocks: readonly ReceiptBlock[]): string[] =>
  decodeEscPos([...encodeReceipt(blocks, { columns: 42 })])[0] ?? [];

const line = (text: string): ReceiptBlock => ({
  type: 'text',
  text,
  align: 'left',
  bold: false,
  size: 'normal',
});

describe('a receipt as ESC/POS', () => {
  test('what comes out is what the layout says, and the paper is cut once', () => {
    const blocks = layOutReceipt(aReceipt({ beneficiary: null }), 42);
    const papers = decodeEscPos([...encodeReceipt(blocks, { columns: 42 })]);
    expect(papers).toHaveLength(1);
    const expected = blocks.flatMap((block) => {
      if (block.type === 'text') return [block.align === 'center' ? block.text.trim() : block.text];
      return block.type === 'rule' ? ['-'.repeat(42)] : [];
    });
    const lines = (papers[0] ?? []).filter((text) => text !== '');
    const centred = blocks.flatMap((block) =>
      block.type === 'text' && block.align === 'center' ? [block.text] : [],
    );
    expect(lines.map((text) => (centred.includes(text.trim()) ? text.trim() : text))).toEqual(expected);
  });

  test('accents, the euro sign, Romanian and Cyrillic letters are kept', () => {
    const text = 'Caffè perché più città € ÀÈÉ ñ ß ë';
    expect(paper([line(text), line('Țuică și ăâî'), line('Київ Олена')])).toEqual([
      text,
      'Ţuică şi ăâî',
      'Київ Олена',
      ...Array(4).fill(''),
    ]);
  });

  test('emoji and Arabic become question marks, one for each character', () => {
    expect(paper([line('👨‍👩‍👧 محمد latte 🥛')])[0]).toBe('? ???? latte ?');
  });

  test('a letter the printer lacks loses its accent before it is lost', () => {
    expect(paper([line('Nguyễn')])[0]).toBe('Nguyen');
  });

  test('a name cannot carry a command of the printer', () => {
    const bytes = [
      ...encodeReceipt([line('Pasta\u001bp\u0000\u0019\u00fa riso\u001dV\u0000')], { columns: 42 }),
    ];
    expect(decodeEscPos(bytes)[0]?.[0]).toBe('Pasta?p??ú riso?V?');
  });

  test("choosing code pages costs at most half of the encoder's own choice: the till runs in this process", () => {
    const texts = Array.from({ length: 40 }, (_, i) => `${i} x Caffè macinato € perché`);
    const timeOf = (work: () => unknown): number => {
      work();
      const startedAt = performance.now();
      for (let i = 0; i < 5; i += 1) work();
      return performance.now() - startedAt;
    };
    const oursMs = timeOf(() => encodeReceipt(texts.map(line), { columns: 42 }));
    const autoMs = timeOf(() => {
      const encoder = new EscPosEncoder({ columns: 42 }).initialize().codepage('auto');
      for (const text of texts) encoder.line(text);
      return encoder.encode();
    });
    expect(oursMs / autoMs).toBeLessThan(0.5);
  });

  test('the drawer is never opened', () => {
    const bytes = Buffer.from(encodeReceipt(layOutReceipt(aReceipt(), 42), { columns: 42 }));
    expect(bytes.includes(Buffer.from([0x1b, 0x70]))).toBe(false);
  });

  test('no text crashes the encoder or changes the number of columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        // A line of visible characters at both ends, because the decoder trims the end of a line.
        const block = line(`|${text.slice(0, 10).replace(/\s/gu, ' ')}|`);
        const printed = paper([block])[0] ?? '';
        expect(columnsOf(printed)).toBe(block.type === 'text' ? columnsOf(block.text) : 0);
      }),
      { numRuns: 60 },
    );
  });

  test('every printer model is known to the encoder and speaks ESC/POS', () => {
    const languages = printerModelSchema.options.map(
      (printerModel) => new EscPosEncoder({ printerModel }).language,
    );
    expect(new Set(languages)).toEqual(new Set(['esc-pos']));
  });

  test('every printer model prints a receipt, at any width', () => {
    for (const model of printerModelSchema.options) {
      for (const columns of [32, 42, 48] as const) {
        const bytes = encodeReceipt(layOutReceipt(aReceipt(), columns), { columns, model });
        expect(Buffer.from(bytes).toString('latin1')).toContain('scontrino non fiscale');
      }
    }
  });

  test('the demo frame is on the paper at both ends', () => {
    const lines = paper(layOutReceipt(aReceipt({ demo: true }), 42)).filter((text) => text !== '');
    expect([lines[1]?.trim(), lines.at(-2)?.trim()]).toEqual([
      'DIMOSTRAZIONE / DEMO',
      'DIMOSTRAZIONE / DEMO',
    ]);
  });
});
