import { z } from 'zod';
import type { OperationId, PrinterId } from '../domain/ids.ts';
import {
  type PrintFailure,
  type PrintJobId,
  type PrintJobState,
  printJobIdSchema,
} from '../domain/print-job.ts';
import type { RollPaperKind } from '../domain/roll-paper.ts';
import { command } from './command.ts';

/** A paper that did not come out, or perhaps not. It holds no name. */
export type WaitingPrint = {
  readonly printJobId: PrintJobId;
  readonly printerName: string | null;
  /** Null where what is stored is of another version of the application. */
  readonly kind: RollPaperKind | null;
  /** The receipt's own number or the tag's; null on a test page. */
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

type PrintRefusal =
  | { readonly type: 'PrintJobUnknown' }
  | { readonly type: 'PrintJobNotWaiting'; readonly state: PrintJobState };

const nothing = z.strictObject({});
const job = z.strictObject({ printJobId: printJobIdSchema });

export const printingContract = {
  'printing.status': command('signedIn', nothing).returns<PrintingStatus>(),
  /** F8. Pressed again, it is still one print. */
  'printing.printAgain': command('signedIn', job).returns<{ readonly state: PrintJobState }, PrintRefusal>(),
  /** Gives up a paper that did not come out. What it is of stays. */
  'printing.cancel': command('signedIn', job).returns<{ readonly state: PrintJobState }, PrintRefusal>(),
};
