import type { ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import { assert } from '../../shared/domain/result.ts';
import type { RollPicture, TextBlock } from '../../shared/domain/roll-picture.ts';
import { drawRollLines } from '../documents/draw-roll-lines.ts';
import { type EncoderSettings, encodeReceipt, listLinesToDraw, type Pictures } from './escpos.ts';

/** The bytes of a paper of which some lines are drawn. It takes a while: for a thread of its own. */
export async function encodePicturedPaper(
  blocks: readonly ReceiptBlock[],
  printer: EncoderSettings,
): Promise<Uint8Array> {
  const lines = listLinesToDraw(blocks, printer);
  return encodeReceipt(blocks, printer, pairUp(lines, await drawRollLines(lines, printer.columns)));
}

function pairUp(lines: readonly TextBlock[], drawn: readonly RollPicture[]): Pictures {
  assert(drawn.length === lines.length, 'every line was drawn');
  const pictures = new Map<ReceiptBlock, RollPicture>();
  drawn.forEach((picture, index) => {
    const line = lines[index];
    if (line !== undefined) pictures.set(line, picture);
  });
  return pictures;
}
