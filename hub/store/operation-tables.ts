import type { DeviceId, OperationId } from '../../shared/domain/ids.ts';
import type { Operation, OperationHeader, StreamName } from '../../shared/operations/operation.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import type { NewOperation, QuarantineRow, SignedHead } from './hub-store.ts';

/** Operations that were taken, kept aside or forked. */
export type OperationTables = {
  /** Hashes of a device's operations, taken and kept aside alike, by number; both ends included. */
  readonly listHashes: (deviceId: DeviceId, fromSeq: number, toSeq: number) => Promise<Map<number, string>>;
  /**
   * A device's own chain from a number on, what is kept aside included: without a hole, up to `limit` and
   * `MOST_BYTES_AT_ONCE`.
   */
  readonly listChain: (deviceId: DeviceId, fromSeq: number, limit: number) => Promise<readonly Operation[]>;
  /**
   * Which of these ids the hub has, and with which hash: taken or kept aside; a derived one only where it is taken, because
   * what is kept aside may be anything.
   */
  readonly findHashesById: (ids: readonly OperationId[]) => Promise<Map<OperationId, string>>;
  /** What is kept aside of a device between two numbers, both included, in its order: the last `limit` of it. */
  readonly listQuarantined: (
    deviceId: DeviceId,
    fromSeq: number,
    toSeq: number,
    limit: number,
  ) => Promise<readonly { readonly seq: number; readonly reason: QuarantineReason }[]>;
  /** Which device wrote each of these; what was not taken is not there. */
  readonly findWriters: (ids: readonly OperationId[]) => Promise<ReadonlyMap<OperationId, DeviceId>>;
  /**
   * Which of these ids are kept aside, so that what names them is: without what counts for nothing, and without ids that the
   * hub has taken an operation under, which is the one that is named.
   */
  readonly findQuarantinedIds: (ids: readonly OperationId[]) => Promise<Set<OperationId>>;
  /** Stores operations under the numbers that their streams were raised by. */
  readonly insertOperations: (operations: readonly NewOperation[]) => Promise<void>;
  readonly insertQuarantine: (rows: readonly QuarantineRow[]) => Promise<void>;
  /** Those that are not here yet, and with the one that is the head its signature: also where that was here without one. */
  readonly insertFork: (
    deviceId: DeviceId,
    operations: readonly Operation[],
    at: number,
    head: SignedHead,
  ) => Promise<void>;
  /** In the order of their numbers: up to `limit` and `MOST_BYTES_AT_ONCE`, those that come first. */
  readonly listOperations: (
    stream: StreamName,
    after: number,
    limit: number,
  ) => Promise<readonly { readonly number: number; readonly operation: Operation }[]>;
  readonly listLedger: (
    after: number,
    limit: number,
  ) => Promise<
    readonly { readonly number: number; readonly header: OperationHeader & { readonly hash: string } }[]
  >;
};
