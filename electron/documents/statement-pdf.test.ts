import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  anIssuedStatement,
  everyPaperLanguage,
  someMovements,
} from '../../shared/domain/issued-statement.fixture.ts';
import { type IssuedStatement, joinStatement, splitStatement } from '../../shared/domain/issued-statement.ts';
import { loadFontFaces } from './font-faces.ts';
import { runStatementBatch } from './run-statement-batch.ts';
import { shapeText } from './shape-text.ts';
import { drawStatementBatch, type StatementBatchJob } from './statement-batch.ts';
import { breakPages, firstTop, layOutStatement, nextTop, page } from './statement-layout.ts';
import { createStatementPdf } from './statement-pdf.ts';
import { shapedWidth, wrapShaped } from './wrap-shaped.ts';

const faces = loadFontFaces();

async function draw(statements: readonly IssuedStatement[], isDuplex = false): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _, callback) => {
      chunks.push(chunk);
      callback();
    },
  });
  const pdf = createStatementPdf(output, { createdAt: 0, isDuplex });
  for (const issued of statements) await pdf.add(issued);
  await pdf.finish();
  return Buffer.concat(chunks);
}

const pagesOf = (pdf: Buffer): number => Number(/\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]);

/** What the glyphs of the whole document stand for, by the maps and marks that readers search with. */
function charactersIn(pdf: Buffer): Set<string> {
  const characters = new Set<string>();
  const text = pdf.toString('latin1');
  for (const match of text.matchAll(/stream\n/g)) {
    const start = match.index + match[0].length;
    const content = inflateSafely(pdf.subarray(start, text.indexOf('\nendstream', start)));
    for (const [, hex] of content.matchAll(/(?:^<(?!0000)[0-9a-f]{4}> |ActualText )<([0-9a-f]+)>/gm)) {
      for (let at = 0; at < (hex ?? '').length; at += 4) {
        characters.add(String.fromCharCode(Number.parseInt((hex ?? '').slice(at, at + 4), 16)));
      }
    }
  }
  return characters;
}

function inflateSafely(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return ''; // not a compressed stream
  }
}

describe('a statement as PDF', () => {
  test('the same statement is the same bytes, also from what was recorded', async () => {
    const issued = anIssuedStatement(80, { language: 'ar', holderName: 'محمد Ștefănescu 👨‍👩‍👧' });
    const recorded = joinStatement(JSON.parse(JSON.stringify(splitStatement(issued))));
    if (!recorded.ok) throw new Error(recorded.error.type);
    const first = createHash('sha256')
      .update(await draw([issued]))
      .digest('hex');
    expect(
      createHash('sha256')
        .update(await draw([recorded.value]))
        .digest('hex'),
    ).toBe(first);
    expect(
      createHash('sha256')
        .update(await draw([anIssuedStatement(79)]))
        .digest('hex'),
    ).not.toBe(first);
  });

  test.each(everyPaperLanguage)('in %s every letter has a glyph', async (language) => {
    const issued = anIssuedStatement(3, { language });
    const letters = {
      uk: 'ЇїґьЄ',
      ro: 'ăîșț',
      sq: 'ëç',
      fr: 'é’',
      es: 'óí',
      it: 'ò’',
      en: 'W',
      ar: 'كشفحسب',
    };
    const wanted = { ...issued, head: { ...issued.head, holderName: letters[language] } };
    const characters = charactersIn(await draw([wanted]));
    expect(Array.from(letters[language]).filter((letter) => !characters.has(letter))).toEqual([]);
    expect(characters.has('\ufffd')).toBe(false);
  });

  test('ten thousand movements are some 230 pages, each drawn once', async () => {
    const issued = anIssuedStatement(10_000);
    const { pages } = layOutStatement(issued, faces);
    expect(pagesOf(await draw([issued]))).toBe(pages.length);
    expect(pages.length).toBeGreaterThan(200);
  });

  test('for a printer on both sides each household begins on the front of a sheet', async () => {
    const [one, two] = [anIssuedStatement(10), anIssuedStatement(60)];
    expect(pagesOf(await draw([one, two, one]))).toBe(4);
    expect(pagesOf(await draw([one, two, one], true))).toBe(5);
  });

  test('the fullest notes, the longest names and the greatest amounts stay on their page', async () => {
    const issued = anIssuedStatement(
      40,
      {
        holderName: 'x'.repeat(80),
        organisationName: 'W'.repeat(80),
        internalCode: 'W'.repeat(40),
        notSynchronised: Array.from({ length: 60 }, () => ({ counter: 'W'.repeat(80) })),
      },
      someMovements(40).map((movement) => ({
        ...movement,
        siteName: 'W'.repeat(80),
        reference: 'W'.repeat(80),
      })),
    );
    const { tailHeight, pages } = layOutStatement(issued, faces);
    expect(nextTop + tailHeight).toBeLessThanOrEqual(page.bottom);
    expect(pagesOf(await draw([issued]))).toBe(pages.length);
  });
});

describe('pages', () => {
  const anyRows = fc.array(fc.record({ height: fc.constantFrom(17.5, 29, 40.5) }), { maxLength: 200 });
  const anyTail = fc.integer({ min: 45, max: 600 });

  test('hold every row once, in order, none too many, with room for the totals', () => {
    fc.assert(
      fc.property(anyRows, anyTail, (rows, tailHeight) => {
        const pages = breakPages(rows, tailHeight);
        const ends = pages.map(({ end }) => end);
        expect(pages.map(({ start }) => start)).toEqual([0, ...ends.slice(0, -1)]);
        expect(ends.at(-1)).toBe(rows.length);
        for (const [index, { start, end }] of pages.entries()) {
          const tail = index === pages.length - 1 ? tailHeight : 0;
          const used = rows.slice(start, end).reduce((sum, row) => sum + row.height, tail);
          const room = page.bottom - (index === 0 ? firstTop : nextTop);
          const isCrowdedTail = end - start <= 2 && tail > 0 && index > 0;
          expect(used <= room || isCrowdedTail).toBe(true);
        }
      }),
    );
  });

  test('never leave one row or the totals alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.integer({ min: 45, max: 200 }),
        (count, tailHeight) => {
          const pages = breakPages(
            Array.from({ length: count }, () => ({ height: 17.5 })),
            tailHeight,
          );
          expect(pages.filter(({ start, end }) => end - start < 2)).toEqual([]);
        },
      ),
    );
  });
});

describe('text', () => {
  const style = { weight: faces.regular, size: 9, direction: 'ltr' } as const;

  test('Arabic letters join, and are drawn from the right', () => {
    const { runs } = shapeText('كشف', faces.regular, 'rtl');
    const [run] = runs;
    expect(run?.face).toBe(faces.regular.arabic);
    const unjoined = Array.from(
      'فشك',
      (letter) => faces.regular.arabic.font.glyphForCodePoint(letter.codePointAt(0) ?? 0).id,
    );
    expect(run?.glyphs.map(({ id }) => id)).not.toEqual(unjoined);
    expect(run?.glyphs.at(-1)?.codePoints).toEqual(['ك'.codePointAt(0)]);
  });

  test('an Arabic name inside Italian stays between its neighbours', () => {
    const { runs } = shapeText('Signor أحمد Rossi', faces.regular);
    const scripts = runs.map(({ face }) => (face === faces.regular.arabic ? 'arabic' : 'main'));
    expect([scripts[0], scripts.at(-1), scripts.includes('arabic')]).toEqual(['main', 'main', true]);
  });

  test('what no font has is shown as a box, and a printer’s commands as nothing', () => {
    const { runs } = shapeText('A👨‍👩‍👧\u001bB', faces.regular);
    const shown = runs.flatMap(({ glyphs }) =>
      glyphs.map((glyph) => String.fromCodePoint(...glyph.codePoints)),
    );
    expect(shown.join('')).toBe('A\ufffd B');
  });

  test('a letter on which the font library fails is shaped all the same', () => {
    expect(shapeText('ݠ', faces.regular).runs.flatMap(({ glyphs }) => glyphs)).not.toEqual([]);
  });

  test('no wrapped line is wider than its cell, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 40, max: 200 }),
        fc.integer({ min: 1, max: 3 }),
        (text, width, maxLines) => {
          const lines = wrapShaped(text, width, maxLines, style);
          expect(lines.length).toBeLessThanOrEqual(maxLines);
          expect(lines.filter((line) => shapedWidth(line, style.size) > width)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a batch', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statements-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const aJob = (parts: Partial<StatementBatchJob> = {}): StatementBatchJob => ({
    folder,
    filePrefix: 'estratti',
    householdsPerFile: 2,
    isDuplex: false,
    createdAt: 0,
    firstNumber: 1,
    ...parts,
  });
  const five = Array.from({ length: 5 }, (_, index) => anIssuedStatement(index * 20));

  test('in a thread writes one file for each group, which are the same again', async () => {
    const heard: number[] = [];
    const named: string[] = [];
    const { result } = runStatementBatch(aJob(), five, {
      onDrawn: (households) => heard.push(households),
      onFile: ({ fileName }) => named.push(fileName),
    });
    expect(await result).toEqual({
      ok: true,
      value: [
        { fileName: 'estratti-0001-0002.pdf', firstNumber: 1, households: 2, pages: 2 },
        { fileName: 'estratti-0003-0004.pdf', firstNumber: 3, households: 2, pages: 4 },
        { fileName: 'estratti-0005-0005.pdf', firstNumber: 5, households: 1, pages: 3 },
      ],
    });
    expect(heard).toEqual([1, 2, 3, 4, 5]);
    expect(named).toEqual(['estratti-0001-0002.pdf', 'estratti-0003-0004.pdf', 'estratti-0005-0005.pdf']);
    expect(readdirSync(folder)).toHaveLength(3);
    const again = await draw(five.slice(0, 2));
    expect(readFileSync(join(folder, 'estratti-0001-0002.pdf')).equals(again)).toBe(true);
  });

  test('after a jam goes on from a household, with its number', async () => {
    const result = await drawStatementBatch(
      aJob({ firstNumber: 4 }),
      five.slice(3),
      new AbortController().signal,
      {},
    );
    expect(result.ok && result.value.map(({ fileName }) => fileName)).toEqual(['estratti-0004-0005.pdf']);
  });

  test.each([0, 1, 2, 3, 4])('cancelled after %i households leaves complete files only', async (after) => {
    const cancellation = new AbortController();
    if (after === 0) cancellation.abort();
    const result = await drawStatementBatch(aJob(), five, cancellation.signal, {
      onDrawn: (households) => {
        if (households === after) cancellation.abort();
      },
    });
    const complete = Math.floor(after / 2);
    expect(result).toMatchObject({ ok: false, error: { type: 'StatementsCancelled' } });
    expect(readdirSync(folder)).toHaveLength(complete);
    expect(readdirSync(folder).filter((name) => !name.endsWith('.pdf'))).toEqual([]);
  });

  test('in a thread can be cancelled while the list is endless', async () => {
    function* endless() {
      for (;;) yield* five;
    }
    const run = runStatementBatch(aJob(), endless(), {
      onDrawn: (households) => {
        if (households === 7) run.cancel();
      },
    });
    expect(await run.result).toMatchObject({ ok: false, error: { type: 'StatementsCancelled' } });
    expect(readdirSync(folder).filter((name) => !name.endsWith('.pdf'))).toEqual([]);
  });

  test('a folder that is gone is a failure with its code', async () => {
    const job = aJob({ folder: join(folder, 'gone') });
    expect(await runStatementBatch(job, five).result).toEqual({
      ok: false,
      error: { type: 'StatementsNotWritten', code: 'ENOENT', files: [] },
    });
    expect(existsSync(job.folder)).toBe(false);
  });
});
