import type { DeviceId } from '../../shared/domain/ids.ts';
import { CHAIN_START, type Operation } from '../../shared/operations/operation.ts';
import {
  MOST_PUSHED_BYTES,
  MOST_PUSHED_OPERATIONS,
  PROTOCOL_VERSION,
  type UnsignedPush,
} from '../../shared/sync/protocol.ts';
import type { Db } from '../database/database.ts';
import { iterateChain } from '../database/log.ts';

/** Of an operation beside body and postings: ids, hashes, names. */
const ENVELOPE_BYTES = 1000;
const POSTING_BYTES = 120;

/**
 * What is to be sent next of a chain of this counter: at most so many operations (up to 500) and 1 MiB, and one at least, however large.
 * Read row by row: a counter that was alone for years never has its log in memory.
 */
export function readOutbox(db: Db, deviceId: DeviceId, fromSeq: number, most: number): UnsignedPush {
  const operations: Operation[] = [];
  let bytes = 0;
  for (const { operation } of iterateChain(db, deviceId, fromSeq)) {
    bytes += weightOf(operation);
    if (operations.length > 0 && bytes > MOST_PUSHED_BYTES) break;
    operations.push(operation);
    if (operations.length === Math.min(most, MOST_PUSHED_OPERATIONS)) break;
  }
  const prevHash = operations[0]?.prevHash ?? CHAIN_START;
  return { protocol: PROTOCOL_VERSION, fromSeq, prevHash, operations };
}

const weightOf = ({ body, postings }: Operation): number =>
  ENVELOPE_BYTES + Buffer.byteLength(body ?? '') + postings.length * POSTING_BYTES;
