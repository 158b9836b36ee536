import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Line number and cells of every record, or the error. */
async function read(source: string | Uint8Array, caps?: Parameters<typeof parseCsv>[1]) {
  const parsed = await parseCsv(typeof source === 'string' ? bytes(source) : source, caps);
  if (!parsed.ok) return parsed.error;
  return parsed.value.records.map(({ lineNumber, cells, unclosedQuote }) =>
    unclosedQuote ? [lineNumber, 'unclosed', ...cells] : [lineNumber, ...cells],
  );
}

describe('parseCsv', () => {
  it('finds comma or semicolon by the header and takes off a byte order mark', async () => {
    const comma = await parseCsv(bytes('ean,name\n80,a;b\n'));
    expect(comma).toEqual({
      ok: true,
      value: { header: ['ean', 'name'], records: [{ lineNumber: 2, cells: ['80', 'a;b'], raw: '80,a;b' }] },
    });
    const semicolon = await parseCsv(bytes('\uFEFFean;name\r\n80;Pasta, 1 kg\r\n'));
    expect(semicolon).toEqual({
      ok: true,
      value: {
        header: ['ean', 'name'],
        records: [{ lineNumber: 2, cells: ['80', 'Pasta, 1 kg'], raw: '80;Pasta, 1 kg' }],
      },
    });
  });

  it('numbers records by their first line, past blank lines and quoted line ends, however lines end', async () => {
    const expected = [
      [2, '1', 'x\n"y"'],
      [5, '2', 'c'],
      [6, '3'],
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['a;b', '1;"x', '""y"""', '', '2;c', '3'].join(end);
      expect(await read(text)).toEqual(expected);
    }
  });

  it('takes a quote inside a cell as a letter', async () => {
    expect(await read('ean;name\n80;Pane "buono" 5\n')).toEqual([[2, '80', 'Pane "buono" 5']]);
  });

  it('gives back the lines that an unclosed quote had swallowed, and names the guilty ones', async () => {
    const text =
      'ean;name\n8000000000767;"due\nrighe"\n8000000001887;"aperto\n8000000138071;x\n80;"chiuso"\n81;"fine';
    expect(await read(text)).toEqual([
      [2, '8000000000767', 'due\nrighe'],
      [4, 'unclosed', '8000000001887', '"aperto'],
      [5, '8000000138071', 'x'],
      [6, '80', 'chiuso'],
      [7, 'unclosed', '81', '"fine'],
    ]);
  });

  it('reads the accents of an old Windows program, and says so', async () => {
    const file = Buffer.from('ean;name\n80;Caffè à la crème\n81;Tè più\n', 'latin1');
    const parsed = await parseCsv(file);
    expect(parsed).toMatchObject({ ok: true, value: { encoding: 'windows-1252' } });
    expect(await read(Buffer.from('ean;name\n80;Caffè 4°\n', 'latin1'))).toEqual([[2, '80', 'Caffè 4°']]);
  });

  it('takes bytes that are letters in no code for rubbish', async () => {
    const file = Buffer.concat([
      bytes('ean;name\n80;'),
      Buffer.from([0xff, 0xfe, 0xde, 0xf0]),
      bytes(`\n81;${'x'.repeat(60)}\n`),
    ]);
    const parsed = await parseCsv(file);
    expect(parsed).toMatchObject({ ok: true });
    expect(parsed).not.toHaveProperty('value.encoding');
    expect(await read(file)).toContainEqual([2, '80', '\uFFFD'.repeat(4)]);
  });

  it('marks bytes that are not UTF-8 and goes on', async () => {
    const latin1 = Buffer.concat([bytes('ean;name\n80;Caff'), Buffer.from([0xe8]), bytes('\n81;Tè\n')]);
    expect(await read(latin1)).toEqual([
      [2, '80', 'Caff\uFFFD'],
      [3, '81', 'Tè'],
    ]);
  });

  it('refuses a whole file that is no text with one error', async () => {
    const picture = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 256);
    expect(await read(picture)).toEqual({ type: 'NotText' });
    expect(await read(Buffer.from('\uFEFFean;name\n80;a\n', 'utf16le'))).toEqual({ type: 'NotText' });
    expect(await read(Buffer.concat([bytes('ean;name\n'), picture]))).toEqual({ type: 'NotText' });
  });

  it('names an empty file', async () => {
    expect(await read('')).toEqual({ type: 'EmptyFile' });
    expect(await read('\uFEFF \r\n\r\n')).toEqual({ type: 'EmptyFile' });
    expect(await read('ean;name')).toEqual([]);
  });

  it('lets a long name pass, and stops at its caps by name', async () => {
    const name = 'x'.repeat(2_000);
    expect(await read(`ean;name\n80;${name}\n`)).toEqual([[2, '80', name]]);
    const caps = { maxFileBytes: 1_000, maxLineBytes: 100, maxRows: 2 };
    expect(await read('x'.repeat(1_001), caps)).toEqual({ type: 'FileTooLarge', maxBytes: 1_000 });
    expect(await read(`a\n${'x'.repeat(101)}`, caps)).toEqual({
      type: 'LineTooLong',
      maxBytes: 100,
      lineNumber: 2,
    });
    expect(await read('a;b\n1;1\n2;2\n', caps)).toEqual([
      [2, '1', '1'],
      [3, '2', '2'],
    ]);
    expect(await read('a;b\n1;1\n2;2\n3;3\n', caps)).toEqual({ type: 'TooManyRows', maxRows: 2 });
    expect(await read('a;b\n1;"1\n2;2\n3;3\n4;4\n', caps)).toEqual({ type: 'TooManyRows', maxRows: 2 });
  });

  it('reads from a path, and says why it cannot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bancone-csv-'));
    try {
      const path = join(folder, 'products.csv');
      writeFileSync(path, 'ean,name\n80,a\n');
      expect(await parseCsv(path)).toMatchObject({ ok: true, value: { header: ['ean', 'name'] } });
      const caps = { maxFileBytes: 5, maxLineBytes: 100, maxRows: 2 };
      expect(await parseCsv(path, caps)).toEqual({ ok: false, error: { type: 'FileTooLarge', maxBytes: 5 } });
      const missing = await parseCsv(join(folder, 'missing.csv'));
      expect(missing).toEqual({ ok: false, error: { type: 'CannotReadFile', code: 'ENOENT' } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('never throws, whatever the bytes', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ unit: fc.constantFrom('"', ';', ',', '\n', '\r', 'a', '80000000', '\0', '\uFFFD') })
        .map(bytes),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (source) => {
        expect(typeof (await parseCsv(source)).ok).toBe('boolean');
      }),
    );
  });

  it('gives every cell back that was written with quotes', async () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ';', ',', 'a', 'è', ' ', "'", '=') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = `a;b\n${rows.map((row) => row.map(quoted).join(';')).join('\n')}\n`;
        expect(await read(text)).toEqual(rows.map((row, at) => [at + 2, ...row]));
      }),
    );
  });
});
