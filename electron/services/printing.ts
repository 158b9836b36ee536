import type {
  PrinterChoice,
  printingContract,
  WaitingPrint,
} from '../../shared/contract/printing-contract.ts';
import type { PrinterId } from '../../shared/domain/ids.ts';
import type { PrintJob } from '../../shared/domain/print-job.ts';
import { receiptSchema, receiptTimeAt, testPageReceipt } from '../../shared/domain/receipt.ts';
import { assert, err, ok } from '../../shared/domain/result.ts';
import { findNetwork, findPrinter, findSite, listPrinters } from '../database/network.ts';
import { getPrintJobReceipt, listUnprintedJobs } from '../database/print-jobs.ts';
import { chooseReceiptPrinter, findReceiptPrinter, readChosenPrinter } from '../database/receipt-jobs.ts';
import type { PrintQueue } from '../devices/print-queue.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

/** What waits for paper, what to do about it, and which printer this counter prints on. */
export function createPrintingService(
  context: ServiceContext,
  queue: PrintQueue,
): { handlers: Handlers<typeof printingContract> } {
  const { db } = context;

  const activePrinters = (siteId: SignedIn['siteId']) =>
    listPrinters(db, siteId)
      .filter(({ isActive }) => isActive)
      .map(({ printer }) => printer);

  const choice = ({ siteId }: SignedIn): PrinterChoice => ({
    printers: activePrinters(siteId).map(({ printerId, name, host, port }) => ({
      printerId,
      name,
      host,
      port,
    })),
    chosen: readChosenPrinter(db),
  });

  const isOfSite = ({ siteId }: SignedIn, printerId: PrinterId): boolean =>
    activePrinters(siteId).some((printer) => printer.printerId === printerId);

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
    'printing.printers': (caller) => ok(choice(caller.operator())),
    'printing.testPage': (caller, { printerId, printJobId }) => {
      const operator = caller.operator();
      if (!isOfSite(operator, printerId)) return err({ type: 'PrinterUnknown' });
      queue.enqueue({ printJobId, printerId, operationId: null, receipt: testPage(operator) });
      return ok({ printJobId });
    },
    'printing.setDefault': (caller, { printerId }) => {
      const operator = caller.operator();
      if (printerId !== null && !isOfSite(operator, printerId)) return err({ type: 'PrinterUnknown' });
      context.inTransaction((tx) => {
        chooseReceiptPrinter(tx, printerId);
        tx.afterCommit(() => context.announce({ type: 'changed', topics: ['printing'] }));
      });
      return ok(choice(operator));
    },
  };

  function testPage({ siteId, displayName }: SignedIn) {
    const network = findNetwork(db);
    const site = findSite(db, siteId);
    assert(network !== null && site !== null, 'an operator works at a site of a network');
    return testPageReceipt({
      language: 'it',
      demo: network.isDemo,
      networkName: network.name,
      siteName: site.name,
      on: context.today(),
      time: receiptTimeAt(context.now()),
      operatorName: displayName,
    });
  }

  return { handlers };
}
