import { tagCode } from './laundry-tag.ts';
import type { PaperLanguage } from './paper-language.ts';
import { printedDay } from './printed-amount.ts';
import type { ReceiptColumns } from './printer.ts';
import { layOutReceipt, type ReceiptBlock } from './receipt-layout.ts';
import { demoFrame, receiptWords } from './receipt-words.ts';
import type { LaundryTagPaper, RollPaper } from './roll-paper.ts';
import { wrapAndCut } from './text-width.ts';

/** Lays out any paper of the roll. The number of a tag is as large as its printer can, to be read across a room. */
export const layOutRollPaper = (paper: RollPaper, columns: ReceiptColumns): ReceiptBlock[] =>
  paper.kind === 'laundry-tag' ? layOutTag(paper, columns) : layOutReceipt(paper, columns);

/** Bags in the languages of receipts; the attendant's own is the first of the counter. */
const bagWords: Readonly<Record<PaperLanguage, (bags: number) => string>> = {
  it: (bags) => (bags === 1 ? '1 sacco' : `${bags} sacchi`),
  en: (bags) => (bags === 1 ? '1 bag' : `${bags} bags`),
  fr: (bags) => (bags === 1 ? '1 sac' : `${bags} sacs`),
  es: (bags) => (bags === 1 ? '1 bolsa' : `${bags} bolsas`),
  ro: (bags) => (bags === 1 ? '1 sac' : `${bags} saci`),
  sq: (bags) => (bags === 1 ? '1 thes' : `${bags} thasë`),
  uk: (bags) => `мішків: ${bags}`,
  ar: (bags) => `عدد الأكياس: ${bags}`,
};

/** What a tag says of its bags: `2 sacchi`. */
export const tagBags = ({ language, bags }: Pick<LaundryTagPaper, 'language' | 'bags'>): string =>
  bagWords[language](bags);

/** The number of a tag as it is read out: always two digits, so that `7` is not taken for `71`. */
export const tagNumber = (tag: number): string => String(tag).padStart(2, '0');

function layOutTag(paper: LaundryTagPaper, columns: ReceiptColumns): ReceiptBlock[] {
  const line = (text: string, size: 'normal' | 'large' | 'huge', bold = true): ReceiptBlock => ({
    type: 'text',
    text,
    align: 'center',
    bold,
    size,
  });
  const frame: ReceiptBlock[] = paper.demo ? [line(demoFrame, 'normal')] : [];
  return [
    ...frame,
    ...wrapAndCut(paper.siteName, columns, 1).map((text) => line(text, 'normal', false)),
    line(tagNumber(paper.tag), 'huge'),
    line(tagBags(paper), 'large'),
    ...(paper.reprint ? [line(`*** ${receiptWords[paper.language].reprint} ***`, 'normal')] : []),
    line(`${printedDay(paper.on)} ${paper.time}`, 'normal', false),
    { type: 'blank' },
    { type: 'barcode', symbology: 'code128', text: tagCode(paper.tag) },
    ...frame,
  ];
}
