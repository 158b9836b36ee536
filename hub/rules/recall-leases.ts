import type { AccountName } from '../../shared/domain/account.ts';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { leaseRecalled, MOST_LEASES_IN_BODY } from '../../shared/operations/lease-operations.ts';
import type { HubTx, LeaseRow } from '../store/hub-store.ts';
import { type HubDraft, hubDraft } from './write-as-hub.ts';

/** Somebody stands at a till for it: asked back again after so long, in case the first letter is still on its way. */
export const AGAIN_WHILE_SOMEBODY_WAITS_MS = 5_000;
/** What nobody waits for at a till is asked back once a day. */
export const AGAIN_WHILE_NOBODY_WAITS_MS = 24 * 3_600_000;

export type Recall = {
  readonly accounts: readonly AccountName[];
  /** UTC milliseconds of the hub. */
  readonly now: number;
  /** What was asked back less than that ago is not asked for again. */
  readonly againMs: number;
  /** Whose own leases are no hindrance to it. */
  readonly askedBy?: DeviceId;
};

/**
 * Leases that are to be asked back of whoever reads its mailbox: what is kept for acts of a chain that is closed nobody gives
 * back. No more than one letter names: those that are not told of now are not marked, and come
 * the next time.
 */
export async function findToRecall(
  tx: HubTx,
  { accounts, now, againMs, askedBy }: Recall,
): Promise<readonly LeaseRow[]> {
  if (accounts.length === 0) return [];
  const leases = await tx.listLeasesOn(accounts);
  const due = leases.filter(
    ({ deviceId, recalledAt }) =>
      deviceId !== askedBy && (recalledAt === null || now - recalledAt >= againMs),
  );
  const gone = new Set<DeviceId>();
  for (const deviceId of new Set(due.map((lease) => lease.deviceId))) {
    if ((await tx.findDevice(deviceId))?.state !== 'active') gone.add(deviceId);
  }
  return due.filter(({ deviceId }) => !gone.has(deviceId)).slice(0, MOST_LEASES_IN_BODY);
}

/** Asks the devices that hold leases to give them back, each for all of its own. */
export const recallLetters = (leases: readonly LeaseRow[]): HubDraft[] =>
  [...Map.groupBy(leases, ({ deviceId }) => deviceId)].map(([deviceId, ofDevice]) =>
    hubDraft(leaseRecalled, { deviceId, leaseIds: ofDevice.map(({ leaseId }) => leaseId) }),
  );
