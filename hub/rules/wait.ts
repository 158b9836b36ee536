import type { DeviceId } from '../../shared/domain/ids.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import type { WaitAnswer, WaitRequest } from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';
import { settleGrants } from './settle-grants.ts';

/** How often the heads are looked at: what one counter sells another sees within this, and its own way. */
const LOOK_EVERY_MS = 250;

export type WaitContext = {
  readonly store: HubStore;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

/**
 * Answers once one of a device's streams is past its cursor, or when the time is over; at once where the device has
 * something else than it is granted, or its cursors are of before a restore, which say nothing of what it has read now.
 * Heads are looked at from time to time: the hub uses no notification that only one database has.
 */
export async function waitForNews(
  { store, now, sleep }: WaitContext,
  deviceId: DeviceId,
  { epoch: knownEpoch, cursors, waitMs }: WaitRequest,
  isGone: () => boolean,
): Promise<WaitAnswer> {
  const epoch = await store.inTransaction(async (tx) => {
    const current = await tx.epoch();
    // It is at work, whichever epoch it knows: nobody else takes its place meanwhile (`succeed`).
    if (current === knownEpoch) await tx.noteContact(deviceId, { seenAt: now(), cursors: new Map(cursors) });
    else await tx.noteHeard(deviceId, now());
    return current;
  });
  if (epoch !== knownEpoch) return { hasNews: true, epoch, hubTime: now(), grants: null };
  const grants = await settleGrants(
    store,
    deviceId,
    cursors.map(([stream]) => stream),
  );
  if (grants !== null) return { hasNews: true, epoch, hubTime: now(), grants };
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const hasNews = await store.inSnapshot(async (tx) => {
      const device = await tx.findDevice(deviceId);
      if (device === null || device.state !== 'active') return true; // the next request says what is the matter
      const granted = new Set<string>(streamsFor(device.place));
      // One that was withdrawn meanwhile is news too: the next question is answered with the order.
      if (cursors.some(([stream]) => !granted.has(stream))) return true;
      const numbers = await tx.findStreamNumbers(cursors.map(([stream]) => stream));
      return cursors.some(([stream, cursor]) => (numbers.get(stream) ?? 0) > cursor);
    });
    if (hasNews || waited >= waitMs || isGone()) return { hasNews, epoch, hubTime: now(), grants: null };
    await sleep(LOOK_EVERY_MS);
  }
}
