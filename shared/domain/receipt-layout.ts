import { unitOfPurse } from './account.ts';
import type { PaperLanguage } from './paper-language.ts';
import { printedAmount, printedDay } from './printed-amount.ts';
import type { ReceiptColumns } from './printer.ts';
import type { Receipt, ReceiptLine } from './receipt.ts';
import { demoFrame, type ReceiptWords, receiptWords } from './receipt-words.ts';
import { PURSE_OF_TENDER, pointsOfTenders, TENDERS } from './tenders.ts';
import { columnsOf, wrapAndCut, wrapText } from './text-width.ts';

/**
 * One line of a paper. `large` text is twice as wide and twice as high, so it has half the columns; `huge` is for the two
 * digits of a laundry tag: eight times. The
 * text of a row with a value at its right end is already padded: it reads well in any monospaced font.
 */
export type ReceiptBlock =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly align: 'left' | 'center';
      readonly bold: boolean;
      readonly size: 'normal' | 'large' | 'huge';
      /** Of words in the household's own language. `left` is then where its reading begins: in Arabic, the right. */
      readonly language?: PaperLanguage;
    }
  | { readonly type: 'rule'; readonly style: 'single' | 'double' }
  | { readonly type: 'blank' }
  | { readonly type: 'barcode'; readonly symbology: 'code128'; readonly text: string };

/** A name takes this many lines at most: a product called by 2,000 characters must not empty the roll. */
const MAX_NAME_LINES = 3;
const MAX_MESSAGE_LINES = 12;

/**
 * Lays a receipt out for paper of 32, 42 or 48 columns. The screen and the printer show the same blocks.
 * Laws: no text is wider than the paper, and a demo receipt begins and ends with its frame.
 */
export function layOutReceipt(receipt: Receipt, columns: ReceiptColumns): ReceiptBlock[] {
  const words = receiptWords[receipt.language];
  const second = secondWordsOf(receipt.secondLanguage);
  const frame = receipt.demo ? demoBlocks(columns) : [];
  return [
    ...frame,
    ...headerBlocks(receipt, words, second, columns),
    { type: 'rule', style: 'single' },
    ...identityBlocks(receipt, words, columns),
    { type: 'rule', style: 'single' },
    ...receipt.lines.flatMap((line) => lineBlocks(line, columns)),
    ...(receipt.lines.length > 0 ? [{ type: 'rule', style: 'single' } as const] : []),
    ...totalBlocks(receipt, words, second, columns),
    ...limitBlocks(receipt, words, second, columns),
    ...closingBlocks(receipt, words, columns),
    ...frame,
  ];
}

/** The words of the household's own language, and which that is. */
type SecondWords = ReceiptWords & { readonly language: PaperLanguage };

const secondWordsOf = (language: PaperLanguage | null): SecondWords | null =>
  language === null ? null : { ...receiptWords[language], language };

const demoBlocks = (columns: ReceiptColumns): ReceiptBlock[] => [
  { type: 'rule', style: 'double' },
  ...large(demoFrame, columns),
  { type: 'rule', style: 'double' },
];

function headerBlocks(
  receipt: Receipt,
  words: ReceiptWords,
  second: SecondWords | null,
  columns: ReceiptColumns,
): ReceiptBlock[] {
  const secondTitle = second?.titles[receipt.kind] ?? null;
  const title = words.titles[receipt.kind];
  return [
    ...centred(receipt.networkName, columns, true),
    ...centred(receipt.siteName, columns),
    ...centred(words.nonFiscal, columns),
    ...(second === null ? [] : centred(second.nonFiscal, columns, false, second.language)),
    ...(title === null ? [] : large(title, columns)),
    ...(second === null || secondTitle === null ? [] : centred(secondTitle, columns, true, second.language)),
    ...(receipt.reprint ? centred(`*** ${words.reprint} ***`, columns, true) : []),
  ];
}

function identityBlocks(receipt: Receipt, words: ReceiptWords, columns: ReceiptColumns): ReceiptBlock[] {
  const moment = `${printedDay(receipt.on)} ${receipt.time}`;
  const { beneficiary } = receipt;
  return [
    ...row(receipt.number === null ? '' : `${words.number} ${receipt.number}`, moment, columns),
    ...(receipt.originalNumber === null ? [] : row(words.originalNumber, receipt.originalNumber, columns)),
    ...left(`${words.operator}: ${receipt.operatorName}`, columns),
    ...(beneficiary?.type === 'household'
      ? [
          ...left(`${words.household}: ${beneficiary.displayName}`, columns, true),
          ...(beneficiary.maskedCard === null
            ? []
            : left(`${words.card}: ${beneficiary.maskedCard}`, columns)),
        ]
      : []),
    ...(beneficiary?.type === 'occasional'
      ? left(`${words.occasional}: ${words.people(beneficiary.headcount)}`, columns, true)
      : []),
  ];
}

function lineBlocks(line: ReceiptLine, columns: ReceiptColumns): ReceiptBlock[] {
  const label = `${line.quantity} x ${line.name}`;
  const weight = line.grams === null ? [] : [text(`    ${wholeNumber(line.grams)} g`)];
  const price = line.cents > 0 ? printedAmount(line.cents, 'cents') : wholeNumber(line.points);
  return [...row(label, price, columns), ...weight];
}

function totalBlocks(
  receipt: Receipt,
  words: ReceiptWords,
  second: SecondWords | null,
  columns: ReceiptColumns,
): ReceiptBlock[] {
  const pieces = receipt.lines.reduce((sum, line) => sum + line.quantity, 0);
  const { kind, total } = receipt;
  const points = pointsOfTenders(total);
  return [
    ...row(words.pieces, wholeNumber(pieces), columns),
    ...(points === 0 && total.cents > 0
      ? []
      : [
          ...row(words.totals[kind], wholeNumber(points), columns, true),
          ...below(second, (own) => own.totals[kind], columns),
        ]),
    ...(total.babyPoints === 0
      ? []
      : [
          ...row(words.ofWhichBabyPoints, wholeNumber(total.babyPoints), columns),
          ...below(second, (own) => own.ofWhichBabyPoints, columns),
        ]),
    ...(total.cents === 0
      ? []
      : [
          ...row(words.totalsInEuro[kind], printedAmount(total.cents, 'cents'), columns, true),
          ...below(second, (own) => own.totalsInEuro[kind], columns),
        ]),
    ...residualBlocks(receipt, words, second, columns),
    ...(receipt.validUntil === null
      ? []
      : [
          ...row(words.validUntil, printedDay(receipt.validUntil), columns),
          ...below(second, (own) => own.validUntil, columns),
        ]),
  ];
}

/** Each purse that the household has, before and now. The household's own words are below what it has now. */
const residualBlocks = (
  { residual }: Receipt,
  words: ReceiptWords,
  second: SecondWords | null,
  columns: ReceiptColumns,
): ReceiptBlock[] =>
  TENDERS.flatMap((tender) => {
    const purse = residual?.[tender];
    if (purse === undefined) return [];
    const unit = unitOfPurse(PURSE_OF_TENDER[tender]);
    return [
      ...row(words.residualBefore[tender], printedAmount(purse.before, unit), columns),
      ...row(words.residualAfter[tender], printedAmount(purse.after, unit), columns, true),
      ...below(second, (own) => own.residualAfter[tender], columns),
    ];
  });

function limitBlocks(
  receipt: Receipt,
  words: ReceiptWords,
  second: SecondWords | null,
  columns: ReceiptColumns,
): ReceiptBlock[] {
  if (receipt.limitsLeft.length === 0) return [];
  return [
    { type: 'rule', style: 'single' },
    ...left(words.limitsLeft, columns, true),
    ...below(second, (own) => own.limitsLeft, columns),
    ...receipt.limitsLeft.flatMap((limit) =>
      row(limit.name, words.leftOf(wholeNumber(limit.left), wholeNumber(limit.allowed)), columns),
    ),
  ];
}

/** The same words in the household's own language, under the line they repeat. */
const below = (
  second: SecondWords | null,
  pick: (own: ReceiptWords) => string,
  columns: ReceiptColumns,
): ReceiptBlock[] =>
  second === null
    ? []
    : wrapAndCut(pick(second), columns - 2, MAX_NAME_LINES).map((line) =>
        text(`  ${line}`, { language: second.language }),
      );

function closingBlocks(receipt: Receipt, words: ReceiptWords, columns: ReceiptColumns): ReceiptBlock[] {
  const messages = receipt.messages.flatMap((message) => [
    { type: 'blank' } as const,
    ...wrapAndCut(message, columns, MAX_MESSAGE_LINES).map((line) => text(line, { align: 'center' })),
  ]);
  if (receipt.kind !== 'test-page') return messages;
  return [
    ...messages,
    text('1234567890'.repeat(5).slice(0, columns)),
    ...wrapText(words.testPage, columns).map((line) => text(line)),
    { type: 'blank' },
    { type: 'barcode', symbology: 'code128', text: 'PROVA-12345' },
  ];
}

/**
 * A label at the left and a value at the right end of the line. A long label wraps under itself and the
 * value stays on its first line.
 */
function row(label: string, value: string, columns: ReceiptColumns, bold = false): ReceiptBlock[] {
  const labelColumns = columns - columnsOf(value) - 1;
  const [first = '', ...more] = wrapAndCut(label, labelColumns, MAX_NAME_LINES);
  const gap = ' '.repeat(columns - columnsOf(first) - columnsOf(value));
  return [text(`${first}${gap}${value}`, { bold }), ...more.map((line) => text(line, { bold }))];
}

const left = (value: string, columns: ReceiptColumns, bold = false): ReceiptBlock[] =>
  wrapAndCut(value, columns, MAX_NAME_LINES).map((line) => text(line, { bold }));

const centred = (
  value: string,
  columns: ReceiptColumns,
  bold = false,
  language?: PaperLanguage,
): ReceiptBlock[] =>
  wrapAndCut(value, columns, MAX_NAME_LINES).map((line) => text(line, { align: 'center', bold, language }));

const large = (value: string, columns: ReceiptColumns): ReceiptBlock[] =>
  wrapText(value, columns / 2).map((line) => text(line, { align: 'center', bold: true, size: 'large' }));

const text = (
  value: string,
  style: {
    align?: 'left' | 'center';
    bold?: boolean;
    size?: 'normal' | 'large';
    language?: PaperLanguage | undefined;
  } = {},
): ReceiptBlock => ({
  type: 'text',
  text: value,
  align: style.align ?? 'left',
  bold: style.bold ?? false,
  size: style.size ?? 'normal',
  ...(style.language === undefined ? {} : { language: style.language }),
});

const wholeNumber = (value: number): string => printedAmount(value, 'points');
