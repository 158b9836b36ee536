import type { outOfDateContract } from '../../shared/contract/out-of-date-contract.ts';
import type { RecoveryCodeFailure } from '../../shared/contract/recovery-code-failure.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { findOwnSite, listOperators } from '../database/network.ts';
import { isOutOfDate } from '../database/out-of-date.ts';
import { listCursors } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import { checkPin } from '../keys/check-pin.ts';
import { hindranceOf, workOutOfDate } from '../sync/out-of-date.ts';
import { tellTurnedAway } from '../sync/return-to-hub.ts';
import type { SyncDesk } from '../sync/sync-desk-types.ts';
import type { ServiceContext } from './service-context.ts';

/** What is shown while the data are of an older day, and the way out where the network cannot be read. */
export function createOutOfDateService(
  context: ServiceContext,
  desk: Pick<SyncDesk, 'condition'>,
  {
    settleErasures,
    checkRecoveryCode,
  }: {
    readonly settleErasures: () => void;
    readonly checkRecoveryCode: (code: string) => Result<null, RecoveryCodeFailure>;
  },
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
        turnedAway: tellTurnedAway(db, problem),
        ...findWhoMayDecide(context),
      });
    },
    'outOfDate.work': async (_caller, { operatorId, pin, recoveryCode = '' }) => {
      const site = findOwnSite(db);
      const { mayDecide, needsRecoveryCode } = findWhoMayDecide(context);
      const isHere = mayDecide.some((each) => each.operatorId === operatorId);
      if (site === null || !isHere) return err({ type: 'OperatorNotHere' });
      // 130 random bits cannot be guessed: the PIN's tries are counted, those of the code need not be.
      const proof = needsRecoveryCode ? checkRecoveryCode(recoveryCode) : ok(null);
      if (!proof.ok) return proof;
      const checked = await checkPin(context, site.siteId, operatorId, pin);
      if (!checked.ok) return checked;
      // It was read meanwhile, or somebody else has decided.
      if (!isOutOfDate(db)) return ok(null);
      const hindrance = hindranceOf(desk.condition());
      if (hindrance === null) return err({ type: 'NetworkIsRead' });
      workOutOfDate(context, settleErasures, { operatorId, hindrance, needsRecoveryCode });
      return ok(null);
    },
  };
  return { handlers };
}

/**
 * An administrator of the site decides. Where it has none, as a canteen or a laundry may, whoever works there does, together with
 * the recovery code: whoever keeps that answers for this counter.
 */
function findWhoMayDecide({ db }: ServiceContext) {
  const site = findOwnSite(db);
  const operators = site === null ? [] : listOperators(db, site.siteId);
  const working = operators.filter(({ isActive, hasPin, roles }) => isActive && hasPin && roles.length > 0);
  const administrators = working.filter(({ roles }) => roles.includes('admin'));
  const needsRecoveryCode = administrators.length === 0;
  const mayDecide = (needsRecoveryCode ? working : administrators).map(({ operatorId, displayName }) => ({
    operatorId,
    displayName,
  }));
  return { mayDecide, needsRecoveryCode };
}
