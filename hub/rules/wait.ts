import type { DeviceId } from '../../shared/domain/ids.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import type { WaitRequest } from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';

/** How often the heads are looked at: what one counter sells another sees within this, and its own way. */
const LOOK_EVERY_MS = 250;

/**
 * Answers once one of a device's streams is past its cursor, or when the time is over. Heads are looked at from time to
 * time: the hub uses no notification that only one database has.
 */
export async function waitForNews(
  context: { readonly store: HubStore; readonly sleep: (ms: number) => Promise<void> },
  deviceId: DeviceId,
  { cursors, waitMs }: WaitRequest,
  isGone: () => boolean,
): Promise<{ readonly hasNews: boolean }> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const hasNews = await context.store.inSnapshot(async (tx) => {
      const device = await tx.findDevice(deviceId);
      if (device === null || device.state !== 'active') return true; // the next request says what is the matter
      const granted = new Set<string>(streamsFor(device.place));
      for (const [stream, cursor] of cursors) {
        if (granted.has(stream) && (await tx.findStreamHead(stream)).number > cursor) return true;
      }
      return false;
    });
    if (hasNews || waited >= waitMs || isGone()) return { hasNews };
    await context.sleep(LOOK_EVERY_MS);
  }
}
