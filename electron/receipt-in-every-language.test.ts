import { afterEach, beforeEach, expect, test } from 'vitest';
import { printerIdSchema } from '../shared/domain/ids.ts';
import { paperLanguageSchema } from '../shared/domain/paper-language.ts';
import { type Printer, printerModelSchema } from '../shared/domain/printer.ts';
import { aReceipt } from '../shared/domain/receipt.fixture.ts';
import { layOutReceipt } from '../shared/domain/receipt-layout.ts';
import { encodePicturedPaperInThread } from './devices/encode-pictured-paper-in-thread.ts';
import { listLinesToDraw } from './devices/escpos.ts';
import { type FakePrinter, startFakePrinter } from './devices/fake-printer.ts';
import { createRollPrinter } from './devices/printer.ts';

const patient = { connectMs: 5000, statusMs: 5000, writeMs: 5000, confirmMs: 5000 };
const print = createRollPrinter(encodePicturedPaperInThread, patient);

let fake: FakePrinter;

beforeEach(async () => {
  fake = await startFakePrinter();
});

afterEach(() => fake.close());

const printer = (changes: Partial<Printer> = {}): Printer => ({
  printerId: printerIdSchema.parse('019a0000-0000-7000-8000-000000000001'),
  name: 'Cassa',
  kind: 'escpos-network',
  host: '127.0.0.1',
  port: fake.port,
  columns: 42,
  ...changes,
});

const everyWord = (secondLanguage: Parameters<typeof aReceipt>[0]) =>
  aReceipt({
    kind: 'return',
    originalNumber: '12-300',
    total: { points: 1000, babyPoints: 210, cents: 0 },
    residual: {
      points: { before: 1300, after: 90 },
      babyPoints: { before: 210, after: 0 },
      cents: { before: 100, after: 100 },
    },
    ...secondLanguage,
  });

test.each([
  [32, 384],
  [42, 504],
  [48, 576],
] as const)('Arabic words come out of %i columns as pictures of %i dots, with ink', async (columns, dots) => {
  const receipt = everyWord({ secondLanguage: 'ar' });
  expect(await print(printer({ columns }), receipt)).toEqual({ ok: true, value: undefined });
  const pictures = fake.pictures();
  expect(pictures.length).toBeGreaterThanOrEqual(8);
  for (const picture of pictures) {
    expect(picture).toMatchObject({ width: dots, height: 40 });
    expect(picture.rows.join('').replaceAll('.', '').length).toBeGreaterThan(100);
  }
  const [paper = []] = fake.papers();
  expect(paper.filter((line) => line.startsWith('[picture'))).toHaveLength(pictures.length);
  expect(paper.join('\n')).toContain('PUNTI RESTITUITI');
  expect(paper.join('\n')).not.toContain('?');
});

test('every other language comes out in letters, and none of them is lost', async () => {
  for (const secondLanguage of paperLanguageSchema.exclude(['it', 'ar']).options) {
    await print(printer(), everyWord({ secondLanguage }));
  }
  expect(fake.pictures()).toEqual([]);
  expect(fake.papers()).toHaveLength(6);
  const printed = fake.papers().flat().join('\n');
  expect(printed).not.toContain('?');
  expect(printed).toContain('ПОВЕРНЕНО БАЛІВ');
  expect(printed).toContain('Pikë të mbetura');
  expect(printed).toContain('Puncte rămase');
});

test('a printer model prints every language in its letters, or has the line drawn', () => {
  const drawnBy = (model: Printer['model']) =>
    paperLanguageSchema.options.filter((language) => {
      const blocks = layOutReceipt(everyWord({ secondLanguage: language }), 42);
      return listLinesToDraw(blocks, { model }).length > 0;
    });
  const withoutCyrillic = ['bixolon-srp350', 'metapace-t1'];
  for (const model of printerModelSchema.options) {
    expect({ model, drawn: drawnBy(model) }).toEqual({
      model,
      drawn: withoutCyrillic.includes(model) ? ['ar', 'uk'] : ['ar'],
    });
  }
});

test('a name in Arabic is drawn too, and an emoji in it costs no more than itself', async () => {
  const beneficiary = { type: 'household', displayName: 'محمد 🥛', maskedCard: null } as const;
  await print(printer(), aReceipt({ beneficiary }));
  expect(fake.pictures()).toHaveLength(1);
  await print(printer(), aReceipt({ beneficiary: { ...beneficiary, displayName: 'Nguyễn 🥛' } }));
  expect(fake.pictures()).toHaveLength(1);
  expect(fake.papers().flat().join('\n')).toContain('Nucleo: Nguyen ?');
});

test('when its Arabic cannot be drawn the receipt comes out all the same', async () => {
  const withoutDrawing = createRollPrinter(() => Promise.resolve(null), patient);
  expect(await withoutDrawing(printer(), everyWord({ secondLanguage: 'ar' }))).toEqual({
    ok: true,
    value: undefined,
  });
  expect(fake.papers().flat().join('\n')).toContain('PUNTI RESTITUITI                     1.210');
});
