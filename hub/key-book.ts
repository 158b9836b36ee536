import type { DeviceId } from '../shared/domain/ids.ts';
import type { HubStore } from './store/hub-store.ts';

/** The public key of a device, 32 bytes in hex; null where the hub does not know it. */
export type FindKey = (deviceId: DeviceId) => Promise<string | null>;

const MOST_KEPT = 10_000;

/**
 * Keys as they are read once by a process: a device keeps its key as long as it is one (another is another device), and
 * what it may do is read anew each time. One that is joining may leave and come again with another key: that is not kept.
 */
export function createKeyBook(store: HubStore): FindKey {
  const known = new Map<DeviceId, string>();
  return async (deviceId) => {
    const before = known.get(deviceId);
    if (before !== undefined) return before;
    const device = await store.inSnapshot((tx) => tx.findDevice(deviceId));
    if (device === null) return null;
    if (known.size >= MOST_KEPT) known.clear();
    if (device.state !== 'joining') known.set(deviceId, device.publicKey);
    return device.publicKey;
  };
}
