import type { DeviceId } from '../../shared/domain/ids.ts';
import { leaseIdSchema } from '../../shared/domain/ids.ts';
import { addDays, localDateAt } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { leasePlaced, MOST_LEASES_IN_BODY } from '../../shared/operations/lease-operations.ts';
import { leasableOf } from '../../shared/sync/lease-share.ts';
import {
  type LeasesAnswer,
  type LeasesFailure,
  type LeasesRequest,
  MOST_UNCLOSED,
} from '../../shared/sync/protocol.ts';
import type { HubDeviceRow, HubStore, HubTx, LeaseRow } from '../store/hub-store.ts';
import { createAccountChanges } from './account-changes.ts';
import { WAIT_DAYS } from './decide-allowances.ts';
import { insertTaken } from './insert-taken.ts';
import { listUndecided } from './undecided-acts.ts';
import { type HubPen, holdHubChain, hubDraft, writeAsHub } from './write-as-hub.ts';

/** What was asked back is wanted elsewhere: it is not set aside again for so long. */
const NOT_AGAIN_MS = 10 * 60_000;
/** An act follows its grant within seconds, or its device gives it up: what is older was asked on a disk that was put back. */
const CLOSED_WITHIN_MS = 30_000;

/**
 * Sets parts of accounts aside for a device that is here: of the households that go to it, and of those of its site that
 * went nowhere yet. Asked at each exchange; what is leased already is topped up. Law: never more than `leasableOf`, and
 * nothing while somebody's holds are not known since a restore. The device also hears what was granted to it and nobody closed.
 */
export async function placeLeases(
  store: HubStore,
  pen: HubPen,
  deviceId: DeviceId,
  { epoch: knownEpoch }: LeasesRequest,
): Promise<Result<LeasesAnswer, LeasesFailure>> {
  const today = localDateAt(pen.now());
  const asked = {
    deviceId,
    recalledSince: pen.now() - NOT_AGAIN_MS,
    // It is asked back to be carried over, which happens on the day after the wait at the latest.
    endedBetween: { from: addDays(today, -WAIT_DAYS - 1), to: addDays(today, -1) },
    limit: MOST_LEASES_IN_BODY,
  };
  const found = await store.inSnapshot(async (tx) => {
    const device = await tx.findDevice(deviceId);
    const epoch = await tx.epoch();
    const fault = findFault(device, epoch, knownEpoch);
    if (device === null || fault !== null) return err<LeasesFailure>(fault ?? { type: 'DeviceUnknown' });
    const isDeclared = device.declaredEpoch === epoch;
    const isRestoring = !isDeclared || (await tx.isAwaiting());
    const leasable = isRestoring ? [] : await tx.listLeasable({ ...asked, siteId: device.place.siteId });
    const unclosed = isDeclared ? await listUnclosed(tx, deviceId, pen.now()) : [];
    return ok({ isDeclared, isRestoring, unclosed, leasable });
  });
  if (!found.ok) return found;
  const { leasable, ...known } = found.value;
  // Most exchanges find nothing: nobody else waits for a lock on their account.
  if (leasable.length === 0) return ok({ placed: 0, ...known });
  return store.inTransaction(async (tx) => {
    const device = await tx.lockDevice(deviceId);
    const fault = findFault(device, await tx.epoch(), knownEpoch);
    if (fault !== null) return err(fault);
    await holdHubChain(tx, pen);
    const accounts = leasable.toSorted((a, b) => (a.account < b.account ? -1 : 1));
    const states = await tx.lockAccounts(accounts);
    const own = new Map((await tx.listLeasesOf(deviceId)).map((lease) => [lease.account, lease]));
    const changes = createAccountChanges();
    const leases: LeaseRow[] = [];
    const letters: Pick<LeaseRow, 'leaseId' | 'account' | 'unit' | 'amount'>[] = [];
    for (const { account, unit } of accounts) {
      const state = states.get(account);
      const amount = state === undefined ? 0 : leasableOf(state); // read again: it was free before the lock
      if (amount === 0) continue;
      const before = own.get(account);
      const leaseId = before?.leaseId ?? leaseIdSchema.parse(pen.newId());
      leases.push({
        leaseId,
        deviceId,
        account,
        unit,
        amount: (before?.amount ?? 0) + amount,
        recalledAt: null,
      });
      letters.push({ leaseId, account, unit, amount });
      changes.add(account, unit, { leased: amount });
    }
    if (letters.length === 0) return ok({ placed: 0, ...known });
    const written = await writeAsHub(tx, pen, [hubDraft(leasePlaced, { deviceId, leases: letters })]);
    const saveBesides = () => tx.lastly(tx.saveLeases(leases));
    await insertTaken(tx, { taken: written, changes: changes.list(), saveBesides, now: pen.now() });
    return ok({ placed: letters.length, ...known });
  });
}

/** What was granted a while ago and closed by nothing that the hub has: neither taken, nor kept aside, nor in another branch. */
async function listUnclosed(tx: HubTx, deviceId: DeviceId, now: number): Promise<LeasesAnswer['unclosed']> {
  const open = (await tx.listOpenAuthorisations(deviceId)).filter(
    ({ askedAt }) => askedAt < now - CLOSED_WITHIN_MS,
  );
  if (open.length === 0) return [];
  const undecided = new Set((await listUndecided(tx, deviceId)).map(({ id }) => id));
  return open
    .filter(({ operationId }) => !undecided.has(operationId))
    .slice(0, MOST_UNCLOSED)
    .map(({ authorisationId, operationId }) => ({ authorisationId, operationId }));
}

/** Why a device is not served in this epoch; null where it is. */
export function findFault(
  device: HubDeviceRow | null,
  epoch: number,
  knownEpoch: number,
): LeasesFailure | null {
  if (device === null) return { type: 'DeviceUnknown' };
  if (device.state !== 'active') return { type: 'DeviceRevoked' };
  return epoch === knownEpoch ? null : { type: 'EpochIsOther', epoch };
}
