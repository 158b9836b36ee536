import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { balancesStream, joiningStreams, ledgerStream, streamsFor } from '../../shared/sync/grants.ts';
import type { PullAnswer, PullFailure, PullRequest } from '../../shared/sync/protocol.ts';
import type { HubStore, HubTx } from '../store/hub-store.ts';
import { currentPlace } from './place-at.ts';

/**
 * A page of one stream after a cursor. Only what is granted is given; what is granted follows from where the device
 * stands. Laws: pages follow each other without a hole; a page that ends at the
 * stream's head carries the checksum of all of it, which whoever added up every page has too; states are read in one snapshot with the device's own head.
 */
export async function pull(
  store: HubStore,
  deviceId: DeviceId,
  { stream, epoch: knownEpoch, cursor, limit }: PullRequest,
): Promise<Result<PullAnswer, PullFailure>> {
  return store.inSnapshot(async (tx) => {
    const device = await tx.findDevice(deviceId);
    if (device === null) return err({ type: 'DeviceUnknown' });
    if (device.state !== 'active' && device.state !== 'joining') return err({ type: 'DeviceRevoked' });
    const granted = device.state === 'joining' ? joiningStreams : streamsFor(await currentPlace(tx, device));
    if (!granted.includes(stream)) return err({ type: 'NotGranted' });
    const epoch = await tx.epoch();
    if (knownEpoch < epoch) {
      const restoredTo = await tx.listRestores(knownEpoch);
      return err({ type: 'EpochChanged', epoch, yourHead: device.headSeq, restoredTo });
    }
    const head = await tx.findStreamHead(stream);
    // A hub that was exchanged: from before an earlier restore, or under the same epoch. Its keeper has to say that it was restored.
    if (knownEpoch > epoch || cursor > head.number) {
      return err({ type: 'HubBehind', headNumber: head.number });
    }
    if (stream === balancesStream) {
      return ok(await pullBalances(tx, cursor, limit, head.number, device.headSeq, epoch));
    }
    const rows =
      stream === ledgerStream
        ? (await tx.listLedger(cursor, limit)).map(({ number, header }) => ({ number, operation: header }))
        : await tx.listOperations(stream, cursor, limit);
    const to = rows.at(-1)?.number ?? cursor;
    return ok({
      type: 'operations',
      stream,
      from: cursor,
      to,
      operations: rows.map(({ operation }) => operation),
      headChecksum: to === head.number ? head.checksum : null,
      hasMore: to < head.number,
      epoch,
    });
  });
}

async function pullBalances(
  tx: HubTx,
  cursor: number,
  limit: number,
  headNumber: number,
  yourHead: number,
  epoch: number,
): Promise<PullAnswer> {
  const accounts = await tx.listAccounts(cursor, limit);
  // A page that is not full has everything up to the head: numbers behind it changed again since.
  const isLast = accounts.length < limit;
  const to = isLast ? headNumber : (accounts.at(-1)?.number ?? headNumber);
  return { type: 'balances', from: cursor, to, accounts, hasMore: to < headNumber, yourHead, epoch };
}
