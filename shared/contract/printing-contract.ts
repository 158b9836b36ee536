import { z } from 'zod';
import { type OperationId, type PrinterId, printerIdSchema } from '../domain/ids.ts';
import {
  type PrintFailure,
  type PrintJobId,
  type PrintJobState,
  printJobIdSchema,
} from '../domain/print-job.ts';
import type { ReceiptKind } from '../domain/receipt.ts';
import { command } from './command.ts';

/** A paper that did not come out, or perhaps not. It holds no name. */
export type WaitingPrint = {
  readonly printJobId: PrintJobId;
  readonly printerName: string | null;
  /** Null where the stored receipt is of another version of the application. */
  readonly kind: ReceiptKind | null;
  /** The receipt's own number; null on a test page. */
  readonly number: string | null;
  readonly operationId: OperationId | null;
  readonly state: Exclude<PrintJobState, 'printed' | 'cancelled'>;
  readonly failure: PrintFailure | null;
  readonly queuedAt: number;
};

export type PrintingStatus = {
  /** The receipt printer of this counter; null where receipts are on the screen only. */
  readonly printer: { readonly printerId: PrinterId; readonly name: string } | null;
  /** Oldest first. */
  readonly waiting: readonly WaitingPrint[];
};

export type PrinterChoice = {
  readonly printers: readonly {
    readonly printerId: PrinterId;
    readonly name: string;
    readonly host: string;
    readonly port: number;
  }[];
  /** `automatic`: the site's only printer. */
  readonly chosen:
    | { readonly type: 'automatic' }
    | { readonly type: 'none' }
    | { readonly type: 'chosen'; readonly printerId: PrinterId };
};

type PrintRefusal =
  | { readonly type: 'PrintJobUnknown' }
  | { readonly type: 'PrintJobNotWaiting'; readonly state: PrintJobState };

type PrinterUnknown = { readonly type: 'PrinterUnknown' };

const nothing = z.strictObject({});
const job = z.strictObject({ printJobId: printJobIdSchema });
const whoSetsUp = ['cashier', 'laundry', 'office'] as const;

export const printingContract = {
  'printing.status': command('signedIn', nothing).returns<PrintingStatus>(),
  /** F8. Pressed again, it is still one print. */
  'printing.printAgain': command('signedIn', job).returns<{ readonly state: PrintJobState }, PrintRefusal>(),
  /** Gives up a paper that did not come out. What it is of stays. */
  'printing.cancel': command('signedIn', job).returns<{ readonly state: PrintJobState }, PrintRefusal>(),
  'printing.printers': command('signedIn', nothing).returns<PrinterChoice>(),
  /** The job's id is made when the screen opens: pressing twenty times is one page. */
  'printing.testPage': command(
    whoSetsUp,
    z.strictObject({ printerId: printerIdSchema, printJobId: printJobIdSchema }),
  ).returns<{ readonly printJobId: PrintJobId }, PrinterUnknown>(),
  /** This counter's receipt printer; null: it prints none. */
  'printing.setDefault': command(
    whoSetsUp,
    z.strictObject({ printerId: printerIdSchema.nullable() }),
  ).returns<PrinterChoice, PrinterUnknown>(),
};
