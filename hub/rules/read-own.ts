import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import {
  MOST_FETCHED,
  type OwnAnswer,
  type OwnFailure,
  type OwnRequest,
} from '../../shared/sync/succession.ts';
import type { HubStore } from '../store/hub-store.ts';

/**
 * A page of the asking device's own chain, what is kept aside of it included: a counter whose data are of an older day
 * fetches what it lacks. Another branch, which a person decides about, is not part of it. Whoever is out of the network is
 * given nothing, and one that was replaced hears where its chain ended and who goes on for it. Law: pages follow each other
 * without a hole and end at the head.
 */
export async function readOwn(
  store: HubStore,
  deviceId: DeviceId,
  { fromSeq, limit }: OwnRequest,
): Promise<Result<OwnAnswer, OwnFailure>> {
  return store.inSnapshot(async (tx) => {
    const device = await tx.findDevice(deviceId);
    if (device === null || device.state === 'joining') return err({ type: 'DeviceUnknown' });
    if (device.state === 'revoked') return err({ type: 'DeviceRevoked' });
    const { headSeq, headHash } = device;
    const operations =
      fromSeq > headSeq || device.state === 'replaced' ? [] : await tx.listChain(deviceId, fromSeq, limit);
    const lastSeq = operations.at(-1)?.seq ?? headSeq;
    // What was kept aside before the backup was made is in no page: it may have been heard of since.
    const quarantined = await tx.listQuarantined(deviceId, 1, lastSeq, MOST_FETCHED);
    // Only what was replaced has somebody who goes on for it: most are spared the question.
    const successor = device.state === 'replaced' ? await tx.findSuccessor(deviceId) : null;
    return ok({
      headSeq,
      headHash,
      operations: [...operations],
      quarantined: [...quarantined],
      hasMore: operations.length > 0 && lastSeq < headSeq,
      successorId: successor?.deviceId ?? null,
    });
  });
}
