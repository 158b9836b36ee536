import type { Input } from '../../shared/contract/contract.ts';
import type { MachineId } from '../../shared/domain/ids.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { machinePutBack, machineTakenOut } from '../../shared/operations/laundry-operations.ts';
import type { Tx } from '../database/database.ts';
import { listOutages } from '../database/laundry.ts';
import { findOperation } from '../database/log.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { drumTagOf, type LaundrySite } from './laundry-site.ts';

type MachineUnknown = { readonly type: 'MachineUnknown' };

/** Nobody washes in it until somebody puts it back; laundry must be out of it first. */
export function takeMachineOut(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  site: LaundrySite,
  { operationId, machineId, reason }: Input<'laundry.takeOut'>,
): Result<
  null,
  | MachineUnknown
  | { readonly type: 'MachineBusy'; readonly number: number; readonly tag: number }
  | { readonly type: 'AlreadyOutOfOrder'; readonly number: number }
> {
  if (findOperation(tx, operationId) !== null) return ok(null);
  const machine = machineOf(site, machineId);
  if (machine === undefined) return err({ type: 'MachineUnknown' });
  const { number } = machine;
  const tag = drumTagOf(site, machineId);
  if (tag !== null) return err({ type: 'MachineBusy', number, tag });
  if (site.outageByMachine.has(machineId)) return err({ type: 'AlreadyOutOfOrder', number });
  const body = { machineId, siteId: site.siteId, reason };
  context.record(tx, { id: operationId, kind: machineTakenOut, body, operatorId, businessOn: site.today });
  return ok(null);
}

/** Lifts every outage of the machine, each by its name: one act, and the first operation has its id. */
export function putMachineBack(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  site: LaundrySite,
  { operationId, machineId }: Input<'laundry.putBack'>,
): Result<null, MachineUnknown | { readonly type: 'NotOutOfOrder'; readonly number: number }> {
  if (findOperation(tx, operationId) !== null) return ok(null);
  const machine = machineOf(site, machineId);
  if (machine === undefined) return err({ type: 'MachineUnknown' });
  const outages = listOutages(tx, site.siteId).filter((each) => each.machineId === machineId);
  if (outages.length === 0) return err({ type: 'NotOutOfOrder', number: machine.number });
  for (const [index, { outageId }] of outages.entries()) {
    const id = index === 0 ? operationId : operationIdSchema.parse(context.newId());
    const cause = index === 0 ? {} : { causeId: operationId };
    const body = { machineId, siteId: site.siteId };
    const about = { operatorId, businessOn: site.today, ...cause };
    context.record(tx, { id, kind: machinePutBack, body, reversesId: outageId, ...about });
  }
  return ok(null);
}

const machineOf = ({ machines }: LaundrySite, machineId: MachineId) =>
  machines.find((each) => each.machineId === machineId);
