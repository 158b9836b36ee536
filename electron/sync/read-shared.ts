import { setImmediate as afterOthers } from 'node:timers/promises';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import { isBehind } from '../../shared/sync/engine.ts';
import { joiningStreams } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { BanconeDatabase } from '../database/database.ts';
import { startChain } from '../database/log.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { saveCursor } from '../database/sync.ts';
import { applyPage } from './apply-page.ts';
import { MOST_IN_PAGE } from './stride.ts';
import type { SyncProblem } from './sync-desk-types.ts';
import type { SyncLine } from './sync-line.ts';

export type ReadFailure = SyncProblem | 'DeviceRevoked';

/**
 * Reads what every counter of a network has, into a database of its own in memory: nothing of it touches this counter's data,
 * or its disk, before somebody has decided to enter. To be closed by whoever has it.
 */
export async function readShared(
  line: SyncLine,
  deviceId: DeviceId,
  firstEpoch: number,
  onReceived: (operations: number) => void,
): Promise<Result<BanconeDatabase, ReadFailure>> {
  const shared = openMemoryDatabase();
  shared.inTransaction((tx) => {
    startChain(tx, deviceId);
    for (const stream of joiningStreams) saveCursor(tx, stream, { cursor: 0, checksum: NOTHING });
  });
  const failed = (reason: ReadFailure) => {
    shared.raw.close();
    return err(reason);
  };
  let epoch = firstEpoch;
  for (const stream of joiningStreams) {
    for (let cursor = 0, hasMore = true; hasMore; ) {
      const limit = MOST_IN_PAGE;
      const answer = await line.ask('pull', { protocol: PROTOCOL_VERSION, epoch, stream, cursor, limit });
      if (answer.type === 'refused') {
        const { failure } = answer;
        if (failure.type === 'EpochChanged') {
          // Restored meanwhile. What was read before may be gone: read anew by whoever looks again.
          const isFirst = cursor === 0 && stream === joiningStreams[0];
          if (!isFirst || isBehind(failure, epoch)) return failed('HubBehind');
          epoch = failure.epoch;
          continue;
        }
        return failed(failure.type === 'NotGranted' ? 'DeviceUnknown' : failure.type);
      }
      if (answer.type !== 'answered') return failed(answer.type);
      if (!answer.value.ok) return failed('PageInvalid');
      const page = answer.value.value;
      const applied = shared.inTransaction((tx) => applyPage(tx, stream, page));
      if (!applied.ok) return failed('PageInvalid');
      cursor = applied.value.cursor;
      hasMore = page.hasMore;
      if (page.type === 'operations') onReceived(page.operations.length);
      await afterOthers();
    }
  }
  return ok(shared);
}
