import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paperLanguageSchema } from '../../shared/domain/paper-language.ts';
import type { ReceiptColumns } from '../../shared/domain/printer.ts';
import type { RollPicture, TextBlock } from '../../shared/domain/roll-picture.ts';
import { drawRollLines } from './draw-roll-lines.ts';

const line = (text: string, changes: Partial<TextBlock> = {}): TextBlock => ({
  type: 'text',
  text,
  align: 'left',
  bold: false,
  size: 'normal',
  ...changes,
});

const draw = async (block: TextBlock, columns: ReceiptColumns = 42): Promise<RollPicture> => {
  const [picture] = await drawRollLines([block], columns);
  if (picture === undefined) throw new Error('one line is one picture');
  return picture;
};

/** The first and the last column of dots with ink, and how many dots have any. */
function inkOf({ width, data }: RollPicture): { first: number; last: number; dots: number } {
  const columns = Array.from(data)
    .filter((_, index) => index % 4 === 0)
    .flatMap((red, dot) => (red < 128 ? [dot % width] : []));
  return {
    first: columns.reduce((a, b) => Math.min(a, b), width),
    last: columns.reduce((a, b) => Math.max(a, b), -1),
    dots: columns.length,
  };
}

test('a line is exactly as wide as the paper and has ink', async () => {
  for (const columns of [32, 42, 48] as const) {
    const picture = await draw(line('مجموع النقاط', { language: 'ar' }), columns);
    expect(picture).toMatchObject({ width: columns * 12, height: 40 });
    expect(picture.data).toHaveLength(picture.width * picture.height * 4);
    expect(inkOf(picture).dots).toBeGreaterThan(300);
  }
});

test('Arabic begins at the right, two columns in where the words stand under a line', async () => {
  const atEdge = inkOf(await draw(line('لا يزال متاحًا', { language: 'ar' })));
  const indented = inkOf(await draw(line('  لا يزال متاحًا', { language: 'ar' })));
  expect(atEdge.last).toBeGreaterThan(42 * 12 - 8);
  expect(atEdge.first).toBeGreaterThan(21 * 12);
  expect(atEdge.last - indented.last).toBe(2 * 12);
});

test('Arabic letters are joined: together they take less room than one by one', async () => {
  const joined = inkOf(await draw(line('نقاط', { language: 'ar' })));
  const apart = inkOf(await draw(line('ن\u200cق\u200cا\u200cط', { language: 'ar' })));
  expect(joined.last - joined.first).toBeLessThan(apart.last - apart.first);
});

test('a label stays at the left and its value at the right end, as among the lines of letters', async () => {
  const { first, last } = inkOf(await draw(line('1 x Борщ                              12')));
  expect(first).toBeLessThan(12);
  expect(last).toBeGreaterThan(42 * 12 - 12);
});

test('bold words have more ink, large ones are twice as high, centred ones in the middle', async () => {
  const plain = inkOf(await draw(line('إرجاع', { language: 'ar' })));
  expect(inkOf(await draw(line('إرجاع', { language: 'ar', bold: true }))).dots).toBeGreaterThan(plain.dots);
  expect((await draw(line('إرجاع', { language: 'ar', size: 'large' }))).height).toBe(80);
  const { first, last } = inkOf(await draw(line('إرجاع', { language: 'ar', align: 'center' })));
  expect(Math.abs(first + last - 42 * 12)).toBeLessThan(4);
});

test('no text is cut by the edge of the paper, whatever it says', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 48 }),
    fc.string({ unit: fc.constantFrom('ﷺ', 'Ш', 'ي', 'W', '<', '&', ' '), maxLength: 48 }),
  );
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.boolean(),
      fc.option(fc.constantFrom(...paperLanguageSchema.options), { nil: undefined }),
      async (words, bold, language) => {
        const block = line(words, { bold, ...(language === undefined ? {} : { language }) });
        const picture = await draw(block, 32);
        expect(picture).toMatchObject({ width: 384, height: 40 });
      },
    ),
    { numRuns: 60 },
  );
  const { first, last, dots } = inkOf(await draw(line(`${'Щ'.repeat(47)}|`, { bold: true }), 32));
  expect({ first: first < 8, last: last > 370 && last < 384, hasInk: dots > 0 }).toEqual({
    first: true,
    last: true,
    hasInk: true,
  });
});
