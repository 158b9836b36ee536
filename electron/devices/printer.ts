import type { PrintError, Printer } from '../../shared/domain/printer.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { RollPaper } from '../../shared/domain/roll-paper.ts';
import { layOutRollPaper } from '../../shared/domain/roll-paper-layout.ts';
import { encodeReceipt } from './escpos.ts';
import { type NetworkPrinterTimeouts, sendToNetworkPrinter } from './network-printer.ts';
import { encodeLabel } from './zpl.ts';

/** Prints a paper once on a printer and tells what happened to it. A further kind of printer begins here. */
export const printRollPaper = (
  printer: Printer,
  paper: RollPaper,
  timeouts?: NetworkPrinterTimeouts,
  signal?: AbortSignal,
): Promise<Result<void, PrintError>> => {
  const bytes =
    printer.kind === 'zpl-network'
      ? new TextEncoder().encode(encodeLabel(paper))
      : encodeReceipt(layOutRollPaper(paper, printer.columns), printer);
  return sendToNetworkPrinter(printer, bytes, timeouts, signal);
};
