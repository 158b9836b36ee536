import { type OperationId, type PrinterId, printerIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import { printJobIdSchema } from '../../shared/domain/print-job.ts';
import type { Printer } from '../../shared/domain/printer.ts';
import type { RollPaper } from '../../shared/domain/roll-paper.ts';
import type { Db, Tx } from './database.ts';
import { findSetting, setSetting } from './local-settings.ts';
import { listPrinters } from './network.ts';
import { insertPrintJob } from './print-jobs.ts';

/** What stands in the setting of a counter that prints nowhere, though its site has a printer. */
const NO_PRINTER = 'none';

/**
 * The receipt printer of this counter: the one that was chosen here, else the site's only one. Null where there is
 * none, where somebody chose none, and where there are several to choose from.
 */
export function findReceiptPrinter(db: Db, siteId: SiteId): Printer | null {
  const chosen = findSetting(db, 'printer.default');
  if (chosen === NO_PRINTER) return null;
  const printers = listPrinters(db, siteId)
    .filter(({ isActive, printer }) => isActive && printer.kind === 'escpos-network')
    .map(({ printer }) => printer);
  const [only] = printers.length === 1 ? printers : [];
  return printers.find(({ printerId }) => printerId === chosen) ?? only ?? null;
}

/** Laundry tags go to a label printer where the site has one, else to the receipt printer. */
export const findTagPrinter = (db: Db, siteId: SiteId): Printer | null =>
  listPrinters(db, siteId).find(({ isActive, printer }) => isActive && printer.kind === 'zpl-network')
    ?.printer ?? findReceiptPrinter(db, siteId);

export type ChosenPrinter =
  | { readonly type: 'automatic' }
  | { readonly type: 'none' }
  | { readonly type: 'chosen'; readonly printerId: PrinterId };

export function readChosenPrinter(db: Db): ChosenPrinter {
  const chosen = findSetting(db, 'printer.default');
  if (chosen === null) return { type: 'automatic' };
  if (chosen === NO_PRINTER) return { type: 'none' };
  return { type: 'chosen', printerId: printerIdSchema.parse(chosen) };
}

/** Null: this counter prints no receipts. */
export const chooseReceiptPrinter = (tx: Tx, printerId: PrinterId | null): void =>
  setSetting(tx, 'printer.default', printerId ?? NO_PRINTER);

export type ReceiptJobContext = {
  readonly now: () => number;
  readonly newId: () => string;
  /** Tells the print queue, after the commit, that a paper waits. */
  readonly wakePrinter: () => void;
};

/**
 * Queues the paper of an act (the receipt of a sale, the tag of a laundry bag), in the transaction that records it. False
 * where this counter has no printer: it is then on the screen only.
 */
export function enqueueRollPaper(
  tx: Tx,
  context: ReceiptJobContext,
  { operationId, siteId, paper }: { operationId: OperationId; siteId: SiteId; paper: RollPaper },
): boolean {
  const printer = paper.kind === 'laundry-tag' ? findTagPrinter(tx, siteId) : findReceiptPrinter(tx, siteId);
  if (printer === null) return false;
  const printJobId = printJobIdSchema.parse(context.newId());
  insertPrintJob(tx, { printJobId, printerId: printer.printerId, operationId, paper }, context.now());
  tx.afterCommit(context.wakePrinter);
  return true;
}
