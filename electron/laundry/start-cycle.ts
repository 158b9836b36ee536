import type { Input } from '../../shared/contract/contract.ts';
import type { TakenAtStart } from '../../shared/contract/laundry-contract.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import type { StartRefusal } from '../../shared/domain/laundry-start.ts';
import { judgeStart } from '../../shared/domain/laundry-start.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { cycleStarted } from '../../shared/operations/laundry-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { Tx } from '../database/database.ts';
import { balanceOf } from '../database/households.ts';
import { findCycle, findVisit } from '../database/laundry.ts';
import { findOperation } from '../database/log.ts';
import { findHead, headOf } from '../database/merges.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { type CoverFor, type CoverNeeded, isAtFloor, recordUnder } from '../sync/act-under-cover.ts';
import { capsOf } from './laundry-guest.ts';
import { drumTagOf, type LaundrySite, turnsAhead } from './laundry-site.ts';

export type StartFailure =
  | { readonly type: 'VisitUnknown' }
  | { readonly type: 'VisitOver' }
  | { readonly type: 'MachineUnknown' }
  | StartRefusal
  | CoverNeeded;

/** Starts a machine: decides everything again, whatever the board showed, and takes the credit with the same operation. */
export function startCycle(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  site: LaundrySite,
  input: Input<'laundry.start'>,
  coverFor: CoverFor,
): Result<TakenAtStart, StartFailure> {
  const id = operationIdSchema.parse(input.cycleId); // a cycle is named by the operation that starts it
  const recordedBefore = findOperation(tx, id);
  const before = recordedBefore === null ? null : findCycle(tx, input.cycleId);
  if (recordedBefore !== null && before !== null) {
    return ok(toTaken(tx, before.household, before.charges, recordedBefore.operation)); // start was pressed twice
  }
  const visit = findVisit(tx, input.visitId);
  if (visit === null || visit.siteId !== site.siteId) return err({ type: 'VisitUnknown' });
  if (visit.handedOverAt !== null) return err({ type: 'VisitOver' });
  const machine = site.machines.find(({ machineId }) => machineId === input.machineId);
  if (!machine?.active) return err({ type: 'MachineUnknown' });
  const household = findHead(tx, visit.householdId);
  assert(household !== null, 'laundry that is here belongs to a household');
  const { householdId } = household;

  const programme = site.programmes.find((each) => each.washProgrammeId === input.washProgrammeId);
  const judged = judgeStart({
    machine,
    outOfOrder: site.outageByMachine.has(machine.machineId),
    drumTag: drumTagOf(site, machine.machineId),
    programme,
    detergent: { doses: input.detergentDoses, cost: site.rules.detergent },
    residual: {
      washes: balanceOf(tx, household.household, 'washes'),
      cents: balanceOf(tx, household.household, 'cents'),
    },
    caps: capsOf(tx, site, household),
    nextBooking:
      turnsAhead(site, machine.machineId).find((each) => headOf(tx, each.householdId) !== householdId) ??
      null,
    wallMinute: site.wallMinute,
    isOverridden: input.capOverride !== undefined,
  });
  if (!judged.ok) return judged;
  assert(programme !== undefined, 'a start that is not refused has a programme');
  const recorded = recordUnder(context, tx, coverFor, {
    id,
    kind: cycleStarted,
    body: {
      cycleId: input.cycleId,
      siteId: site.siteId,
      householdId,
      charges: judged.value.charges,
      startedOn: site.today,
      visitId: input.visitId,
      machineId: machine.machineId,
      washProgrammeId: programme.washProgrammeId,
      minutes: programme.minutes,
      detergentDoses: input.detergentDoses,
      ...(input.capOverride === undefined ? {} : { capOverride: input.capOverride }),
    },
    operatorId: operator.operatorId,
    businessOn: site.today,
  });
  if (!recorded.ok) return recorded;
  return ok(toTaken(tx, household.household, judged.value.charges, recorded.value.operation));
}

const toTaken = (
  tx: Tx,
  household: number,
  charges: TakenAtStart['charges'],
  operation: Operation,
): TakenAtStart => ({
  charges,
  isWithoutCover: isAtFloor(operation),
  residualWashes: balanceOf(tx, household, 'washes'),
  residualCents: balanceOf(tx, household, 'cents'),
});
