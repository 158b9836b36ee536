import type { PrintError, Printer, ReceiptColumns } from '../../shared/domain/printer.ts';
import type { ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import { assert, type Result } from '../../shared/domain/result.ts';
import type { RollPaper } from '../../shared/domain/roll-paper.ts';
import { layOutRollPaper } from '../../shared/domain/roll-paper-layout.ts';
import type { RollPicture, TextBlock } from '../../shared/domain/roll-picture.ts';
import { encodeReceipt, listLinesToDraw, type Pictures } from './escpos.ts';
import { type NetworkPrinterTimeouts, sendToNetworkPrinter } from './network-printer.ts';
import { encodeLabel } from './zpl.ts';

/**
 * Draws lines that a printer has no letters for, one picture each; null where they cannot be drawn: the paper then comes
 * out with `?` for what is lost, which is better than none. It takes a while: never while a sale waits.
 */
export type DrawLines = (
  lines: readonly TextBlock[],
  columns: ReceiptColumns,
) => Promise<RollPicture[] | null>;

/** Prints a paper once on a printer and tells what happened to it. */
export type PrintRollPaper = (
  printer: Printer,
  paper: RollPaper,
  signal?: AbortSignal,
) => Promise<Result<void, PrintError>>;

/** A further kind of printer begins here. */
export const createRollPrinter =
  (drawLines: DrawLines, timeouts?: NetworkPrinterTimeouts): PrintRollPaper =>
  async (printer, paper, signal) => {
    const bytes =
      printer.kind === 'zpl-network'
        ? new TextEncoder().encode(encodeLabel(paper))
        : await encodeWithPictures(printer, paper, drawLines);
    return sendToNetworkPrinter(printer, bytes, timeouts, signal);
  };

function pairUp(lines: readonly TextBlock[], drawn: readonly RollPicture[]): Pictures {
  assert(drawn.length === lines.length, 'every line was drawn');
  const pictures = new Map<ReceiptBlock, RollPicture>();
  drawn.forEach((picture, index) => {
    const line = lines[index];
    if (line !== undefined) pictures.set(line, picture);
  });
  return pictures;
}

async function encodeWithPictures(
  printer: Printer,
  paper: RollPaper,
  drawLines: DrawLines,
): Promise<Uint8Array> {
  const blocks = layOutRollPaper(paper, printer.columns);
  const lines = listLinesToDraw(blocks, printer);
  if (lines.length === 0) return encodeReceipt(blocks, printer);
  const drawn = await drawLines(lines, printer.columns);
  return encodeReceipt(blocks, printer, drawn === null ? undefined : pairUp(lines, drawn));
}
