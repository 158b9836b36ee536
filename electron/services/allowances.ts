import type { allowancesContract } from '../../shared/contract/allowances-contract.ts';
import { ok } from '../../shared/domain/result.ts';
import type { AllowanceRun } from '../allowances/allowance-run.ts';
import type { Handlers } from '../handlers.ts';

export const createAllowancesService = (
  run: AllowanceRun,
): { handlers: Handlers<typeof allowancesContract> } => ({
  handlers: {
    'allowances.due': async () => ok(await run.countDue()),
    'allowances.start': ({ operator }) => {
      // It goes on by itself; how far it is, is asked for or announced.
      void run.start(operator().siteId);
      return ok(run.progress());
    },
    'allowances.cancel': () => {
      run.cancel();
      return ok(run.progress());
    },
    'allowances.progress': () => ok(run.progress()),
  },
});
