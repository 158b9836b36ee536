import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import {
  type EntryAnswer,
  type EntryFailure,
  type EntryRequest,
  MOST_BROUGHT,
} from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';

/**
 * A counter that looked at what it would share enters the network, or leaves. Asked again it is answered as before: the first
 * answer may have been lost. It goes on selling until it has heard the answer: so it may say again up to where it brings
 * what it wrote, further on and only while nothing of it is here.
 *
 * Law: whoever did not enter with data of its own is never its own authority, whatever it says.
 */
export async function settleEntry(
  store: HubStore,
  deviceId: DeviceId,
  request: EntryRequest,
): Promise<Result<EntryAnswer, EntryFailure>> {
  return store.inTransaction(async (tx) => {
    const device = await tx.lockDevice(deviceId);
    if (device === null) return err({ type: 'DeviceUnknown' });
    const { state, place } = device;
    if (state !== 'joining' && state !== 'active') return err({ type: 'DeviceRevoked' });
    if (request.act === 'leave') {
      if (state === 'active') return err({ type: 'AlreadyEntered' });
      await tx.deleteDevice(deviceId);
    } else if (request.untilSeq > MOST_BROUGHT) {
      return err({ type: 'BringsTooMuch' });
    } else if (state === 'joining') {
      await tx.setDeviceState(deviceId, 'active', 0);
      await tx.setBroughtUntil(deviceId, request.untilSeq);
      // It holds nothing that a restored hub could have forgotten.
      await tx.setDeclared(deviceId);
    } else if (device.headSeq === 0 && device.broughtUntilSeq > 0) {
      await tx.setBroughtUntil(deviceId, Math.max(device.broughtUntilSeq, request.untilSeq));
    }
    return ok({ place, streams: streamsFor(place), epoch: await tx.epoch() });
  });
}
