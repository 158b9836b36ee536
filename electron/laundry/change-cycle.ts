import type { CycleRefusal } from '../../shared/contract/laundry-contract.ts';
import { type CycleId, type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { applyToCycle, type CycleEvent } from '../../shared/domain/laundry-cycle.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import {
  cycleEmptied,
  cycleExtended,
  cycleFinished,
  cycleStopped,
} from '../../shared/operations/laundry-operations.ts';
import type { Tx } from '../database/database.ts';
import { type CycleRow, findCycle } from '../database/laundry.ts';
import { findOperation } from '../database/log.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';

type CycleChange = Exclude<CycleEvent, { type: 'ranOut' }>;
export type CycleChangeFailure = { readonly type: 'CycleUnknown' } | CycleRefusal;

/**
 * One event of a cycle, decided by its state machine and recorded once. The same event twice (two windows, a key that
 * was pressed again) is done already and is no failure.
 */
export function changeCycle(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  { operationId, cycleId, event }: { operationId: OperationId; cycleId: CycleId; event: CycleChange },
): Result<CycleRow, CycleChangeFailure> {
  const cycle = findCycle(tx, cycleId);
  if (cycle === null || cycle.siteId !== operator.siteId) return err({ type: 'CycleUnknown' });
  if (findOperation(tx, operationId) !== null) return ok(cycle);
  const changed = applyToCycle(cycle, event);
  if (!changed.ok) return changed.error.type === 'AlreadySo' ? ok(cycle) : err(changed.error);
  recordEvent(context, tx, operator, operationId, cycle, event);
  return ok(cycle);
}

function recordEvent(
  context: ServiceContext,
  tx: Tx,
  { operatorId, siteId }: SignedIn,
  id: OperationId,
  cycle: CycleRow,
  event: CycleChange,
): void {
  const { cycleId } = cycle;
  const about = { id, operatorId, businessOn: context.today() };
  const body = { cycleId, siteId };
  switch (event.type) {
    case 'extended':
      context.record(tx, { ...about, kind: cycleExtended, body: { ...body, minutes: event.minutes } });
      return;
    case 'finished':
      context.record(tx, { ...about, kind: cycleFinished, body });
      return;
    case 'emptied':
      context.record(tx, { ...about, kind: cycleEmptied, body });
      return;
    case 'stopped': {
      const { householdId, charges, startedOn } = cycle;
      context.record(tx, {
        ...about,
        kind: cycleStopped,
        body: { ...body, householdId, charges: [...charges], startedOn, because: event.because },
        reversesId: operationIdSchema.parse(cycleId), // a cycle is named by the operation that started it
      });
    }
  }
}
