import EscPosEncoder from '@point-of-sale/receipt-printer-encoder';
import type { Printer } from '../../shared/domain/printer.ts';
import type { ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import { assert } from '../../shared/domain/result.ts';
import type { RollPicture, TextBlock } from '../../shared/domain/roll-picture.ts';
import { graphemesOf } from '../../shared/domain/text-width.ts';

/**
 * Western letters with the euro sign, then Central European, Cyrillic, and the older pages for printers
 * that lack these. Arabic is left out on purpose: the encoder would print it unjoined and back to front,
 * which reads as other words. It is drawn, see `listLinesToDraw`.
 */
const CODE_PAGES = ['windows1252', 'cp858', 'windows1250', 'cp852', 'windows1251', 'cp866', 'cp850'] as const;

type CodePage = (typeof CODE_PAGES)[number];

/** Enough blank lines for the last line to pass the cutter of a printer whose model is not known. */
const FEED_BEFORE_CUT = 4;

const BARCODE_HEIGHT_DOTS = 60;

/** Eight is the largest that printers know. */
const SCALES = { normal: 1, large: 2, huge: 8 } as const;

export type EncoderSettings = Pick<Printer, 'columns' | 'model'>;

/** Lines drawn beforehand, by their blocks. */
export type Pictures = ReadonlyMap<ReceiptBlock, RollPicture>;

/**
 * The bytes that print a receipt and cut the paper. A line with a picture is printed as that. What the printer has no
 * letter for elsewhere becomes the letter without its accent, or `?`: one column for one column, so the lines stay
 * aligned. Never opens a drawer.
 */
export function encodeReceipt(
  blocks: readonly ReceiptBlock[],
  printer: EncoderSettings,
  pictures: Pictures = new Map(),
): Uint8Array {
  const encoder = createEncoder(printer);
  const letters = getLetters(printer.model);
  encoder.initialize();
  for (const block of blocks) {
    const picture = pictures.get(block);
    if (picture === undefined) appendBlock(encoder, block, printer.columns, letters);
    // Raster, because strips of columns leave gaps or overlap where a printer's line spacing is not known.
    else encoder.image({ ...picture }, { mode: 'raster' });
  }
  return encoder.cut('partial').encode();
}

/** The lines with letters that this printer has none for, nor any that look like them: to be printed as pictures. */
export function listLinesToDraw(
  blocks: readonly ReceiptBlock[],
  { model }: Pick<EncoderSettings, 'model'>,
): TextBlock[] {
  const letters = getLetters(model);
  const isLost = (character: string) =>
    DRAWN_SCRIPTS.test(character) && letters.find(character).text === QUESTION_MARK;
  return blocks.flatMap((block) =>
    block.type === 'text' && graphemesOf(block.text).some(isLost) ? [block] : [],
  );
}

/** Scripts that our fonts have and that lose their sense as question marks. */
const DRAWN_SCRIPTS = /[\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Greek}]/u;

function appendBlock(encoder: EscPosEncoder, block: ReceiptBlock, columns: number, letters: Letters): void {
  switch (block.type) {
    case 'text': {
      const scale = SCALES[block.size];
      encoder.align(block.align).bold(block.bold).size(scale, scale);
      for (const run of runsOf(block.text, letters)) encoder.codepage(run.page).text(run.text);
      encoder.newline().size(1, 1).bold(false).align('left');
      return;
    }
    case 'rule':
      // Plain characters: the line-drawing ones are missing from some code pages of cheap printers.
      encoder.line((block.style === 'double' ? '=' : '-').repeat(columns));
      return;
    case 'blank':
      encoder.newline();
      return;
    case 'barcode':
      encoder
        .align('center')
        .barcode(block.text, block.symbology, { height: BARCODE_HEIGHT_DOTS, text: true })
        .align('left');
  }
}

const createEncoder = ({ columns, model }: EncoderSettings): EscPosEncoder =>
  model === undefined
    ? new EscPosEncoder({ columns, errors: 'strict', feedBeforeCut: FEED_BEFORE_CUT })
    : new EscPosEncoder({ columns, errors: 'strict', printerModel: model });

type Run = { readonly page: CodePage; readonly text: string };

/** What a printer model can print: its code pages, the preferred one first, and what was found so far. */
type Letters = { readonly firstPage: CodePage; readonly find: (character: string) => Run };

/**
 * Cuts a text into runs of one code page each. The encoder can do this itself ("auto"), but copies whole
 * code pages for every character: 40 ms of a receipt, in the process that serves the till.
 */
function runsOf(text: string, letters: Letters): Run[] {
  const runs: { page: CodePage; text: string }[] = [];
  for (const character of graphemesOf(text)) {
    const last = runs[runs.length - 1];
    // Every page has the plain letters where ASCII has them.
    const letter = isAscii(character)
      ? { page: last?.page ?? letters.firstPage, text: character }
      : letters.find(character);
    if (last !== undefined && (last.page === letter.page || isAscii(letter.text))) last.text += letter.text;
    else runs.push({ ...letter });
  }
  return runs;
}

/** One visible ASCII character or a space. No control character is one. */
const isAscii = (text: string): boolean => /^[ -~]$/.test(text);

const lettersByModel = new Map<Printer['model'], Letters>();

function getLetters(model: Printer['model']): Letters {
  const known = lettersByModel.get(model);
  if (known !== undefined) return known;
  const letters = createLetters(createEncoder({ columns: 42, model }));
  lettersByModel.set(model, letters);
  return letters;
}

/** Asks the encoder what the printer has: it throws for a missing page and writes `?` for a missing letter. */
function createLetters(probe: EscPosEncoder): Letters {
  const pages = CODE_PAGES.filter((page) => hasCodePage(probe, page));
  const [firstPage] = pages;
  assert(firstPage !== undefined, 'every printer model has one of the code pages');
  const found = new Map<string, Run>();
  const search = (character: string): Run => {
    for (const candidate of [character, lookAlikes[character] ?? '', withoutMarks(character)]) {
      if (isAscii(candidate)) return { page: firstPage, text: candidate };
      const page = isLetter(candidate) && pages.find((each) => hasLetter(probe, each, candidate));
      if (page) return { page, text: candidate };
    }
    return { page: firstPage, text: QUESTION_MARK };
  };
  return {
    firstPage,
    find: (character) => {
      const letter = found.get(character) ?? search(character);
      if (found.size < MAX_KNOWN_LETTERS) found.set(character, letter);
      return letter;
    },
  };
}

const MAX_KNOWN_LETTERS = 5000;

/** One visible character of one code unit: what a code page can hold. */
const isLetter = (text: string): boolean => text.length === 1 && !/[\p{C}\p{Z}\p{M}]/u.test(text);

const QUESTION_MARK = '?';

const hasLetter = (probe: EscPosEncoder, page: CodePage, letter: string): boolean =>
  !probe.codepage(page).text(letter).encode().includes(QUESTION_MARK.charCodeAt(0));

function hasCodePage(probe: EscPosEncoder, page: CodePage): boolean {
  try {
    probe.codepage(page);
    return true;
  } catch {
    return false; // its only way to say so
  }
}

/**
 * Romanian letters are written with a comma below; code pages only have the older form with a cedilla. The Ukrainian і
 * is missing from Russian pages, and the French apostrophe from old ones: both have a twin in ASCII.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  ș: 'ş',
  ț: 'ţ',
  Ș: 'Ş',
  Ț: 'Ţ',
  і: 'i',
  І: 'I',
  '’': "'",
};

const withoutMarks = (character: string): string => character.normalize('NFKD').replace(/\p{M}/gu, '');
