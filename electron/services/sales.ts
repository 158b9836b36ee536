import type { salesContract } from '../../shared/contract/sales-contract.ts';
import { printJobIdSchema } from '../../shared/domain/print-job.ts';
import { readReceiptNumber } from '../../shared/domain/receipt-number.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { Tx } from '../database/database.ts';
import { findSite, listSites } from '../database/network.ts';
import { insertPrintJob, listPrintJobsOfOperation, requeuePrintJob } from '../database/print-jobs.ts';
import { findReceiptPrinter } from '../database/receipt-jobs.ts';
import { readSaleReceipt } from '../database/sale-receipt.ts';
import {
  findLastOwnSale,
  findSale,
  type LoggedSale,
  listSalesBySequence,
  listSalesOfDay,
  sumSalesOfDay,
} from '../database/sales.ts';
import type { Handlers } from '../handlers.ts';
import { mayGive, type ReturnInput, returnSale } from '../sales/return-sale.ts';
import { findElsewhere, readLastSale, readSaleDetail, toSaleOfDay } from '../sales/sale-detail.ts';
import type { SignedIn } from '../session.ts';
import { createActUnderClaim } from '../sync/act-under-cover.ts';
import type { ServiceContext } from './service-context.ts';

/** A busy emporio closes some 150 sales a day. */
const LISTED_SALES = 500;

/** Sales of the past: the day's list, one sale, what comes back of it, its paper once more. */
export function createSalesService(context: ServiceContext): { handlers: Handlers<typeof salesContract> } {
  const { db, inTransaction } = context;

  const act = createActUnderClaim(context);
  const giveBack = (operator: SignedIn, input: ReturnInput) =>
    act(input.returnId, (tx, claimFor) => {
      const returned = returnSale(context, tx, operator, input, claimFor);
      // Points went back: what the till and the office show of the household is stale too.
      tx.afterCommit(() =>
        context.announce({ type: 'changed', topics: ['sales', 'till', 'households', 'printing'] }),
      );
      return returned;
    });

  const handlers: Handlers<typeof salesContract> = {
    'sales.today': (caller, { on = context.today() }) => {
      const { siteId } = caller.operator();
      const site = findSite(db, siteId);
      assert(site !== null, 'an operator works at a site');
      const rows = listSalesOfDay(db, siteId, on, LISTED_SALES + 1);
      return ok({
        on,
        sales: rows.slice(0, LISTED_SALES).map((row) => toSaleOfDay(row, site.shortName)),
        hasMore: rows.length > LISTED_SALES,
        figures: sumSalesOfDay(db, siteId, on),
      });
    },
    'sales.last': () => {
      const sale = findLastOwnSale(db);
      return ok(sale === null ? null : readLastSale(db, sale));
    },
    'sales.open': (caller, { saleId }) => {
      const operator = caller.operator();
      const sale = findSale(db, saleId);
      if (sale === null) return err({ type: 'SaleUnknown' });
      return ok(readSaleDetail(db, sale, operator.siteId, context.today(), mayGive(db, operator)));
    },
    'sales.find': (caller, { number }) => {
      const spoken = readReceiptNumber(number);
      if (spoken === null) return err({ type: 'NotAReceiptNumber' });
      return findByNumber(caller.operator(), spoken.siteShort, spoken.sequence);
    },
    'sales.return': (caller, input) => giveBack(caller.operator(), input),
    'sales.void': (caller, input) => giveBack(caller.operator(), { ...input, lines: 'everything' }),
    'sales.reprint': (caller, { saleId }) => {
      const operator = caller.operator();
      const sale = findSale(db, saleId);
      if (sale === null) return err({ type: 'SaleUnknown' });
      return inTransaction((tx) => reprint(tx, operator, sale));
    },
  };

  function findByNumber(operator: SignedIn, siteShort: string | null, sequence: number) {
    const site = listSites(db).find(({ siteId, shortName }) =>
      siteShort === null ? siteId === operator.siteId : shortName === siteShort,
    );
    if (site === undefined) return err({ type: 'SaleUnknown' } as const);
    const found = listSalesBySequence(db, sequence)
      .filter(({ body }) => body.siteId === site.siteId)
      .map((sale) => ({ sale, elsewhere: findElsewhere(db, sale, operator.siteId) }))
      .sort((a, b) => Number(a.elsewhere !== null) - Number(b.elsewhere !== null));
    const [first] = found;
    if (first !== undefined) {
      return first.elsewhere === null ? ok({ saleId: first.sale.operation.id }) : err(first.elsewhere);
    }
    // The sales of another site need not be here: its name on the receipt says where to go all the same.
    return site.siteId === operator.siteId
      ? err({ type: 'SaleUnknown' } as const)
      : err({ type: 'SaleElsewhere', siteName: site.name, isThisSite: false } as const);
  }

  function reprint(
    tx: Tx,
    operator: SignedIn,
    sale: LoggedSale,
  ): Result<{ isAlreadyWaiting: boolean }, { type: 'NoPrinter' }> {
    const operationId = sale.operation.id;
    const printer = findReceiptPrinter(tx, operator.siteId);
    if (printer === null) return err({ type: 'NoPrinter' });
    const newest = listPrintJobsOfOperation(tx, operationId).at(-1);
    const isAlreadyWaiting = newest?.state === 'queued' || newest?.state === 'printing';
    const isToBeTriedAgain = newest?.state === 'failed' || newest?.state === 'uncertain';
    if (newest?.state === 'queued' || isToBeTriedAgain) requeuePrintJob(tx, newest.printJobId, context.now());
    if (!isAlreadyWaiting && !isToBeTriedAgain) {
      insertPrintJob(
        tx,
        {
          printJobId: printJobIdSchema.parse(context.newId()),
          printerId: printer.printerId,
          operationId,
          paper: readSaleReceipt(tx, sale, true),
        },
        context.now(),
      );
    }
    tx.afterCommit(context.wakePrinter);
    tx.afterCommit(() => context.announce({ type: 'changed', topics: ['printing', 'sales'] }));
    return ok({ isAlreadyWaiting });
  }

  return { handlers };
}
