import type { PrintError, Printer } from '../../shared/domain/printer.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { layOutReceipt } from '../../shared/domain/receipt-layout.ts';
import type { Result } from '../../shared/domain/result.ts';
import { encodeReceipt } from './escpos.ts';
import { type NetworkPrinterTimeouts, sendToNetworkPrinter } from './network-printer.ts';

/** Prints a receipt once on a printer and tells what happened to it. A further kind of printer begins here. */
export const printReceipt = (
  printer: Printer,
  receipt: Receipt,
  timeouts?: NetworkPrinterTimeouts,
  signal?: AbortSignal,
): Promise<Result<void, PrintError>> => {
  const bytes = encodeReceipt(layOutReceipt(receipt, printer.columns), printer);
  return sendToNetworkPrinter(printer, bytes, timeouts, signal);
};
