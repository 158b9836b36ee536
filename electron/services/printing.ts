import type { printingContract, WaitingPrint } from '../../shared/contract/printing-contract.ts';
import type { PrintJob } from '../../shared/domain/print-job.ts';
import { receiptSchema } from '../../shared/domain/receipt.ts';
import { ok } from '../../shared/domain/result.ts';
import { findPrinter } from '../database/network.ts';
import { getPrintJobReceipt, listUnprintedJobs } from '../database/print-jobs.ts';
import { findReceiptPrinter } from '../database/receipt-jobs.ts';
import type { PrintQueue } from '../devices/print-queue.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

/** What waits for paper, what to do about it. */
export function createPrintingService(
  context: ServiceContext,
  queue: PrintQueue,
): { handlers: Handlers<typeof printingContract> } {
  const { db } = context;

  const toWaiting = (job: PrintJob): WaitingPrint[] => {
    const { state } = job;
    if (state === 'printed' || state === 'cancelled') return [];
    const receipt = receiptSchema.safeParse(getPrintJobReceipt(db, job.printJobId).receipt);
    return [
      {
        printJobId: job.printJobId,
        printerName: findPrinter(db, job.printerId)?.name ?? null,
        kind: receipt.success ? receipt.data.kind : null,
        number: receipt.success ? receipt.data.number : null,
        operationId: job.operationId,
        state,
        failure: job.failure,
        queuedAt: job.queuedAt,
      },
    ];
  };

  const handlers: Handlers<typeof printingContract> = {
    'printing.status': (caller) => {
      const printer = findReceiptPrinter(db, caller.operator().siteId);
      return ok({
        printer: printer === null ? null : { printerId: printer.printerId, name: printer.name },
        waiting: listUnprintedJobs(db).flatMap(toWaiting),
      });
    },
    'printing.printAgain': (_caller, { printJobId }) => {
      const job = queue.printAgain(printJobId);
      return job.ok ? ok({ state: job.value.state }) : job;
    },
    'printing.cancel': (_caller, { printJobId }) => {
      const job = queue.cancel(printJobId);
      return job.ok ? ok({ state: job.value.state }) : job;
    },
  };

  return { handlers };
}
