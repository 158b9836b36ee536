import { tagCode } from '../../shared/domain/laundry-tag.ts';
import { printedDay } from '../../shared/domain/printed-amount.ts';
import { receiptWords } from '../../shared/domain/receipt-words.ts';
import { assert } from '../../shared/domain/result.ts';
import type { LaundryTagPaper, RollPaper } from '../../shared/domain/roll-paper.ts';
import { tagBags, tagNumber } from '../../shared/domain/roll-paper-layout.ts';

/** A label of 50 by 50 mm on a head of 203 dots per inch, the smallest that is common: 8 dots are a millimetre. */
const SIDE_DOTS = 400;

/** What a label printer is given: tags, and a page to try it with. Receipts go to a roll. */
export function encodeLabel(paper: RollPaper): string {
  if (paper.kind === 'laundry-tag') return encodeTagLabel(paper);
  assert(paper.kind === 'test-page', 'receipts are printed on a roll');
  return label([
    centred(8, 24, paper.siteName.slice(0, 34)),
    centred(140, 36, receiptWords[paper.language].titles['test-page'] ?? ''),
    centred(274, 24, `${printedDay(paper.on)} ${paper.time}`),
  ]);
}

/**
 * A laundry tag for a label printer that speaks ZPL II: the number over half of the label, bags and moment below it, and the
 * code as Code 128. Texts are UTF-8 (`^CI28`), every character that ZPL could take for a command is sent as hexadecimal.
 */
export const encodeTagLabel = (paper: LaundryTagPaper): string =>
  label([
    centred(8, 24, `${paper.demo ? 'DEMO ' : ''}${paper.siteName}`.slice(0, 34)),
    centred(40, 190, tagNumber(paper.tag)),
    centred(226, 44, tagBags(paper)),
    centred(274, 24, `${printedDay(paper.on)} ${paper.time}${paper.reprint ? ' *' : ''}`),
    `^FO110,308^BY2^BCN,60,Y,N,N^FD${tagCode(paper.tag)}^FS`,
  ]);

const label = (fields: readonly string[]): string =>
  ['^XA^CI28', `^PW${SIDE_DOTS}^LL${SIDE_DOTS}`, ...fields, '^XZ'].join('\n');

const centred = (top: number, height: number, text: string): string =>
  `^FO0,${top}^A0N,${height},${height}^FB${SIDE_DOTS},1,0,C^FH_^FD${escapeZpl(text)}^FS`;

/** `^` and `~` begin commands, `_` begins a hexadecimal character after `^FH_`, and a line break would end the field. */
const escapeZpl = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\^~_]/g, (character) => `_${character.charCodeAt(0).toString(16).toUpperCase()}`);
