import { operationIdSchema, type SiteId, type VisitId } from '../../shared/domain/ids.ts';
import { localDateAt } from '../../shared/domain/local-date.ts';
import { printJobIdSchema } from '../../shared/domain/print-job.ts';
import { receiptTimeAt } from '../../shared/domain/receipt.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { LaundryTagPaper } from '../../shared/domain/roll-paper.ts';
import type { Db, Tx } from '../database/database.ts';
import type { VisitRow } from '../database/laundry.ts';
import { findNetwork, findSite } from '../database/network.ts';
import { insertPrintJob, listPrintJobsOfOperation, requeuePrintJob } from '../database/print-jobs.ts';
import { enqueueRollPaper, findTagPrinter } from '../database/receipt-jobs.ts';
import type { ServiceContext } from '../services/service-context.ts';

type Tagged = {
  readonly visitId: VisitId;
  readonly siteId: SiteId;
  readonly tag: number;
  readonly bags: number;
};

/** The tag of laundry that has just come, with the act that takes it in. False where this counter has no printer. */
export const enqueueTag = (tx: Tx, context: ServiceContext, tagged: Tagged): boolean =>
  enqueueRollPaper(tx, context, {
    operationId: operationIdSchema.parse(tagged.visitId), // a visit is named by the operation that opens it
    siteId: tagged.siteId,
    paper: toPaper(tx, tagged, context.now(), false),
  });

/** F8: a paper that waits or did not come out is tried again; of one that was printed a copy is made. */
export function printTagAgain(
  tx: Tx,
  context: ServiceContext,
  visit: VisitRow,
): Result<{ isAlreadyWaiting: boolean }, { type: 'NoPrinter' }> {
  const printer = findTagPrinter(tx, visit.siteId);
  if (printer === null) return err({ type: 'NoPrinter' });
  const operationId = operationIdSchema.parse(visit.visitId);
  const newest = listPrintJobsOfOperation(tx, operationId).at(-1);
  const isWaiting = newest !== undefined && newest.state !== 'printed' && newest.state !== 'cancelled';
  if (isWaiting) requeuePrintJob(tx, newest.printJobId, context.now());
  else {
    const printJobId = printJobIdSchema.parse(context.newId());
    const paper = toPaper(tx, visit, visit.openedAt, true);
    insertPrintJob(tx, { printJobId, printerId: printer.printerId, operationId, paper }, context.now());
  }
  tx.afterCommit(context.wakePrinter);
  tx.afterCommit(() => context.announce({ type: 'changed', topics: ['printing'] }));
  return ok({ isAlreadyWaiting: isWaiting });
}

function toPaper(db: Db, { siteId, tag, bags }: Tagged, atMs: number, reprint: boolean): LaundryTagPaper {
  const network = findNetwork(db);
  const site = findSite(db, siteId);
  assert(network !== null && site !== null, 'a laundry is a site of a network');
  return {
    kind: 'laundry-tag',
    language: 'it', // the language of the counter's papers, as on receipts
    demo: network.isDemo,
    reprint,
    siteName: site.name,
    tag,
    bags,
    on: localDateAt(atMs),
    time: receiptTimeAt(atMs),
  };
}
