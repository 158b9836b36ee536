import type { papersContract } from '../../shared/contract/papers-contract.ts';
import { ok } from '../../shared/domain/result.ts';
import { findA4PrinterChoice, setA4PrinterChoice } from '../database/a4-printer-choice.ts';
import type { A4System } from '../devices/a4-printer.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

/** Which printer takes the A4 papers of this PC. */
export const createPapersService = (
  { db, inTransaction, announce }: ServiceContext,
  { listPrinters }: Pick<A4System, 'listPrinters'>,
): { handlers: Handlers<typeof papersContract> } => ({
  handlers: {
    'papers.status': async () => ok({ printers: await listPrinters(), choice: findA4PrinterChoice(db) }),
    'papers.choosePrinter': (_caller, { choice }) =>
      inTransaction((tx) => {
        setA4PrinterChoice(tx, choice);
        tx.afterCommit(() => announce({ type: 'changed', topics: ['papers'] }));
        return ok(null);
      }),
  },
});
