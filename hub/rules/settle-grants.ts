import type { DeviceId } from '../../shared/domain/ids.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import type { GrantChange } from '../../shared/sync/protocol.ts';
import type { HubStore, HubTx } from '../store/hub-store.ts';
import { currentPlace, isSamePlace } from './place-at.ts';

/**
 * What a device has to change so that it has what it is granted, by the cursors that it says it has: null where it has
 * exactly that. The order is told again until the device comes without what it was to delete: that is its
 * acknowledgement, and nothing depends on an answer that arrived.
 */
export async function settleGrants(
  store: HubStore,
  deviceId: DeviceId,
  streams: readonly StreamName[],
): Promise<GrantChange | null> {
  const seen = await store.inSnapshot((tx) => look(tx, deviceId, streams));
  if (seen === null || seen.isSettled) return seen?.change ?? null;
  return store.inTransaction(async (tx) => {
    const device = await tx.lockDevice(deviceId);
    if (device === null) return null;
    const { place, change } = (await look(tx, deviceId, streams)) ?? { place: device.place, change: null };
    const hasDeleted = change === null || change.withdrawn.length === 0;
    const before = isSamePlace(place, device.place) ? device.leaving : (device.leaving ?? device.place);
    const stands = hasDeleted
      ? { leaving: null, stoodBefore: before ?? device.stoodBefore }
      : { leaving: before, stoodBefore: device.stoodBefore };
    await tx.setDevicePlace(deviceId, { place, ...stands, moves: device.moves });
    return change;
  });
}

async function look(tx: HubTx, deviceId: DeviceId, streams: readonly StreamName[]) {
  const device = await tx.findDevice(deviceId);
  if (device === null || device.state !== 'active') return null;
  const place = await currentPlace(tx, device);
  const granted = streamsFor(place);
  const change: GrantChange = {
    place,
    granted: granted.filter((stream) => !streams.includes(stream)),
    withdrawn: streams.filter((stream) => !granted.includes(stream)),
  };
  const isDifferent = change.granted.length > 0 || change.withdrawn.length > 0;
  const isAcknowledged = device.leaving === null || change.withdrawn.length > 0;
  return {
    place,
    change: isDifferent ? change : null,
    isSettled: isSamePlace(place, device.place) && isAcknowledged,
  };
}
