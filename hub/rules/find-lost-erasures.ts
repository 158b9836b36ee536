import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { ErasuresAnswer, ErasuresRequest, LeasesFailure } from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';
import { findFault } from './place-leases.ts';

/** A device that was asked to give an order again and does not is not waited for longer. */
const ASKED_VALID_MS = 60_000;
/** A counter that still knows of an order asks at each exchange: one that did not for so long is gone, and keeps no other waiting. */
const CLAIM_VALID_MS = 900_000;
/** More than what was ordered erased between a backup and a restore by far; what one device invents is no more. */
export const MOST_ERASURES_CLAIMED = 5000;

/**
 * Orders to erase that the hub does not know, as after a restore from an older backup. The device gives them again in its
 * own chain, where everybody sees who did: any device may write such an order without an operator, so being asked lets
 * nobody do more than before. Of all the devices that know an order one is asked at a time, and none again before every
 * other was: one that is asked and never orders keeps nobody who was erased at a hub.
 */
export function findLostErasures(
  { store, now }: { readonly store: HubStore; readonly now: () => number },
  deviceId: DeviceId,
  { epoch: knownEpoch, householdIds }: ErasuresRequest,
): Promise<Result<ErasuresAnswer, LeasesFailure>> {
  return store.inTransaction(async (tx) => {
    const [device, epoch] = [await tx.findDevice(deviceId), await tx.epoch()];
    const fault = findFault(device, epoch, knownEpoch);
    if (fault !== null) return err(fault);
    const erased = await tx.findErased(householdIds);
    const lost = [...new Set(householdIds)].filter((id) => !erased.has(id));
    if (lost.length === 0) return ok({ toOrder: [], isSettled: true });
    const at = now();
    const toOrder = await tx.claimLostErasures(deviceId, {
      householdIds: lost,
      epoch,
      at,
      askedBefore: at - ASKED_VALID_MS,
      claimedSince: at - CLAIM_VALID_MS,
      most: MOST_ERASURES_CLAIMED,
    });
    return ok({ toOrder, isSettled: false });
  });
}
