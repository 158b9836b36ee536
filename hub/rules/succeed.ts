import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import { LONGEST_POLL_MS } from '../../shared/sync/protocol.ts';
import { successionToSign } from '../../shared/sync/signed-request.ts';
import type { SucceedAnswer, SucceedFailure, SucceedRequest } from '../../shared/sync/succession.ts';
import type { HubDeviceRow, HubStore } from '../store/hub-store.ts';
import { releaseHolds } from './declare-holds.ts';
import { bringsSites } from './place-at.ts';

/**
 * Who was heard of within it may be at work: contact is noted once a minute, by questions that are held for the longest poll.
 * The questions of whoever is closing its chain are none of them.
 */
export const MAY_BE_AT_WORK_MS = 95_000 + LONGEST_POLL_MS;

export type SuccessionContext = {
  readonly store: HubStore;
  /** UTC milliseconds of the hub. */
  readonly now: () => number;
  readonly isSignedBy: (publicKey: string, text: string, signature: string) => boolean;
};

/**
 * A counter whose data were put back to an older day goes on as a new device, in the place of the old one, whose chain is
 * closed with all of it here. So what was set aside for the old one is what nobody spends any more: it is free.
 *
 * Laws: closed at another head nothing is changed; asked again by the same new device it is answered as before, since the
 * first answer may have been lost; nobody else goes on for the same device, so that of two copies of one disk one stops; as
 * long as the old device is heard of nobody does, so that a copy of an older disk does not take the place of the counter.
 * After a restore of the hub this is the old device's declaration too: it holds nothing.
 */
export async function succeed(
  { store, now, isSignedBy }: SuccessionContext,
  oldDeviceId: DeviceId,
  { deviceId, publicKey, proof, headSeq, headHash }: SucceedRequest,
): Promise<Result<SucceedAnswer, SucceedFailure>> {
  if (!isSignedBy(publicKey, successionToSign(oldDeviceId, deviceId), proof))
    return err({ type: 'ProofInvalid' });
  return store.inTransaction(async (tx) => {
    const old = await tx.lockDevice(oldDeviceId);
    if (old === null || old.state === 'joining') return err({ type: 'DeviceUnknown' });
    const before = await tx.findSuccessor(oldDeviceId);
    if (before !== null) {
      const isSame = before.deviceId === deviceId && before.publicKey === publicKey;
      return isSame ? ok(answerFor(before)) : err({ type: 'AlreadySucceeded' });
    }
    if (old.state !== 'active') return err({ type: 'DeviceRevoked' });
    if (headSeq !== old.headSeq || headHash !== old.headHash)
      return ok({ type: 'headDiffers', headSeq: old.headSeq });
    // The hub's own id is known too: a device of that id would write in the midst of the hub's chain.
    if ((await tx.findDevice(deviceId)) !== null || (await tx.isHubDevice(deviceId)))
      return err({ type: 'DeviceKnown' });
    const contact = await tx.findContact(oldDeviceId);
    if (contact !== null && now() - contact.seenAt < MAY_BE_AT_WORK_MS) return err({ type: 'StillInUse' });
    await releaseHolds(tx, old, now());
    await tx.setDeviceState(oldDeviceId, 'replaced', now());
    const place = { ...old.place, deviceId };
    // Its disk may be of a day when it stood there: what it writes until it has read that it does no more is as before the move.
    const stood = old.leaving ?? old.stoodBefore;
    const leaving = stood === null ? null : { ...stood, deviceId };
    const continues = { deviceId: oldDeviceId, leaving, keepsPlace: bringsSites(old) };
    await tx.insertDevice({ deviceId, publicKey, place, aloneUntilSeq: 0, continues });
    await tx.moveHomes(oldDeviceId, deviceId);
    return ok(answerFor({ place }));
  });
}

const answerFor = ({ place }: Pick<HubDeviceRow, 'place'>): SucceedAnswer => ({
  type: 'succeeded',
  place,
  streams: streamsFor(place),
});
