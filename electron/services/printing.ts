import type { printingContract, WaitingPrint } from '../../shared/contract/printing-contract.ts';
import type { PrintJob } from '../../shared/domain/print-job.ts';
import { ok } from '../../shared/domain/result.ts';
import { type RollPaper, rollPaperSchema } from '../../shared/domain/roll-paper.ts';
import { tagNumber } from '../../shared/domain/roll-paper-layout.ts';
import { findPrinter } from '../database/network.ts';
import { getPrintJobPaper, listUnprintedJobs } from '../database/print-jobs.ts';
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
    const paper = rollPaperSchema.safeParse(getPrintJobPaper(db, job.printJobId).paper);
    return [
      {
        printJobId: job.printJobId,
        printerName: findPrinter(db, job.printerId)?.name ?? null,
        kind: paper.success ? paper.data.kind : null,
        number: paper.success ? numberOf(paper.data) : null,
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

/** What people call it by. */
const numberOf = (paper: RollPaper): string | null =>
  paper.kind === 'laundry-tag' ? tagNumber(paper.tag) : paper.number;
