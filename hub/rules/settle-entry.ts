import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import type { EntryAnswer, EntryFailure, EntryRequest } from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';
import { ALL_BROUGHT } from './judge-brought.ts';

/**
 * A counter that looked at what it would share enters the network, or leaves. Asked again it is answered as before: the first
 * answer may have been lost.
 */
export async function settleEntry(
  store: HubStore,
  deviceId: DeviceId,
  { act }: EntryRequest,
): Promise<Result<EntryAnswer, EntryFailure>> {
  return store.inTransaction(async (tx) => {
    const device = await tx.lockDevice(deviceId);
    if (device === null) return err({ type: 'DeviceUnknown' });
    const { state, place } = device;
    if (state !== 'joining' && state !== 'active') return err({ type: 'DeviceRevoked' });
    if (state === 'active' && act === 'leave') return err({ type: 'AlreadyEntered' });
    if (act === 'leave') await tx.deleteDevice(deviceId);
    else if (state === 'joining') {
      await tx.setDeviceState(deviceId, 'active', 0);
      await tx.setBroughtUntil(deviceId, ALL_BROUGHT);
      // It holds nothing that a restored hub could have forgotten.
      await tx.setDeclared(deviceId);
    }
    return ok({ place, streams: streamsFor(place), epoch: await tx.epoch() });
  });
}
