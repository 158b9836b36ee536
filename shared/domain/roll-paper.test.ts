import { expect, test } from 'vitest';
import { tagCode } from './laundry-tag.ts';
import { localDateSchema } from './local-date.ts';
import { paperLanguageSchema } from './paper-language.ts';
import { aReceipt } from './receipt.fixture.ts';
import { layOutReceipt } from './receipt-layout.ts';
import { type LaundryTagPaper, rollPaperSchema } from './roll-paper.ts';
import { layOutRollPaper, tagBags } from './roll-paper-layout.ts';

const aTag: LaundryTagPaper = {
  kind: 'laundry-tag',
  language: 'it',
  demo: false,
  reprint: false,
  siteName: 'Lavanderia sociale',
  tag: 7,
  bags: 2,
  on: localDateSchema.parse('2026-11-23'),
  time: '10:30',
};

test('a tag says its number as large as can be, its bags and its code, and nothing that names anybody', () => {
  expect(layOutRollPaper(aTag, 42)).toEqual([
    { type: 'text', text: 'Lavanderia sociale', align: 'center', bold: false, size: 'normal' },
    { type: 'text', text: '07', align: 'center', bold: true, size: 'huge' },
    { type: 'text', text: '2 sacchi', align: 'center', bold: true, size: 'large' },
    { type: 'text', text: '23/11/2026 10:30', align: 'center', bold: false, size: 'normal' },
    { type: 'blank' },
    { type: 'barcode', symbology: 'code128', text: tagCode(7) },
  ]);
});

test('a tag that may be on paper already, and one of a demonstration, say so', () => {
  const texts = layOutRollPaper({ ...aTag, reprint: true, demo: true }, 32).flatMap((block) =>
    block.type === 'text' ? [block.text] : [],
  );
  expect(texts.filter((text) => text.includes('RISTAMPA') || text.includes('DEMO'))).toHaveLength(3);
});

test('one bag is not several, in every language of the roll', () => {
  for (const language of paperLanguageSchema.options) {
    expect(tagBags({ language, bags: 1 })).not.toBe(tagBags({ language, bags: 2 }));
  }
});

test('a receipt is a paper of the roll as it always was, and what was stored before is still read', () => {
  const receipt = aReceipt({});
  expect(rollPaperSchema.parse(JSON.parse(JSON.stringify(receipt)))).toEqual(receipt);
  expect(layOutRollPaper(receipt, 42)).toEqual(layOutReceipt(receipt, 42));
  expect(rollPaperSchema.safeParse({ ...aTag, tag: 100 }).success).toBe(false);
});
