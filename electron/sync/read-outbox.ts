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

/**
 * What is to be sent next of a chain of this counter: at most so many operations (up to 500), as far as they fit.
 * Read row by row: a counter that was alone for years never has its log in memory.
 */
export function readOutbox(db: Db, deviceId: DeviceId, fromSeq: number, most: number): UnsignedPush {
  const operations = fillPush(iterateChain(db, deviceId, fromSeq), most);
  const prevHash = operations[0]?.prevHash ?? CHAIN_START;
  return { protocol: PROTOCOL_VERSION, fromSeq, prevHash, operations };
}

/** Of operations that follow each other those that one push brings: as the hub weighs them, and one at least, however large. */
export function fillPush(chain: Iterable<{ readonly operation: Operation }>, most: number): Operation[] {
  const operations: Operation[] = [];
  let bytes = '[]'.length;
  for (const { operation } of chain) {
    // Bodies are texts in a text: each of their quotes is two bytes there.
    bytes += Buffer.byteLength(JSON.stringify(operation)) + ','.length;
    if (operations.length > 0 && bytes > MOST_PUSHED_BYTES) break;
    operations.push(operation);
    if (operations.length === Math.min(most, MOST_PUSHED_OPERATIONS)) break;
  }
  return operations;
}
