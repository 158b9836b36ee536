import type { outOfDateContract } from '../../shared/contract/out-of-date-contract.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { findOwnSite, listOperators } from '../database/network.ts';
import { isOutOfDate } from '../database/out-of-date.ts';
import { listCursors } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import { checkPin } from '../keys/check-pin.ts';
import { hindranceOf, workOutOfDate } from '../sync/out-of-date.ts';
import type { SyncDesk } from '../sync/sync-desk.ts';
import type { ServiceContext } from './service-context.ts';

/** What is shown while the data are of an older day, and the way out where the network cannot be read. */
export function createOutOfDateService(
  context: ServiceContext,
  desk: Pick<SyncDesk, 'condition'>,
  settleErasures: () => void,
): { handlers: Handlers<typeof outOfDateContract> } {
  const { db } = context;
  const handlers: Handlers<typeof outOfDateContract> = {
    'outOfDate.status': () => {
      const condition = desk.condition();
      if (condition === null || !isOutOfDate(db)) return ok({ type: 'none' });
      const { received, streamsToRead, problem, stoppedBecause } = condition;
      const streams = listCursors(db).size;
      return ok({
        type: 'reading',
        received,
        streams,
        streamsRead: Math.max(0, streams - streamsToRead),
        problem,
        stoppedBecause,
        administrators: listAdministrators(context).map(({ operatorId, displayName }) => ({
          operatorId,
          displayName,
        })),
      });
    },
    'outOfDate.work': async (_caller, { operatorId, pin }) => {
      const site = findOwnSite(db);
      const isHere = listAdministrators(context).some((each) => each.operatorId === operatorId);
      if (site === null || !isHere) return err({ type: 'OperatorNotHere' });
      const checked = await checkPin(context, site.siteId, operatorId, pin);
      if (!checked.ok) return checked;
      // It was read meanwhile, or somebody else has decided.
      if (!isOutOfDate(db)) return ok(null);
      const hindrance = hindranceOf(desk.condition());
      if (hindrance === null) return err({ type: 'NetworkIsRead' });
      workOutOfDate(context, settleErasures, { operatorId, hindrance });
      return ok(null);
    },
  };
  return { handlers };
}

function listAdministrators({ db }: ServiceContext) {
  const site = findOwnSite(db);
  const operators = site === null ? [] : listOperators(db, site.siteId);
  return operators.filter(({ isActive, hasPin, roles }) => isActive && hasPin && roles.includes('admin'));
}
