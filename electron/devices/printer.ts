import type { PrintError, Printer } from '../../shared/domain/printer.ts';
import type { ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { RollPaper } from '../../shared/domain/roll-paper.ts';
import { layOutRollPaper } from '../../shared/domain/roll-paper-layout.ts';
import { encodeReceipt, listLinesToDraw } from './escpos.ts';
import { type NetworkPrinterTimeouts, sendToNetworkPrinter } from './network-printer.ts';
import { encodeLabel } from './zpl.ts';

/**
 * The bytes of a paper with lines that its printer has no letters for, drawn as pictures; null where they cannot be drawn: the
 * paper then comes out with `?` for what is lost, which is better than none. It is done while no sale waits.
 */
export type EncodePictured = (
  blocks: readonly ReceiptBlock[],
  printer: Printer,
) => Promise<Uint8Array | null>;

/** Prints a paper once on a printer and tells what happened to it. */
export type PrintRollPaper = (
  printer: Printer,
  paper: RollPaper,
  signal?: AbortSignal,
) => Promise<Result<void, PrintError>>;

/** A further kind of printer begins here. */
export const createRollPrinter =
  (encodePictured: EncodePictured, timeouts?: NetworkPrinterTimeouts): PrintRollPaper =>
  async (printer, paper, signal) => {
    const bytes =
      printer.kind === 'zpl-network'
        ? new TextEncoder().encode(encodeLabel(paper))
        : await encodeRoll(printer, paper, encodePictured);
    return sendToNetworkPrinter(printer, bytes, timeouts, signal);
  };

async function encodeRoll(
  printer: Printer,
  paper: RollPaper,
  encodePictured: EncodePictured,
): Promise<Uint8Array> {
  const blocks = layOutRollPaper(paper, printer.columns);
  const isPlain = listLinesToDraw(blocks, printer).length === 0;
  return (isPlain ? null : await encodePictured(blocks, printer)) ?? encodeReceipt(blocks, printer);
}
